"""What a part of the organisation is told of is told of it in the whole as well."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from history.seeing import observation, row

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history.opening import open_history
from platguard.history.store import Store
from platguard.model.audit import OrganisationReport
from platguard.model.organisation import Observation, Placement, RuleNote, Terms
from platguard.model.organisation_scan import RegisterLine
from platguard.model.registered import RegisterEntry

DAY = date(2026, 3, 3)
RULE = RuleNote(
    "no-latest", "images", "No latest", "high", "enforced", 1, "p", "#p", "guide",
    controls={"soc2": ["CC8.1"]},
)  # fmt: skip
ENTRY = RegisterEntry(
    id="EXC-1", state="active", team="a", category="waiver", rules=("no-latest",), reason="r",
    starts=date(2026, 1, 1), sunset=date(2026, 4, 1), renews="", matches=0,
)  # fmt: skip
NAMED = ENTRY._replace(id="EXC-2", repositories=("b/*",))
WRONG = RegisterLine("r", "warning", "low", ".platguard/exceptions/EXC-1.yaml", 1, "m", "f")
MISSING: dict[str, Any] = {"status": "missing", "commit": "", "counts": {}, "failed": 0}


@pytest.fixture
def store(tmp_path: Path, empty_history: Path) -> Iterator[Store]:
    opened = open_history(str(shutil.copy(empty_history, tmp_path / "history.db")))
    yield opened
    opened.close()


def report(
    store: Store, found: dict[str, Observation], *teams: str, entries: Sequence[RegisterEntry] = ()
) -> OrganisationReport:
    """A report of one day, about the repositories of all teams or of some."""
    terms = Terms(DAY, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[RULE])
    run = store.begin(terms, list(found))
    for name, seen in found.items():
        placed = Placement(name, team=name.partition("/")[0])
        run.write(placed, replace(seen, repository=name, as_of=DAY))
    run.finish([WRONG])
    scope = {"team": teams} if teams else {}
    return assemble(Answers(store.database, entries), Wanted(DAY, scope=scope))


def excused(number: int) -> Observation:
    """A repository with so many findings that an exception covers."""
    rows = [row(str(one), outcome="exempt", exception="EXC-1") for one in range(number)]
    counts = {"no-latest": {"exempt": number}}
    return observation(0, rows, counts=counts, matches={"EXC-1": number})


def test_exceptions_of_a_part_are_those_that_are_about_it_with_its_numbers(store: Store) -> None:
    found = {"a/one": excused(2), "b/one": excused(5), "c/one": observation(0)}
    entries = (ENTRY, NAMED)
    numbers = {}
    for team in ("a", "b", "c", ""):
        told = report(store, found, *([team] if team else []), entries=entries).exceptions
        assert sum(told.ages.values()) == len(told.rows)
        assert [one.path for one in told.wrong] == ([WRONG.path] if team != "c" else [])
        numbers[team] = {one.id: (one.matches, list(one.covered)) for one in told.rows}
    assert numbers == {
        "a": {"EXC-1": (2, ["a/one"])},
        "b": {"EXC-1": (5, ["b/one"]), "EXC-2": (0, [])},
        "c": {},
        "": {"EXC-1": (7, ["a/one", "b/one"]), "EXC-2": (0, [])},
    }


def test_what_ends_in_a_part_is_counted_there(store: Store) -> None:
    found = {"a/one": excused(2), "b/one": excused(5)}
    (told,) = report(store, found, "a", entries=[ENTRY]).calendar
    assert "covers 2 findings" in told.told


def test_a_repository_that_is_not_there_is_unknown_to_the_rules_of_all(store: Store) -> None:
    found = {"a/one": observation(0), "b/gone": observation(0, **MISSING)}
    whole, part = report(store, found), report(store, found, "b")
    for one in (whole, part):
        (rule,) = one.matrix.rules
        (standard,) = one.matrix.standards
        ((control,),) = [framework.controls for framework in one.controls]
        assert (rule.unknown, standard.unknown, control.unknown) == (1, 1, 1)
    assert part.controls[0].controls[0].state == "unknown"


def test_an_empty_repository_counts_nowhere(store: Store) -> None:
    """Also in histories whose scans counted what a few rules make of nothing."""
    counts = {"no-latest": {"pass": 6}}
    found = {
        "a/one": observation(0, counts={"no-latest": {"pass": 1}}),
        "b/empty": observation(0, status="empty", counts=counts),
    }
    told = report(store, found)
    by_name = {one.repository: one for one in told.matrix.rows}
    assert by_name["b/empty"].rules.whole == 0
    assert set(by_name["b/empty"].standards.values()) == {"not-applicable"}
    assert [(one.rate.part, one.rate.whole) for one in told.headlines] == [(1, 1)] * 3
