"""The tables of GitHub Actions as they ship, and what rules ask of them."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from platguard.errors import UsageError
from platguard.github_actions import ACTIONS, REFUSED, RETIREMENTS, RUNTIME, GitHubActions

FOLDER = Path(__file__).parents[2] / "policies" / "data"
DATA: dict[str, Any] = {
    name: yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    for name in (RETIREMENTS, ACTIONS, REFUSED)
}
TABLES = GitHubActions.from_data(DATA)


@pytest.mark.parametrize(
    ("name", "version", "runtime"),
    [
        ("actions/checkout", "v2", "node12"),
        ("actions/checkout", "v3.6.0", "node16"),
        ("actions/checkout", "v4", "node20"),
        ("actions/checkout", "v5", "node24"),
        ("actions/checkout", "v99", ""),
        ("actions/checkout", "main", ""),
        ("actions/setup-go", "v6.0.0", "node20"),
        ("actions/setup-go", "v6", "node24"),
        ("step-security/harden-runner", "v2.7", "node20"),
        ("step-security/harden-runner", "v2", "node24"),
        # Its v3 was not moved to the release for older servers.
        ("actions/download-artifact", "v3", "node16"),
        ("actions/download-artifact", "v3.1.0", "node24"),
        ("codecov/codecov-action", "v5", "composite"),
    ],
)
def test_what_a_release_runs_on(name: str, version: str, runtime: str) -> None:
    assert TABLES.actions[name].runtime(version) == runtime


@pytest.mark.parametrize(
    ("name", "as_of", "advice"),
    [
        ("actions/checkout", "2026-11-22", "v5"),
        ("actions/checkout", "2026-06-15", "v4"),
        ("actions/checkout", "2023-01-01", "v3"),
        ("actions/setup-go", "2026-11-22", "v6.2.0"),
        ("actions/upload-artifact", "2023-01-01", "v4"),
        ("actions/upload-pages-artifact", "2026-11-22", "v3"),
        ("acme/deploy", "2026-11-22", ""),
    ],
)
def test_the_oldest_release_to_use(name: str, as_of: str, advice: str) -> None:
    assert TABLES.advice(name, as_of) == advice


@pytest.mark.parametrize(
    ("name", "version", "since"),
    [
        ("actions/upload-artifact", "v2.3.1", "2024-06-30"),
        ("actions/upload-artifact", "v3", "2025-01-30"),
        ("actions/upload-artifact", "v4", ""),
        ("actions/cache", "v2", "2025-03-01"),
        ("actions/cache", "main", ""),
        ("actions/checkout", "v1", ""),
    ],
)
def test_what_github_refuses(name: str, version: str, since: str) -> None:
    assert TABLES.refused_on(name, version) == since


@pytest.mark.parametrize(
    ("version", "since"),
    [
        ("v1", ""),
        ("v4", "2026-07-16"),
        ("v4.3.1", ""),
        ("v4.4.0", "2026-07-16"),
        ("v4.10", "2026-07-16"),
        ("v7", "2026-06-17"),
        ("v8.1.0", "2026-06-17"),
        ("main", ""),
        ("", ""),
    ],
)
def test_since_when_a_checkout_takes_no_code_of_forks(version: str, since: str) -> None:
    assert TABLES.forks_refused_on(version) == since


def test_every_runtime_that_an_action_names_is_known_to_end_or_to_last() -> None:
    ended = {name for product, name in TABLES.retirements if product == RUNTIME}
    named = {runtime for action in TABLES.actions.values() for _, runtime in action.runs}
    assert named - ended == {"node24", "docker", "composite"}


@pytest.mark.parametrize(
    ("table", "path", "value", "told"),
    [
        (RETIREMENTS, ("retirements", RUNTIME, 0, "removed"), "2020-01-01", "after"),
        (RETIREMENTS, ("retirements", RUNTIME, 0, "removed"), "soon", "a date"),
        (RETIREMENTS, ("retirements", RUNTIME, 0, "names"), "node12", "list of texts"),
        (RETIREMENTS, ("retirements", RUNTIME, 0, "names"), ["node20"], "repeats"),
        (RETIREMENTS, ("retirements", RUNTIME, 0, "until"), "x", "unknown field"),
        (ACTIONS, ("actions", "actions/checkout", "newest"), 7.0, "in quotes"),
        (ACTIONS, ("actions", "actions/checkout", "runs"), {4: "node20"}, "in quotes"),
        (ACTIONS, ("actions", "actions/checkout", "runs"), [], "mapping"),
        (REFUSED, ("refused", 0, "before"), 3, "in quotes"),
        (REFUSED, ("refused",), {}, "list"),
        (RETIREMENTS, ("fork_checkouts", 0, "from"), 2.8, "in quotes"),
        (RETIREMENTS, ("fork_checkouts", 0, "since"), "soon", "a date"),
    ],
)
def test_a_fault_in_a_table_names_its_place(
    table: str, path: tuple[Any, ...], value: Any, told: str
) -> None:
    data = deepcopy(DATA)
    holder = data[table]
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    with pytest.raises(UsageError) as caught:
        GitHubActions.from_data(data)
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"table {table}: ")
