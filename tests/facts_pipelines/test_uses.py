"""What workflows and actions use: references, their versions, and what they run on."""

from __future__ import annotations

import pytest

from platguard.model.facts import ActionFact, RuntimeFact, ServiceFact

from .reading import ACTION, of_type, step

COMMIT = "11bd71901bbe5b1630ceea73d27597364c9af683"


@pytest.mark.parametrize(
    ("written", "kind", "name", "ref", "pinned", "version"),
    [
        ("actions/checkout@v4", "action", "actions/checkout", "v4", False, "v4"),
        (
            "actions/cache/restore@v4.2.1",
            "action",
            "actions/cache/restore",
            "v4.2.1",
            False,
            "v4.2.1",
        ),
        ("acme/deploy@main", "action", "acme/deploy", "main", False, ""),
        (
            "pypa/gh-action-pypi-publish@release/v1",
            "action",
            "pypa/gh-action-pypi-publish",
            "release/v1",
            False,
            "v1",
        ),
        ("octokit/request-action@v2.x", "action", "octokit/request-action", "v2.x", False, "v2.x"),
        (f"actions/checkout@{COMMIT}", "action", "actions/checkout", COMMIT, True, ""),
        (f"actions/checkout@{COMMIT[:7]}", "action", "actions/checkout", COMMIT[:7], False, ""),
        (
            "acme/a/.github/workflows/b.yml@v1",
            "workflow",
            "acme/a/.github/workflows/b.yml",
            "v1",
            False,
            "v1",
        ),
        ("./.github/actions/setup", "local", "./.github/actions/setup", "", True, ""),
        ("$/.github/actions/setup", "local", "$/.github/actions/setup", "", True, ""),
        ("docker://alpine:3.22", "docker", "library/alpine", "3.22", False, "3.22"),
        ("docker://reg.example:5000/lint", "docker", "lint", "", False, ""),
        ("acme/deploy", "action", "acme/deploy", "", False, ""),
    ],
)
def test_a_reference(
    written: str, kind: str, name: str, ref: str, pinned: bool, version: str
) -> None:
    (found,) = of_type(step(f"{{uses: '{written}'}}"), ActionFact)
    assert (found.kind, found.name, found.ref) == (kind, name, ref)
    assert (found.pinned, found.version) == (pinned, version)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("actions/cache/restore@v4", "actions/cache"),
        ("./.github/actions/setup", "./.github/actions/setup"),
        ("docker://reg.example:5000/a/lint:1@sha256:00", "docker://reg.example:5000/a/lint"),
        ("docker://alpine", "docker://alpine"),
    ],
)
def test_a_step_without_a_name_is_called_by_what_it_uses(written: str, name: str) -> None:
    found = of_type(step(f"{{uses: '{written}'}}"), ActionFact)[0]
    assert (found.label, found.address) == (f"job build step {name}", f"gha:build/{name}")


@pytest.mark.parametrize(
    ("behind", "version"),
    [
        (" # v4.2.2", "v4.2.2"),
        (" #v4.2.2", "v4.2.2"),
        ("  # tag=v4", "v4"),
        (" # pin@4.2", "4.2"),
        (" # ratchet:actions/checkout@v4", "v4"),
        (" # v4.2.2 # zizmor: ignore[unpinned-uses]", "v4.2.2"),
        (" # v4.2.2, 2024-10-23", "v4.2.2"),
        (" # main", ""),
        (" # v4.2.2-beta", ""),
        (" # 2024-10-23", ""),
        ("", ""),
    ],
)
def test_the_version_of_a_commit_stands_in_the_comment_behind_it(behind: str, version: str) -> None:
    text = f"on: push\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@{COMMIT}{behind}\n"
    (found,) = of_type(text, ActionFact)
    assert found.version == version
    (runtime,) = of_type(text, RuntimeFact)
    assert runtime.unknown == ([] if version else ["version"])


def test_a_comment_belongs_to_what_stands_before_it() -> None:
    text = (
        "on: push\njobs:\n  a:\n    steps:\n"
        f"      - {{uses: 'a/b@{COMMIT}', with: {{x: y}}}} # v1\n"
        f'      - {{name: "é", uses: "a/c@{COMMIT}"}} # v2\n'
        f"      - uses: a/d@{COMMIT}\n        # v3\n"
    )
    assert [fact.version for fact in of_type(text, ActionFact)] == ["", "v2", ""]


def test_steps_that_run_at_the_same_time_are_steps() -> None:
    text = step("{parallel: [{uses: a/b@v1}, {uses: a/c@v1}, 5]}, {wait: x}, {parallel: 5}")
    assert [fact.name for fact in of_type(text, ActionFact)] == ["a/b", "a/c"]


def test_an_action_names_what_it_runs_on() -> None:
    text = "name: Greet\nruns: {using: node16, main: index.js}\n"
    (found,) = of_type(text, RuntimeFact, ACTION)
    assert (found.category, found.product, found.version) == (
        "action",
        "github-actions-runtime",
        "node16",
    )


def test_another_file_of_that_name_is_what_it_is() -> None:
    text = "services:\n  web: {image: 'nginx:1.29'}\n"
    (found,) = of_type(text, ServiceFact, "action.yaml")
    assert found.image == "nginx:1.29"
