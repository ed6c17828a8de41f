"""Only what was judged on both days is compared: partial scans, missing and new repositories."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from history.seeing import observation, row
from hypothesis import given
from hypothesis import strategies as st

from platguard.audit.answers import Answers
from platguard.audit.comparing import CHECKS, REPOSITORIES, TEAMS, Held, compared
from platguard.audit.report import Wanted, assemble
from platguard.history.opening import open_history
from platguard.history.store import Store
from platguard.model.audit import OrganisationReport, Tally
from platguard.model.organisation import Observation, Placement, RuleNote, Terms
from platguard.reporters.organisation import write

START, LATER = date(2026, 1, 31), date(2026, 3, 3)
RULE = RuleNote("no-latest", "images", "No latest", "high", "enforced", 1, "p", "#p", "guide")
GOOD, BAD = (9, 1), (1, 9)
"""How many checks of a repository pass and fail."""
MISSING = (0, 0)
ALL: dict[str, tuple[int, int]] = {"a/one": GOOD, "a/two": BAD, "b/three": BAD}


@pytest.fixture
def store(tmp_path: Path, empty_history: Path) -> Iterator[Store]:
    opened = open_history(str(shutil.copy(empty_history, tmp_path / "history.db")))
    yield opened
    opened.close()


def seen(name: str, day: date, checks: tuple[int, int]) -> Observation:
    """What a scan saw of a repository; one that is missing has no checks."""
    if checks == MISSING:
        bare = observation(0, [], status="missing", commit="", counts={}, failed=0)
    else:
        rows = [row(f"{name} {number}") for number in range(checks[1])]
        counts = {"no-latest": {"pass": checks[0], "fail": checks[1]}}
        bare = observation(0, rows, counts=counts, commit=f"{day.toordinal():040x}")
    return replace(bare, repository=name, as_of=day)


def scan(
    store: Store, day: date, found: Mapping[str, tuple[int, int]], *, whole: bool = True
) -> None:
    """One run, over all repositories or some."""
    terms = Terms(day, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[RULE])
    run = store.begin(terms, list(found), whole=whole)
    for name, checks in found.items():
        placed = Placement(name, team=name.partition("/")[0], created=date(2020, 1, 1))
        run.write(placed, seen(name, day, checks))
    run.finish()


def report(store: Store, day: date = LATER, **more: object) -> OrganisationReport:
    return assemble(Answers(store.database), Wanted(day, **more))  # type: ignore[arg-type]


def gained(found: OrganisationReport) -> dict[str, float | None]:
    """Points in a month, by headline."""
    return {one.name: None if one.month is None else float(one.month) for one in found.headlines}


def rates(found: OrganisationReport) -> dict[str, tuple[int, int]]:
    return {one.name: (one.rate.part, one.rate.whole) for one in found.headlines}


def test_a_scan_of_some_tells_of_all_and_moves_nothing(store: Store) -> None:
    scan(store, START, ALL)
    before = report(store, LATER)
    scan(store, LATER, {"a/one": GOOD}, whole=False)
    found = report(store)
    assert rates(found) == rates(before)
    assert rates(found)[CHECKS] == (11, 30)
    assert gained(found) == {REPOSITORIES: 0, TEAMS: 0, CHECKS: 0}
    # How the checks of a rule came out in all repositories nobody looked at.
    assert [one.checks for one in found.matrix.rules] == [None]
    assert before.matrix.rules[0].checks is not None


def test_what_some_mended_counts_beside_the_others(store: Store) -> None:
    scan(store, START, ALL)
    scan(store, LATER, {"a/two": GOOD}, whole=False)
    found = report(store)
    assert rates(found)[CHECKS] == (19, 30)
    assert gained(found)[CHECKS] == 26.7  # 63.33 less 36.67


def test_a_repository_that_is_missing_moves_no_share(store: Store) -> None:
    scan(store, START, ALL)
    scan(store, LATER, {**ALL, "a/two": MISSING})
    found = report(store)
    assert rates(found)[CHECKS] == (10, 20)
    assert gained(found) == {REPOSITORIES: 0, TEAMS: 0, CHECKS: 0}
    (month,) = found.compared
    assert (month.months, month.day, month.repositories.part, month.repositories.whole) == (
        1, START, 2, 3,
    )  # fmt: skip


def test_a_repository_that_joined_moves_no_share(store: Store) -> None:
    scan(store, START, ALL)
    scan(store, LATER, {**ALL, "c/new": GOOD})
    assert gained(report(store)) == {REPOSITORIES: 0, TEAMS: 0, CHECKS: 0}


def test_a_past_of_some_is_compared_with_the_same(store: Store) -> None:
    scan(store, START, {"a/one": BAD}, whole=False)
    scan(store, LATER, ALL)
    found = report(store)
    assert gained(found)[CHECKS] == 80
    assert [(one.month, one.rate.counts) for one in found.adoption.trend] == [
        ("2026-03", "teams"), ("2026-03", "repositories"), ("2026-03", "checks"),
    ]  # fmt: skip
    (partial,) = found.adoption.partial
    assert (partial.month, partial.rate.part, partial.rate.whole) == ("2026-01", 1, 3)
    # Of the repositories that were looked at then, that is all of the past.
    scoped = report(store, scope={"name": ["a/one"]})
    assert [one.month for one in scoped.adoption.trend][:2] == ["2026-01", "2026-03"]
    assert not scoped.adoption.partial


def test_months_follow_the_same_repositories(store: Store) -> None:
    for months in range(4):
        day = START + timedelta(days=30 * months)
        scan(
            store,
            day,
            {"a/one": GOOD, "b/three": (9, 0), **({"c/four": BAD} if months > 2 else {})},
        )
    found = report(store, START + timedelta(days=90))
    # The share of teams falls from 1 of 2 to 1 of 3, and nobody became worse.
    assert found.adoption.growth == 0
    assert found.adoption.trajectory != "declining"


def test_notes_count_and_who_has_no_more_is_told(store: Store) -> None:
    def found(name: str, level: str) -> Observation:
        rows = [row(name, level=level)] if level else []
        counts = {"no-latest": {"pass": 1, **({"fail": 1} if level else {})}}
        bare = observation(0, rows, counts=counts)
        return replace(bare, repository=name, as_of=START)

    levels = {"a/one": "note", "a/two": "warning", "b/three": "", "c/four": "error"}
    terms = Terms(START, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[RULE])
    run = store.begin(terms, list(levels))
    for name, level in levels.items():
        run.write(Placement(name), found(name, level))
    run.finish()
    scan(store, LATER, dict.fromkeys(levels, GOOD))
    told = report(store, START)
    assert told.enforced
    assert rates(told)[REPOSITORIES] == (1, 4)
    assert (told.enforced.part, told.enforced.whole) == (2, 4)
    for form in ("markdown", "html"):
        stream = BytesIO()
        write(told, stream, form)
        assert "2 of 4" in stream.getvalue().decode()


STATES = st.sampled_from(("pass", "fail", "exempt", "unknown"))
HELD = st.builds(
    lambda state, unread, passed, failed: Held(
        "unknown" if unread is None else state,
        unread,
        None if unread is None else Tally(passed=passed, failed=failed),
    ),
    STATES,
    st.sampled_from((None, 0, 0, 1)),
    st.integers(0, 5),
    st.integers(0, 5),
)
DAYS = st.dictionaries(st.sampled_from("abcdef"), HELD)
TEAM_OF = dict(zip("abcdef", "xxyyz", strict=False)) | {"f": ""}


@given(DAYS)
def test_a_day_against_itself_gains_nothing(day: dict[str, Held]) -> None:
    found = compared(START, day, day, TEAM_OF)
    assert {found.gained(name) for name in found.now} <= {0, None}


@given(DAYS, DAYS, st.sampled_from("abcdef"))
def test_what_is_judged_on_one_day_only_decides_about_nothing(
    then: dict[str, Held], now: dict[str, Held], name: str
) -> None:
    other = {key: one for key, one in now.items() if key != name}
    past = {key: one for key, one in then.items() if key != name}
    assert compared(START, past, now, TEAM_OF)[1:3] == compared(START, past, other, TEAM_OF)[1:3]


@given(DAYS, DAYS)
def test_there_and_back_is_nothing(then: dict[str, Held], now: dict[str, Held]) -> None:
    there, back = compared(START, then, now, TEAM_OF), compared(START, now, then, TEAM_OF)
    assert (there.before, there.now) == (back.now, back.before)
