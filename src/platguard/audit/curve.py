"""Where adoption should be: straight lines between the months that a target was set for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from platguard import dates
from platguard.audit.numbers import plain, rounded
from platguard.errors import UsageError
from platguard.model.audit import CurvePoint
from platguard.records import dataclass

MONTHLY: Mapping[Decimal, Decimal] = {
    Decimal(month): Decimal(percent) for month, percent in ((1, 10), (3, 25), (6, 50), (12, 75))
}
"""Percent by month: what is aimed at where nobody configured anything else."""
SLOW = (18, 24, 70, 80)
"""The slow way that adoption usually takes: by month 18 to 24, 70 to 80 percent. It contradicts
MONTHLY, so it is shown as a band beside the curve and never judged by."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What the organisation aims at."""

    started: date
    """The day from which months count."""
    curve: Mapping[Decimal, Decimal] = field(default_factory=lambda: dict(MONTHLY))
    """Percent by month; rising months from above 0, percent from 0 to 100."""


def checked(targets: Targets) -> Targets:
    """The same targets; UsageError where they are no curve."""
    if not targets.curve:
        raise UsageError("The curve of adoption has no points.", hint="Name a percent by month.")
    for month, percent in targets.curve.items():
        if month <= 0:
            raise UsageError(f"Month {month} of the curve of adoption is not after its start.")
        if not 0 <= percent <= 100:
            raise UsageError(f"{percent}% in month {month} is no percentage from 0 to 100.")
    return targets


def months_since(started: date, as_of: date) -> Fraction:
    """Months between two days: whole ones, and the part of the one that runs."""
    whole = max(0, (as_of.year - started.year) * 12 + as_of.month - started.month + 1)
    while whole and dates.add_months(started, whole) > as_of:
        whole -= 1
    begun, ends = dates.add_months(started, whole), dates.add_months(started, whole + 1)
    length = max(timedelta(1), ends - begun).days
    return whole + Fraction(max(0, (as_of - begun).days), length)


def target_at(curve: Mapping[Decimal, Decimal], month: Fraction | int) -> Fraction:
    """The target of a month: linear from nothing at the start, level after the last point."""
    before = (Fraction(0), Fraction(0))
    for point in sorted(curve):
        after = (Fraction(point), Fraction(curve[point]))
        if month <= after[0]:
            share = (month - before[0]) / (after[0] - before[0])
            return before[1] + share * (after[1] - before[1])
        before = after
    return before[1]


def standing(targets: Targets, as_of: date, actual: Decimal | None) -> CurvePoint:
    """Where adoption is on a day, against where it should be."""
    return standing_at(targets.curve, months_since(targets.started, as_of), actual)


def standing_at(
    curve: Mapping[Decimal, Decimal], month: Fraction | int, actual: Decimal | None
) -> CurvePoint:
    """The same by the month; `actual` in percent, None for no data."""
    target = rounded(target_at(curve, month))
    gap = None if actual is None else actual - target
    return CurvePoint(rounded(Fraction(month)), target, actual, gap, _told(gap))


def _told(gap: Decimal | None) -> str:
    if gap is None:
        return "no data"
    noun = "point" if abs(gap) == 1 else "points"
    if gap < 0:
        return f"{plain(-gap)} {noun} behind"
    return f"on track, {plain(gap)} {noun} ahead" if gap else "on track"
