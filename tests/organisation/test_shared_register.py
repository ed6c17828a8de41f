"""What is wrong with a register that repositories share is told once, when it is sure."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_health.entries import PINNED, TAG, entry
from sources.building import Repository

from platguard.model.policy_exception import Scope
from platguard.scopes import covers_repository, named_by

from .estate import Estate, Told

CONFIGURATION = """\
standards: [builtin]
register: register
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""


@pytest.fixture
def shared(estate: Estate) -> Estate:
    """An organisation that can approve exceptions."""
    estate.write("platguard.yaml", CONFIGURATION)
    return estate


def has(estate: Estate, name: str, text: str) -> Repository:
    """A repository that deploys something."""
    made = estate.repository(name, None)
    made.write("deploy/api.yaml", text)
    made.commit()
    return made


def grant(estate: Estate, **scope: list[str]) -> None:
    """An exception in the register."""
    estate.write("register/EXC-2026-0001.yaml", entry(scope=scope))


def about(told: Told) -> list[tuple[str, str]]:
    """Rule and message of what is said of the register."""
    return [(line["rule"], line["message"]) for line in told.scan["register"]]


def rules_of(estate: Estate) -> set[str]:
    """The rules by which something was found in repositories."""
    with closing(sqlite3.connect(estate.top / "platguard-history.db")) as base:
        return {rule for (rule,) in base.execute("select distinct rule from spans_dated")}


def test_what_one_of_several_repositories_needs_is_not_told(shared: Estate) -> None:
    has(shared, "a/tagged", TAG)
    has(shared, "a/pinned", PINNED)
    grant(shared, repositories=["a/*"], paths=["deploy"])
    assert about(shared.scan()) == []


UNUSED = "EXC-2026-0001 covers nothing any more: what is in its scope meets image-tag now."


def test_what_none_of_several_repositories_needs_is_told_once(shared: Estate) -> None:
    for name in ("a/one", "a/two", "b/three"):
        has(shared, name, PINNED)
    grant(shared, repositories=["a/*"], paths=["deploy"])
    told = shared.scan("--fail-on=never")
    assert about(told) == [("unused-exception", UNUSED)]
    (line,) = told.scan["register"]
    assert (line["path"], line["line"], line["level"]) == (
        "register/EXC-2026-0001.yaml",
        3,
        "warning",
    )
    assert line["fix"] == "Close it: platguard exceptions close EXC-2026-0001"
    assert "unused-exception" not in rules_of(shared)
    assert "register/EXC-2026-0001.yaml:3: warning[unused-exception]" in shared.run().output
    assert about(shared.scan("--jobs=1", "--no-cache")) == about(told)


@pytest.mark.parametrize(
    ("scope", "rule", "told"),
    [
        ({"repositories": ["gone/*"]}, "orphaned-exception", "no repository of the organisation"),
        ({"paths": ["nowhere"]}, "orphaned-exception", "no file matches nowhere"),
        ({"repositories": ["*"]}, "overbroad-exception", "names no repository, path or resource"),
    ],
)
def test_what_is_about_nothing_or_everything_is_told_once(
    shared: Estate, scope: dict[str, list[str]], rule: str, told: str
) -> None:
    has(shared, "a/one", TAG)
    has(shared, "a/two", TAG)
    grant(shared, **scope)
    ((found, message),) = about(shared.scan())
    assert found == rule
    assert told in message


def test_an_invalid_entry_is_told_once(shared: Estate) -> None:
    has(shared, "a/one", TAG)
    has(shared, "a/two", TAG)
    shared.write("register/a.yaml", entry(approvals=[]))
    shared.write("register/b.yaml", entry("EXC-2026-0002", sunset="2026-02-30"))
    told = shared.scan()
    assert [rule for rule, _ in about(told)] == ["invalid-exception"]
    assert "invalid-exception" not in rules_of(shared)


def test_nobody_says_that_something_is_gone_who_did_not_see_everything(shared: Estate) -> None:
    has(shared, "a/one", PINNED)
    other = has(shared, "a/two", PINNED)
    grant(shared, repositories=["a/*"], paths=["deploy"])
    assert about(shared.scan("--only=a/one")) == []
    away = shared.top / "away"
    shutil.move(other.root, away)
    assert about(shared.scan()) == []
    shutil.move(away, other.root)
    assert about(shared.scan()) == [("unused-exception", UNUSED)]
    other.write("deploy/b.yaml", PINNED + "\n  broken: [")
    other.commit()
    assert about(shared.scan()) == []


def test_a_limit_that_is_reached_names_its_repository(shared: Estate) -> None:
    has(shared, "a/one", TAG)
    has(shared, "a/two", TAG + "---\n" + TAG.replace("name: api", "name: web"))
    shared.write(
        "register/a.yaml",
        entry(scope={"repositories": ["a/*"], "paths": ["deploy"]}, max_findings=1),
    )
    ((rule, message),) = about(shared.scan())
    assert rule == "overbroad-exception"
    assert "2 findings of a/two match and its limit is 1" in message


def test_an_own_register_is_told_in_its_repository(estate: Estate) -> None:
    (estate.top / "platguard.yaml").unlink()
    made = has(estate, "a/one", PINNED)
    made.write("platguard.yaml", CONFIGURATION.replace("register: register", "register: own"))
    made.write("own/a.yaml", entry(scope={"paths": ["deploy"]}))
    made.commit()
    told: Any = estate.scan()
    assert about(told) == []
    assert "unused-exception" in rules_of(estate)


@given(st.text("ab/*?[]!-", max_size=6), st.sets(st.text("ab/*[]", max_size=4)))
def test_globs_name_the_same_repositories_at_once(glob: str, repositories: set[str]) -> None:
    scope = Scope(repositories=(glob,))
    expected = {name for name in repositories if covers_repository(scope, name)}
    assert named_by(glob, repositories) == expected
