"""What failed at first, what came and what went is what fails in the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from history.seeing import blind, observation, on, row, see
from history.test_order import looks
from hypothesis import given, settings
from hypothesis import strategies as st

from platguard.audit.answers import Answers
from platguard.audit.drift import CAME, WENT
from platguard.audit.report import Wanted, assemble
from platguard.history.opening import open_history
from platguard.history.store import Store
from platguard.model.audit import Drift, DriftRow
from platguard.model.organisation import Observation

Kept = Callable[..., AbstractContextManager[Store]]


@pytest.fixture(scope="session")
def kept(empty_history: Path) -> Kept:
    """Makes a history of what some days saw."""
    return lambda *seen: _kept(empty_history, *seen)


@contextmanager
def _kept(empty: Path, *seen: Observation) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = open_history(str(shutil.copy(empty, Path(folder) / "history.db")))
        see(store, *seen)
        yield store
        store.close()


def drift(store: Store, since: int, until: int) -> Drift:
    found = assemble(Answers(store.database), Wanted(on(until), since=on(since))).drift
    assert found is not None
    return found


def adds_up(row: DriftRow) -> bool:
    came = sum(row.states[one] for one in CAME)
    went = sum(row.states[one] for one in WENT)
    return row.baseline + came - went == row.now


@settings(max_examples=8)
@given(seen=looks(), data=st.data())
def test_it_adds_up(kept: Kept, seen: list[Observation], data: st.DataObject) -> None:
    first, last = (one.as_of for one in (seen[0], seen[-1]))
    length = (last - date(2026, 1, 1)).days
    begun = (first - date(2026, 1, 1)).days
    with kept(*seen) as store:
        for _ in range(6):
            since = data.draw(st.integers(begun, length))
            found = drift(store, since, data.draw(st.integers(since, length)))
            for one in (found.total, *found.rules, *found.teams):
                assert adds_up(one), one


def test_a_rule_that_becomes_enforced_makes_nothing_new(kept: Kept) -> None:
    rows = [row("a", level="note"), row("b", level="note")]
    with kept(observation(0, rows), observation(5, [row("a"), row("b")])) as store:
        found = drift(store, 0, 5).total
    assert (found.baseline, found.now, found.states["returned"]) == (2, 2, 0)
    assert found.states["raised"] == 2


def test_an_exception_that_ends_brings_its_finding_back(kept: Kept) -> None:
    covered = row("a", outcome="exempt", exception="X-1")
    with kept(observation(0, [covered]), observation(5, [row("a")])) as store:
        found = drift(store, 0, 5).total
    assert (found.baseline, found.now, found.states["returned"]) == (0, 1, 1)


def test_what_cannot_be_judged_is_no_improvement(kept: Kept) -> None:
    many = [row(str(number)) for number in range(9)]
    broken = observation(45, [], status="quarantined", counts={}, commit="")
    with kept(observation(20, many), broken) as store:
        found = drift(store, 20, 45)
    assert not found.champions
    assert (found.total.baseline, found.total.now) == (0, 0)


def test_a_file_that_cannot_be_read_is_no_improvement(kept: Kept) -> None:
    seen = observation(45, [], status="incomplete", blind=[blind()])
    with kept(observation(20, [row("a"), row("b")]), seen) as store:
        found = drift(store, 20, 45)
    assert not found.champions
    assert (found.total.states["unseen"], found.total.now) == (2, 0)


def test_what_is_mended_is_an_improvement(kept: Kept) -> None:
    with kept(observation(20, [row("a"), row("b")]), observation(45, [row("a")])) as store:
        (best,) = drift(store, 20, 45).champions
    assert (best.team, best.before, best.resolved, best.brought) == ("shop", 2, 1, 0)


def test_what_came_before_the_month_is_no_part_of_its_improvement(kept: Kept) -> None:
    """The day that changes are counted from is another one than the month's."""
    seen = [
        observation(2, [row("a"), row("b"), row("c")]),
        observation(20, [row("a"), row("b"), row("d"), row("e")], commit="2" * 40),
        observation(45, [row("a"), row("e")], commit="3" * 40),
    ]
    with kept(*seen) as store:
        early, late = drift(store, 2, 45), drift(store, 40, 45)
    for found in (early, late):
        (best,) = found.champions
        assert (best.before, best.resolved, best.brought) == (4, 2, 0)
    assert (early.total.states["resolved"], early.total.states["new"]) == (3, 2)
    assert (late.total.states["resolved"], late.total.states["new"]) == (2, 0)


def test_an_exception_is_no_improvement(kept: Kept) -> None:
    covered = row("a", outcome="exempt", exception="X-1")
    with kept(observation(20, [row("a"), row("b")]), observation(45, [covered, row("b")])) as store:
        found = drift(store, 20, 45)
    assert not found.champions
    assert found.total.states["exempted"] == 1
