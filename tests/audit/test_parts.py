"""The parts of the report that no single figure of a brief decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.audit.calendar import calendar
from platguard.audit.drift import half_life, median_days
from platguard.audit.matrix import matrix
from platguard.audit.metrics import Given, Measurement, Target
from platguard.audit.numbers import rounded, significant
from platguard.audit.register import age, register
from platguard.audit.scorecard import scorecard
from platguard.audit.support import Answers
from platguard.model.audit import ScoreRow
from platguard.model.movement import Lifetime
from platguard.model.registered import RegisterEntry

from .organisations import note, state, swarm


def test_an_unreadable_file_leaves_no_pass_behind() -> None:
    found = matrix(
        [state("a", "incomplete", failed=1, judged=9), state("b")],
        [note("r"), note("s")],
        {"a": {"r": "pass", "s": "not-applicable"}, "b": {"r": "pass", "s": "fail"}},
        {"b": 3},
        {"s": 3},
    )  # fmt: skip
    assert [dict(row.cells) for row in found.rows] == [
        {"r": "unknown", "s": "not-evaluated"},
        {"r": "pass", "s": "fail"},
    ]
    assert found.rows[0].files.percent == D("90.0")
    rules = [(row.repositories.part, row.repositories.whole, row.unknown) for row in found.rules]
    assert rules == [(1, 1, 1), (0, 1, 0)]


def lives(*given: tuple[int, bool, int]) -> list[Lifetime]:
    """Findings by days, whether they were resolved, and how many."""
    return [Lifetime("r", *one) for one in given]


@pytest.mark.parametrize(
    ("found", "half", "median"),
    [
        ([], None, None),
        (lives((10, True, 1), (20, True, 1)), 10, D("15.0")),
        (lives((10, True, 1), (20, True, 1), (30, True, 1)), 20, D("20.0")),
        # Old debt that stays is in the half-life and not in the median.
        (lives((10, True, 2), (400, False, 8)), None, D("10.0")),
        # Of ten, two go on day 10, then two leave unseen, then three of the six go on day 30.
        (lives((10, True, 2), (20, False, 2), (30, True, 3), (90, False, 3)), 30, D("30.0")),
    ],
)
def test_half_life_counts_what_is_still_open(
    found: list[Lifetime], half: int | None, median: D | None
) -> None:
    assert (half_life(found), median_days(found)) == (half, median)


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans(), st.integers(1, 5)), max_size=20))
def test_half_life_does_not_depend_on_order_or_grouping(
    given: list[tuple[int, bool, int]],
) -> None:
    singly = [(days, resolved, 1) for days, resolved, number in given for _ in range(number)]
    assert half_life(lives(*given)) == half_life(lives(*reversed(singly)))
    assert median_days(lives(*given)) == median_days(lives(*reversed(singly)))


@pytest.mark.parametrize(
    ("as_of", "bucket"),
    [
        (date(2026, 1, 10), "0-6"),
        (date(2026, 7, 9), "0-6"),
        (date(2026, 7, 10), "6-12"),
        (date(2027, 1, 10), "12-24"),
        (date(2028, 1, 10), "12-24"),
        (date(2028, 1, 11), "over 24"),
    ],
)
def test_an_exception_has_its_age_in_months(as_of: date, bucket: str) -> None:
    assert age(date(2026, 1, 10), as_of) == bucket


def entry(id: str, starts: date | None, renews: str = "", state: str = "active") -> RegisterEntry:
    """An exception of the team search."""
    return RegisterEntry(
        id, state, "search", "waiver", ("r",), "why", starts, date(2026, 12, 31), renews, 1
    )


def test_a_chain_has_the_age_of_its_first_term() -> None:
    entries = [
        entry("C", date(2025, 1, 1), "B"),
        entry("A", date(2021, 1, 1), state="expired"),
        entry("B", date(2023, 1, 1), "A", "expired"),
    ]
    found = register(entries, date(2025, 6, 1))
    assert [(row.id, row.term, row.for_leadership) for row in found.rows] == [
        ("A", 1, False), ("B", 2, False), ("C", 3, True),
    ]  # fmt: skip
    assert found.ages == {"0-6": 0, "6-12": 0, "12-24": 0, "over 24": 1}
    assert [(team.team, team.ids) for team in found.teams] == [("search", ["C"])]


def test_a_gap_between_terms_begins_a_chain_anew() -> None:
    first = entry("A", date(2021, 1, 1), state="expired")._replace(sunset=date(2022, 12, 30))
    for starts, terms in ((date(2022, 12, 31), 2), (date(2023, 1, 1), 1)):
        found = register([first, entry("B", starts, "A")], date(2025, 6, 1))
        since = first.starts if terms == 2 else starts
        assert (found.rows[1].term, found.rows[1].since) == (terms, since)


def test_a_circle_of_renewals_ends() -> None:
    entries = [entry("A", date(2025, 1, 1), "B"), entry("B", date(2024, 1, 1), "A")]
    assert [row.term for row in register(entries, date(2025, 6, 1)).rows] == [2, 2]


def test_what_has_not_begun_has_no_age() -> None:
    (row,) = register([entry("A", date(2026, 1, 1), state="approved")], date(2025, 6, 1)).rows
    assert (row.age, row.days_left) == ("", 578)


@pytest.mark.parametrize(
    ("as_of", "subjects"),
    [
        (date(2025, 9, 30), ["docker-swarm announced"]),
        (date(2025, 10, 1), []),
        (date(2025, 10, 2), ["docker-swarm enforced"]),
        (date(2025, 12, 31), ["docker-swarm enforced"]),
        (date(2026, 10, 2), ["A exception"]),
    ],
)
def test_a_calendar_looks_ninety_days_ahead(as_of: date, subjects: list[str]) -> None:
    rows = register([entry("A", date(2025, 1, 1))], as_of).rows
    found = calendar(as_of, [swarm()], rows)
    assert [f"{one.subject} {one.kind}" for one in found] == subjects


def rows(*given: Measurement, **targets: Target) -> dict[str, ScoreRow]:
    """The scorecard of the middle of November 2025, by metric."""
    found = scorecard(Given(given, targets), date(2025, 11, 15), {"2025-10": D("60.0")})
    return {row.metric: row for row in found}


def measured(
    metric: str, value: str | None, period: str = "2025-10", on: date = date(2025, 11, 2),
    **more: object,
) -> Measurement:  # fmt: skip
    """A metric that somebody measured."""
    number = None if value is None else D(value)
    return Measurement(metric, period, number, "report", on, **more)  # type: ignore[arg-type]


def test_a_scorecard_always_has_its_eight_rows() -> None:
    found = rows()
    assert len(found) == 8
    assert [row.state for row in found.values()] == ["not met", *["no data"] * 7]
    assert found["adoption"].source == "repositories"


@pytest.mark.parametrize(
    ("on", "named"),
    [(date(2025, 11, 15), "met"), (date(2025, 10, 1), "met"), (date(2025, 9, 30), "stale")],
)
def test_an_old_value_is_stale(on: date, named: str) -> None:
    assert rows(measured("platform_uptime", "99.7", on=on))["platform_uptime"].state == named


def test_rows_are_compared_with_a_month_and_a_quarter_before() -> None:
    found = rows(
        measured("cost_per_service", "510", "2025-07"),
        measured("cost_per_service", "480", "2025-09"),
        measured("cost_per_service", "450", "2025-10"),
    )["cost_per_service"]
    assert (found.value, found.month, found.quarter) == (D(450), D(-30), D(-60))
    assert rows(measured("cost_per_service", "450"))["cost_per_service"].month is None


def test_rows_are_computed_from_other_metrics() -> None:
    found = rows(
        measured("support_tickets", "12"),
        measured("users", "240"),
        measured("mttr_minutes", "15", before=D(45)),
        measured("latency_p95_ms", "240", before=D(200)),
        measured("change_failure_rate", "10", before=D(15)),
        measured("nps", None, answers=Answers(50, 30, 20)),
    )
    told = {name: (row.value, row.state, row.note) for name, row in found.items()}
    assert told["tickets_per_100"] == (D("5.0"), "met", "12 tickets x 100 / 240 users = 5")
    assert told["mttr_improvement"] == (D("66.7"), "met", "from 45 to 15 minutes")
    assert told["latency_p95_ms"][2] == "from 200 to 240, 20% more"
    assert told["change_failure_rate"][2] == "from 15 to 10, 33.3% less"
    assert told["nps"][:2] == (D("30.0"), "not met")


def test_tickets_without_users_and_a_survey_without_answers_are_no_data() -> None:
    found = rows(measured("support_tickets", "12"), measured("nps", None, answers=Answers(0, 0, 0)))
    assert (found["tickets_per_100"].state, found["nps"].state) == ("no data", "no data")
    assert found["nps"].value is None


def test_what_is_recorded_later_is_not_known_yet() -> None:
    found = rows(measured("platform_uptime", "99.7", on=date(2025, 11, 16)))
    assert found["platform_uptime"].state == "no data"


def test_a_metric_without_a_target_is_neither_met_nor_missed() -> None:
    assert rows(measured("latency_p95_ms", "80"))["latency_p95_ms"].state == "no target"
    found = rows(measured("latency_p95_ms", "80"), latency_p95_ms=Target("<", D(80)))
    assert (found["latency_p95_ms"].state, found["latency_p95_ms"].target) == ("not met", "< 80")


@pytest.mark.parametrize(
    ("number", "told"), [("0.05", "0.1"), ("-0.05", "-0.1"), ("0.04", "0.0"), ("62.45", "62.5")]
)
def test_halves_are_rounded_up(number: str, told: str) -> None:
    assert str(rounded(D(number))) == told


def test_three_digits_are_significant() -> None:
    assert [significant(D(number)) for number in ("43.849", "8.765", "87.55", "0")] == [
        D("43.8"), D("8.77"), D("87.6"), D(0),
    ]  # fmt: skip
