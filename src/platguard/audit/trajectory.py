"""Which way a share goes, from its monthly points. Growth is in points, never in percent of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

TOO_FEW = "too few points"
DECLINING, PLATEAU, FLAT = "declining", "plateau", "flat"
SATURATING, GROWING = "saturating", "growing"
_LEAST = 3
_FALL, _RANGE, _HALF, _HIGH = 2, 2, 50, 70


def trajectory(points: Sequence[Decimal]) -> str:
    """What monthly points in percent, oldest first, amount to.

    Declining: two falls in a row, or two points under the value three months before. Plateau: below
    50 and moving by less than two points in three months; flat, the same from 50 on. Saturating:
    from 70 on, growing by less than two points a month. Else growing.
    """
    if len(points) < _LEAST:
        return TOO_FEW
    older, old, last = points[-3:]
    before = points[-4] if len(points) > _LEAST else last
    if older > old > last or before - last >= _FALL:
        return DECLINING
    is_level = max(older, old, last) - min(older, old, last) < _RANGE
    if last < _HALF and is_level:
        return PLATEAU
    if last >= _HIGH and last - old < _FALL:
        return SATURATING
    return FLAT if is_level or last < old else GROWING


def growth(points: Sequence[Decimal]) -> Decimal | None:
    """Points gained in the last month; None with fewer than two."""
    return points[-1] - points[-2] if len(points) > 1 else None


def month_ends(days: Iterable[date]) -> list[date]:
    """The last of the days in each month, oldest first."""
    last = {(day.year, day.month): day for day in sorted(days)}
    return [last[month] for month in sorted(last)]


def running(days: Sequence[date]) -> list[date]:
    """Of days in different months, those at the end between which no month is missing."""
    found: list[date] = []
    for day in reversed(days):
        if found and _month(found[-1]) - _month(day) != 1:
            break
        found.append(day)
    return found[::-1]


def _month(day: date) -> int:
    return day.year * 12 + day.month
