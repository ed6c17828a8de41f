"""Who excepted what on a past day, by the register by which that day was judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history.register_notes import noted, read
from platguard.history.store import Store
from platguard.model.audit import Consent, RegisterReport
from platguard.model.organisation import Terms
from platguard.model.registered import RegisterEntry

from .test_answers import LATEST, OK, PLACES, SWARM, bad, look, store, swarm

__all__ = ["store"]

FIRST = date(2026, 1, 1)
ENTRY = RegisterEntry(
    id="EXC-7", state="active", team="shop", category="waiver", rules=("docker-swarm",),
    reason="The vendor ships no chart.", starts=FIRST, sunset=date(2026, 3, 31), renews="EXC-2",
    matches=0, approvals=(Consent("bob", "platform", "2025-12-30"),), ticket="OPS-7",
    repositories=("shop/*",), within=("path deploy/",), compensating="It is watched.",
    requested=("ada", "2025-12-20"),
)  # fmt: skip


def scan(store: Store, day: int, entries: Sequence[RegisterEntry] | None, *only: str) -> None:
    """A run by a register, in which EXC-7 covers a service of shop/web; over all or some."""
    terms = Terms(
        FIRST + timedelta(days=day), "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r",
        rules=[SWARM, LATEST], exceptions=entries,
    )  # fmt: skip
    names = only or list(PLACES)
    run = store.begin(terms, names, whole=not only)
    for name in names:
        seen = look(name, day, [], OK)
        if name == "shop/web":
            covered = swarm("a", outcome="exempt", exception="EXC-7")
            seen = look(name, day, [covered], bad(0, exempt=1), matches={"EXC-7": 1})
        run.write(PLACES[name], seen)
    run.finish()


def told(store: Store, day: int, now: Sequence[RegisterEntry] = (), **more: bool) -> RegisterReport:
    """What the report of a day tells of exceptions, where the register is `now` something else."""
    answers = Answers(store.database, now, **more)
    return assemble(answers, Wanted(FIRST + timedelta(days=day))).exceptions


def test_a_past_day_is_told_by_the_register_of_that_day(store: Store) -> None:
    scan(store, 40, [ENTRY])
    renewed = ENTRY._replace(sunset=date(2026, 9, 30), reason="Still none.")
    scan(store, 50, [renewed, ENTRY._replace(id="EXC-8", state="requested")])
    scan(store, 60, [])
    found = told(store, 45)
    (row,) = found.rows
    assert (row.reason, row.sunset, row.requested_by) == (ENTRY.reason, ENTRY.sunset, "ada")
    assert (row.approvals, row.matches, row.covered) == (ENTRY.approvals, 1, ("shop/web",))
    assert (row.scope, row.within, row.compensating) == (
        ENTRY.repositories, ENTRY.within, ENTRY.compensating,
    )  # fmt: skip
    assert (found.kept_on, found.lost) == (date(2026, 2, 10), [])
    assert [(row.id, row.state) for row in told(store, 50).rows] == [
        ("EXC-7", "active"), ("EXC-8", "requested"),
    ]  # fmt: skip
    assert told(store, 50).rows[0].reason == "Still none."
    assert [row.id for row in told(store, 60).rows] == []


def test_since_the_last_scan_the_register_that_lies_there_counts(store: Store) -> None:
    scan(store, 40, [ENTRY])
    new = ENTRY._replace(id="EXC-9", state="requested")
    found = told(store, 41, [new])
    assert ([row.id for row in found.rows], found.kept_on, found.lost) == (
        ["EXC-9"],
        None,
        ["EXC-7"],
    )
    assert [row.id for row in told(store, 41).rows] == ["EXC-7"], "none lies there"
    # One that is named is believed on any day.
    scan(store, 50, [])
    assert [row.id for row in told(store, 41, [new], is_given=True).rows] == ["EXC-9"]


def test_days_before_the_first_kept_register_name_what_nobody_knows(store: Store) -> None:
    scan(store, 30, None)
    scan(store, 40, [ENTRY])
    found = told(store, 35, [ENTRY._replace(id="EXC-9")])
    assert ([row.id for row in found.rows], found.kept_on, found.lost) == (
        ["EXC-9"], None, ["EXC-7"],
    )  # fmt: skip


def test_an_exception_ends_between_two_scans(store: Store) -> None:
    approved = ENTRY._replace(id="EXC-8", state="approved", starts=date(2026, 2, 20))
    scan(store, 40, [ENTRY._replace(sunset=date(2026, 2, 12)), approved])
    scan(store, 60, [])
    states = [{row.id: row.state for row in told(store, day).rows} for day in (42, 43, 49, 50)]
    assert [one["EXC-7"] for one in states] == ["active", "expired", "expired", "expired"]
    assert [one["EXC-8"] for one in states] == ["approved", "approved", "approved", "active"]


def test_it_is_written_when_it_changes(store: Store) -> None:
    for day in (40, 41, 42):
        scan(store, day, [ENTRY])
    scan(store, 43, [ENTRY], "shop/web")
    scan(store, 44, [ENTRY._replace(reason="Another.")], "shop/web")
    with store.database.reading() as connection:
        rows = connection.execute(text("SELECT exception, opened, closed FROM exceptions_dated"))
        assert sorted(map(tuple, rows)) == [
            ("EXC-7", "2026-02-10", "2026-02-14"),
            ("EXC-7", "2026-02-14", None),
        ]


@pytest.mark.parametrize("order", [(40, 50, 60), (60, 50, 40), (50, 60, 40)])
def test_the_order_of_runs_does_not_matter(store: Store, order: tuple[int, ...]) -> None:
    registers = {40: [ENTRY], 50: [ENTRY._replace(reason="Another.")], 60: []}
    for day in order:
        scan(store, day, registers[day])
    found = [[row.reason for row in told(store, day).rows] for day in (40, 49, 50, 59, 60)]
    assert found == [[ENTRY.reason]] * 2 + [["Another."]] * 2 + [[]]


WORDS = st.text(max_size=20)
DAYS = st.none() | st.dates()


@given(
    st.builds(
        RegisterEntry,
        id=WORDS, state=WORDS, team=WORDS, category=WORDS, rules=st.tuples(WORDS), reason=WORDS,
        starts=DAYS, sunset=DAYS, renews=WORDS, matches=st.just(0),
        approvals=st.lists(st.builds(Consent, WORDS, WORDS, WORDS), max_size=2).map(tuple),
        ticket=WORDS, repositories=st.lists(WORDS, max_size=2).map(tuple),
        within=st.lists(WORDS, max_size=2).map(tuple), compensating=WORDS,
        requested=st.tuples(WORDS, WORDS),
    )
)  # fmt: skip
def test_an_entry_is_read_as_it_was_written(entry: RegisterEntry) -> None:
    assert read(entry.id, noted(entry)) == entry


def test_of_a_long_reason_the_beginning_is_kept() -> None:
    kept = read("X", noted(ENTRY._replace(reason="a" * 100_000)))
    assert kept.reason == "a" * 4_000 + "..."
    assert len(noted(ENTRY._replace(within=("b" * 100_000,)))) < 10_000
