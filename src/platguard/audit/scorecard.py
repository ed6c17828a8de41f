"""The balanced scorecard: measured rows and handed-in rows, each with its source and its date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from platguard import dates
from platguard.audit.effort import improvement
from platguard.audit.metrics import (
    DERIVED,
    METRICS,
    MONTHLY_STALE,
    MORE,
    SCORECARD,
    Given,
    Measurement,
    target_of,
)
from platguard.audit.numbers import plain
from platguard.audit.support import satisfaction, tickets_per_100, tickets_told
from platguard.counting import counted
from platguard.model.audit import ScoreRow

MET, NOT_MET, STALE = "met", "not met", "stale"
NO_DATA, NO_TARGET = "no data", "no target"
REPOSITORIES = "repositories"
"""The source of what platguard measures itself."""


class Point(NamedTuple):
    """The value of a row in a month."""

    value: Decimal | None
    source: str
    recorded_on: date
    note: str = ""


def scorecard(
    given: Given, as_of: date, adoption: Mapping[str, Decimal] | None = None
) -> list[ScoreRow]:
    """Every row, in its order. `adoption` is the share of teams in percent by month, as measured.

    The value of a row is that of the last month up to the day that has one; the changes are against
    the month before that one, and three months before it.
    """
    points = _points(given, as_of, adoption or {})
    shown = [*SCORECARD, *(name for name in MORE if name in points)]
    return [_row(name, points.get(name, {}), given, as_of) for name in shown]


def month_of(day: date) -> str:
    """`2026-11`"""
    return f"{day.year:04}-{day.month:02}"


def _points(
    given: Given, as_of: date, adoption: Mapping[str, Decimal]
) -> dict[str, dict[str, Point]]:
    found: dict[str, dict[str, Point]] = {}
    by_key = {(one.metric, one.period): one for one in given.measurements}
    for (_, period), one in sorted(by_key.items()):
        if period > month_of(as_of) or one.recorded_on > as_of:
            continue
        for name, point in _made_of(one, by_key.get(("users", period))):
            found.setdefault(name, {})[period] = point
    for period, percent in adoption.items():
        if period <= month_of(as_of):
            point = Point(percent, REPOSITORIES, as_of)
            found.setdefault("adoption", {})[period] = point
    return found


def _made_of(one: Measurement, users: Measurement | None) -> Iterable[tuple[str, Point]]:
    """The rows that a measurement has a value for."""
    if one.metric == "nps" and one.answers is not None:
        score = satisfaction(one.answers)
        promoters, _, detractors = one.answers
        told = f"{counted(promoters, 'promoter')} - {counted(detractors, 'detractor')} of"
        told += f" {counted(sum(one.answers), 'answer')}"
        yield "nps", Point(score.value, one.source, one.recorded_on, f"{told}: {score.band}")
    elif one.metric == "mttr_minutes" and one.before is not None and one.value is not None:
        value = improvement(one.before, one.value)
        told = f"from {plain(one.before)} to {plain(one.value)} minutes"
        yield "mttr_improvement", Point(value, one.source, one.recorded_on, told)
    elif one.metric == "support_tickets" and one.value is not None:
        people = int(users.value) if users and users.value is not None else 0
        value = tickets_per_100(int(one.value), people)
        told = tickets_told(int(one.value), people)
        oldest = min([one.recorded_on, *([users.recorded_on] if users else [])])
        yield "tickets_per_100", Point(value, one.source, oldest, told)
    elif one.metric in METRICS:
        yield one.metric, Point(one.value, one.source, one.recorded_on, _compared(one))


def _compared(one: Measurement) -> str:
    """How a value compares with what it was without the platform, where that is given."""
    if one.before is None or one.value is None:
        return ""
    less = improvement(one.before, one.value)
    told = f"from {plain(one.before)} to {plain(one.value)}"
    if less is None:
        return told
    return f"{told}, {plain(abs(less))}% {'less' if less >= 0 else 'more'}"


def _row(name: str, points: Mapping[str, Point], given: Given, as_of: date) -> ScoreRow:
    metric = DERIVED.get(name) or METRICS[name]
    target = target_of(name, given)
    periods = sorted(period for period, point in points.items() if point.value is not None)
    last = points[periods[-1]] if periods else None
    value = last.value if last else None
    if last is None or value is None:
        state = NO_DATA
    elif (as_of - last.recorded_on).days > MONTHLY_STALE:
        state = STALE
    elif target is None:
        state = NO_TARGET
    else:
        state = MET if target.is_met(value) else NOT_MET
    # A point without a value still tells why there is none.
    told = last or (points[max(points)] if points else None)
    return ScoreRow(
        metric=name,
        title=metric.title,
        value=value,
        unit=metric.unit,
        target=str(target or ""),
        state=state,
        source=told.source if told else "",
        recorded_on=told.recorded_on if told else None,
        month=_change(points, periods, 1),
        quarter=_change(points, periods, 3),
        note=told.note if told else "",
    )


def _change(points: Mapping[str, Point], periods: list[str], months: int) -> Decimal | None:
    if not periods:
        return None
    year, month = map(int, periods[-1].split("-"))
    earlier = points.get(month_of(dates.add_months(date(year, month, 1), -months)))
    now = points[periods[-1]].value
    if earlier is None or earlier.value is None or now is None:
        return None
    return now - earlier.value
