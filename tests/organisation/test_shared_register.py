"""What is wrong with a register that repositories share is told once, when it is sure."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_health.entries import PINNED, TAG, entry
from running import within
from scan.projects import deployment
from sources.building import Repository

from platguard.model.policy_exception import Scope
from platguard.scopes import covers_repository, named_by

from .estate import DAY, Estate, Scanned

SETTINGS = """\
register: register
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""


REPORT = ("org", "report", "inventory.yaml", "--as-of", DAY, "--format=csv", "--table=findings")


@pytest.fixture
def shared(estate: Estate, restored: Path) -> Estate:
    """An organisation that can approve exceptions."""
    estate.take_builtin(restored, SETTINGS)
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


def about(told: Scanned) -> list[tuple[str, str]]:
    """Rule and message of what is said of the register."""
    return [(line["rule"], line["message"]) for line in told.scan["register"]]


def reported(estate: Estate, *arguments: str) -> list[dict[str, str]]:
    """The findings of a report."""
    told = within(estate.top, estate.environ(), *REPORT, *arguments)
    return list(csv.DictReader(StringIO(told.output)))


def rules_of(estate: Estate) -> set[str]:
    """The rules by which something was found in repositories."""
    with closing(sqlite3.connect(estate.top / "platguard-history.db")) as base:
        return {rule for (rule,) in base.execute("select distinct rule from spans_dated")}


def test_what_one_of_several_repositories_needs_is_not_told(shared: Estate) -> None:
    has(shared, "a/tagged", TAG)
    has(shared, "a/pinned", PINNED)
    grant(shared, repositories=["a/*"], paths=["deploy"])
    assert about(shared.scan()) == []


POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: to-SERVICE, namespace: shop}
spec:
  podSelector: {matchLabels: {app: SERVICE}}
  policyTypes: [Ingress]
"""
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
    assert about(shared.scan("--jobs=2", "--no-cache")) == about(told)


def test_what_was_wrong_on_a_day_is_told_of_that_day(shared: Estate) -> None:
    has(shared, "a/one", PINNED)
    has(shared, "b/two", PINNED)
    shared.scan("--as-of=2026-11-20")
    grant(shared, repositories=["a/*"], paths=["deploy"])
    first = shared.scan()
    shared.write("register/EXC-2026-0001.yaml", entry(scope={"paths": ["nowhere"]}))
    last = shared.scan("--as-of=2026-11-25")
    shared.scan("--as-of=2026-11-26", "--only=a/*")
    found = {}
    for day in ("2026-11-19", "2026-11-20", "2026-11-23", "2026-11-26"):
        asked = ("org", "report", "inventory.yaml", "--as-of", day, "--format=json")
        told = within(shared.top, shared.environ(), *asked)
        found[day] = json.loads(told.output)["exceptions"]
    assert [found[day]["told_on"] for day in found] == [None, "2026-11-20", DAY, "2026-11-25"]
    assert found["2026-11-19"]["wrong"] == found["2026-11-20"]["wrong"] == []
    assert found["2026-11-23"]["wrong"] == first.scan["register"] != []
    # Some repositories do not know what others need.
    assert found["2026-11-26"]["wrong"] == last.scan["register"] != []
    assert found["2026-11-26"]["wrong_before"] == 0


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


TWO = TAG + "---\n" + TAG.replace("name: api", "name: web")
"""Two deployments that fail image-tag."""


def exempt(estate: Estate) -> dict[str, int]:
    """How many findings are covered now, by repository."""
    asked = "select repository from spans_dated where closed is null and outcome = 'exempt'"
    with closing(sqlite3.connect(estate.top / "platguard-history.db")) as base:
        return Counter(name for (name,) in base.execute(asked))


def exempt_after(estate: Estate) -> dict[str, int]:
    """As `exempt`, after a scan."""
    estate.scan()
    return exempt(estate)


def fingerprint(estate: Estate) -> str:
    """The fingerprint of what fails image-tag, which is the same everywhere."""
    with closing(sqlite3.connect(estate.top / "platguard-history.db")) as base:
        ((found,),) = base.execute(
            "select distinct lower(hex(fingerprint)) from findings join rules on rules.id = rule"
            " where name = 'image-tag'"
        )
    return str(found)


def limited(estate: Estate, limit: int, **scope: list[str]) -> None:
    """An exception that covers so many findings."""
    wide = {"repositories": ["a/*"], "paths": ["deploy"]}
    estate.write("register/a.yaml", entry(scope=scope or wide, max_findings=limit))


def test_a_limit_counts_over_all_repositories(shared: Estate) -> None:
    has(shared, "a/one", TWO)
    has(shared, "a/three", TAG)
    has(shared, "a/two", TWO)
    limited(shared, 4)
    told = shared.scan("--verbose")
    assert exempt(shared) == {"a/one": 2, "a/three": 1, "a/two": 1}
    assert about(told) == [
        (
            "overbroad-exception",
            "EXC-2026-0001 covers more than one can answer for: 5 findings of all repositories"
            " match and its limit is 4: those after the first 4, by repository, path and line,"
            " are not covered (a/two).",
        )
    ]
    # Which of them is covered is known when all were judged, and remembered for the next time.
    assert "1 repository judged by what others tell" in told.errors
    again = shared.scan("--verbose")
    assert "judged by what others tell" not in again.errors
    assert (again.scan, exempt(shared)["a/two"]) == (told.scan, 1)


def test_room_within_a_limit_is_given_to_the_next(shared: Estate) -> None:
    first = has(shared, "a/one", TWO)
    has(shared, "a/two", TWO)
    limited(shared, 2)
    shared.scan()
    assert exempt(shared) == {"a/one": 2}
    first.write("deploy/api.yaml", TAG)
    first.commit()
    assert about(shared.scan())
    assert exempt(shared) == {"a/one": 1, "a/two": 1}
    first.write("deploy/api.yaml", PINNED)
    first.commit()
    assert about(shared.scan()) == []
    assert exempt(shared) == {"a/two": 2}


def test_what_could_not_be_judged_keeps_what_it_took_of_a_limit(shared: Estate) -> None:
    """Nobody is covered for a day by what belongs to a repository that is there again the next."""
    first = has(shared, "a/one", TWO)
    has(shared, "a/two", TWO)
    limited(shared, 3)
    told = {"before": about(shared.scan("--as-of=2026-11-20"))}
    away = shared.top / "away"
    shutil.move(first.root, away)
    gone = shared.scan("--as-of=2026-11-21", "--verbose")
    assert gone.status("a/one")[0] == "missing"
    assert exempt(shared) == {"a/one": 2, "a/two": 1}
    assert "judged by what others tell" not in gone.errors
    told["gone"] = about(gone)
    asked = ("org", "export", "out", "--as-of=2026-11-21")
    export = within(shared.top, shared.environ(), *asked)
    assert "only the history has" not in export.output + export.errors
    verified = within(shared.top, shared.environ(), "verify", "out")
    assert (verified.code, verified.output[:5]) == (0, "same:")
    shared.scan("--as-of=2026-11-21", "--no-cache", "--restart")
    assert exempt(shared) == {"a/one": 2, "a/two": 1}
    assert shared.scan("--as-of=2026-11-21", "--only=a/two").code == 1
    assert exempt(shared) == {"a/one": 2, "a/two": 1}
    shutil.move(away, first.root)
    told["back"] = about(shared.scan("--as-of=2026-11-22"))
    ((rule, message),) = told["before"]
    assert told["back"] == told["before"]
    known = "; 2 of them are what was known last of a/one, which could not be judged."
    assert told["gone"] == [(rule, message.removesuffix(".") + known)]
    first.write("deploy/api.yaml", PINNED)
    first.commit()
    assert about(shared.scan("--as-of=2026-11-23")) == []
    assert exempt(shared) == {"a/two": 2}
    # What it took earlier is of no account on a day before it was judged.
    shutil.move(first.root, away)
    shared.scan("--as-of=2026-11-19")
    with closing(sqlite3.connect(shared.top / "platguard-history.db")) as base:
        days = "select opened from spans_dated where outcome = 'exempt' and repository = 'a/two'"
        assert [day for (day,) in base.execute(days)].count("2026-11-19") == 2


def test_a_fingerprint_is_kept_by_what_could_not_be_judged(shared: Estate) -> None:
    first = has(shared, "a/one", TAG)
    has(shared, "a/two", TAG)
    shared.scan("--as-of=2026-11-20")
    scope = {"fingerprints": [fingerprint(shared)], "paths": ["deploy/api.yaml"]}
    shared.write("register/a.yaml", entry(scope=scope))
    assert exempt_after(shared) == {"a/one": 1}
    shutil.move(first.root, shared.top / "away")
    shared.scan("--as-of=2026-11-23")
    assert exempt(shared) == {"a/one": 1}


def test_a_limit_counts_for_repositories_that_were_not_chosen(shared: Estate) -> None:
    has(shared, "a/one", TWO)
    has(shared, "a/two", TWO)
    limited(shared, 2)
    assert shared.scan("--only=a/two").code == 1
    assert exempt(shared) == {}


def test_a_limit_of_one_repository_is_its_own(shared: Estate) -> None:
    has(shared, "a/one", TWO)
    has(shared, "a/two", TWO)
    limited(shared, 1, repositories=["a/two"])
    assert exempt_after(shared) == {"a/two": 1}


def test_a_fingerprint_stands_for_one_finding_of_all_repositories(shared: Estate) -> None:
    for name in ("a/one", "a/two", "b/three"):
        has(shared, name, TAG)
    shared.scan()
    scope = {"fingerprints": [fingerprint(shared)], "paths": ["deploy/api.yaml"]}
    shared.write("register/a.yaml", entry(scope=scope))
    assert exempt_after(shared) == {"a/one": 1}
    scope["repositories"] = ["a/two", "b/three"]
    shared.write("register/a.yaml", entry(scope=scope))
    assert exempt_after(shared) == {"a/two": 1}


def test_what_others_acquit_takes_nothing_of_a_limit(shared: Estate) -> None:
    """A first answer decides what fails, and only then it is known what is left of a limit."""
    for name in ("a/one", "a/two"):
        made = has(shared, name, PINNED)
        made.write("deploy/policy.yaml", POLICY.replace("SERVICE", name[2:]))
        made.commit()
    scope = {"paths": ["deploy"]}
    shared.write("register/a.yaml", entry(rules="policy-dangling", scope=scope, max_findings=1))
    assert exempt_after(shared) == {"a/one": 1}
    has(shared, "b/runs-one", deployment("one"))
    assert exempt_after(shared) == {"a/two": 1}
    (shared.top / "cache").rename(shared.top / "gone")
    assert exempt_after(shared) == {"a/two": 1}


def test_an_own_register_is_told_in_its_repository(estate: Estate) -> None:
    (estate.top / "platguard.yaml").unlink()
    made = has(estate, "a/one", PINNED)
    settings = SETTINGS.replace("register: register", "register: own")
    made.write("platguard.yaml", f"standards: [builtin]\n{settings}")
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


def test_a_name_that_begins_with_a_dot_goes_the_whole_way(shared: Estate) -> None:
    """`acme/.github` is a name that hosts give a meaning: what it deploys is judged and excepted as
    that of any other repository."""
    has(shared, "acme/.github", TAG)
    has(shared, "acme/api", TAG)
    grant(shared, repositories=["acme/.github"], paths=["deploy"])
    assert about(shared.scan()) == []
    assert {row["repository"] for row in reported(shared) if row["exception"]} == {"acme/.github"}
    only = shared.scan("--only", "acme/.*")
    assert [line["name"] for line in only.scan["repositories"]] == ["acme/.github"]
    scoped = reported(shared, "--scope", "name=acme/.*")
    assert {row["repository"] for row in scoped} == {"acme/.github"}
    export = within(shared.top, shared.environ(), "org", "export", "out", "--as-of", DAY)
    assert export.code == 0, export.errors
    verified = within(shared.top, shared.environ(), "verify", "out")
    assert verified.output.startswith("same: 2 of 2 repositories")


def test_who_excepted_what_is_told_of_the_day_when_the_register_is_gone(shared: Estate) -> None:
    has(shared, "a/tagged", TAG)
    grant(shared, repositories=["a/*"], paths=["deploy"])
    shared.scan("--as-of=2026-11-20")
    (shared.top / "register/EXC-2026-0001.yaml").unlink()
    shared.scan("--fail-on=never")
    asked = ("org", "report", "inventory.yaml", "--format=json", "--as-of")
    environ = shared.environ()
    found = [
        json.loads(within(shared.top, environ, *asked, day).output)["exceptions"]
        for day in ("2026-11-21", DAY)
    ]
    (then,) = found[0]["rows"]
    assert (then["id"], then["state"], then["matches"]) == ("EXC-2026-0001", "active", 1)
    assert [one["by"] for one in then["approvals"]] == ["bob", "carol"]
    assert found[0]["kept_on"] == "2026-11-20"
    assert (found[1]["rows"], found[1]["lost"]) == ([], [])
