"""Mutations: edits of a test after which the rule must find something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from platguard.cache import Cache
from platguard.config import Organisation, Repository
from platguard.errors import UsageError
from platguard.inline_tests import run_tests
from platguard.policy import decide
from platguard.reads import OnDisk, Reads, Recorded
from platguard.settings import Settings, named_standards

RULE = """\
standard: own
title: Own
owner: us
contact: "#us"
rules:
  - id: own-rule
    title: Own
    on: image
    deny: image.tag == "latest"
    severity: high
    why: Because.
    message: "{image.reference} moves."
    fix: Pin it.
    tests:
      - {name: a version, given: {Dockerfile: "FROM nginx:1.29.3\\n"}, expect: pass}
    mutations:
      - MUTATION
"""


def found(folder: Path, mutation: str, rule: str = RULE) -> list[tuple[str, bool]]:
    """Name and success of each test of a rule with a mutation."""
    (folder / "own.yaml").write_text(rule.replace("MUTATION", mutation))
    reads = Reads()
    standards = named_standards("own.yaml", Recorded(OnDisk(str(folder)), reads))
    settings = Settings(standards, Organisation(), Repository(), {}, b"", reads)
    results = run_tests(decide(settings, Cache(None)), date(2026, 11, 22))
    return [(result.test.name, result.passed) for result in results]


def test_a_mutation_must_break_what_passed(tmp_path: Path) -> None:
    breaks = '{of: a version, replace: "1.29.3", with: latest}'
    assert found(tmp_path, breaks) == [("a version", True), ("a version, changed", True)]
    does_not = '{name: newer, of: a version, replace: "1.29.3", with: "1.31.0"}'
    assert found(tmp_path, does_not)[1] == ("newer", False)


def test_a_mutation_may_expect_something_else(tmp_path: Path) -> None:
    unknown = '{of: a version, replace: "1.29.3", with: "$TAG", expect: unknown}'
    assert found(tmp_path, unknown)[1] == ("a version, changed", True)


def test_a_mutation_may_be_another_day(tmp_path: Path) -> None:
    rule = RULE.replace('image.tag == "latest"', 'as_of > "2027-01-01"')
    assert found(tmp_path, "{of: a version, as_of: 2028-01-01}", rule)[1][1]
    assert not found(tmp_path, "{of: a version, as_of: 2026-12-01}", rule)[1][1]


@pytest.mark.parametrize(
    ("mutation", "told"),
    [
        ('{of: no test, replace: "a", with: "b"}', "must be one of a version"),
        ('{of: a version, replace: "2.0", with: "b"}', "stands 0 times"),
        ('{of: a version, replace: "n", with: "b"}', "stands 2 times"),
        ('{of: a version, replace: "1.29.3", with: "b", expect: pass}', "itself expects pass"),
        ('{of: a version, replace: "1.29.3"}', "with"),
        ('{of: a version, replace: "1.29.3", by: "b"}', "unknown key 'by'"),
    ],
)
def test_a_mutation_that_could_show_nothing_is_refused(
    tmp_path: Path, mutation: str, told: str
) -> None:
    with pytest.raises(UsageError, match=r"own\.yaml:17:") as refused:
        found(tmp_path, mutation)
    assert told in str(refused.value)
