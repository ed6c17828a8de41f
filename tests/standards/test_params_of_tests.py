"""Params in inline tests: what an organisation would set, for that test alone."""

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
    deny: image.tag in params.moving
    params: {moving: {type: list, default: []}}
    severity: high
    why: Because.
    message: "{image.reference} moves."
    fix: Pin it.
    tests:
      - {name: by default, given: {Dockerfile: "FROM nginx:edge\\n"}, expect: pass}
      - {name: as set, given: {Dockerfile: "FROM nginx:edge\\n"}, PARAMS, expect: fail}
      - {name: by default again, given: {Dockerfile: "FROM nginx:edge\\n"}, expect: pass}
    mutations:
      - {of: as set, replace: edge, with: "1.29", expect: pass}
"""


def passed(folder: Path, params: str) -> dict[str, bool]:
    """The success of each test by its name."""
    (folder / "own.yaml").write_text(RULE.replace("PARAMS", params))
    reads = Reads()
    standards = named_standards("own.yaml", Recorded(OnDisk(str(folder)), reads))
    settings = Settings(standards, Organisation(), Repository(), {}, b"", reads)
    results = run_tests(decide(settings, Cache(None)), date(2026, 11, 22))
    return {result.test.name: result.passed for result in results}


def test_params_hold_for_their_test_and_its_mutations(tmp_path: Path) -> None:
    found = passed(tmp_path, "params: {moving: [edge]}")
    assert set(found) == {"by default", "as set", "by default again", "as set, changed"}
    assert all(found.values())


def test_other_params_find_something_else(tmp_path: Path) -> None:
    assert not passed(tmp_path, "params: {moving: [latest]}")["as set"]


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ("params: {moving: edge}", "must be list"),
        ("params: {mooving: [edge]}", "unknown key 'mooving'"),
        ("params: [edge]", "the params of the test"),
    ],
)
def test_params_that_the_rule_has_not(tmp_path: Path, params: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        passed(tmp_path, params)
