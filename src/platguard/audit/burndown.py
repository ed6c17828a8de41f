"""How fast what is to go does go, and the day on which the last of it would be gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import mul

from platguard.audit.numbers import rounded
from platguard.audit.uses import Use, of_teams, places
from platguard.model.audit import UsageDay, UsageTeam

_MONTH = 30
_NONE: Counter[str] = Counter()
_FURTHEST = 36_525
"""Days, a hundred years: what takes longer has no date."""


def used_on(day: date, uses: Iterable[Use]) -> UsageDay:
    """The numbers of one day."""
    found = places(uses)
    return UsageDay(day, found.number, len(found.by_repository()))


def by_team(uses: Sequence[Use], at_first: Sequence[Use] | None = None) -> list[UsageTeam]:
    """Who uses it, most places first, and how much of it everybody had `at_first`, where there
    was an earlier day."""
    left = of_teams(one for one in uses if not one.exempt)
    before = None if at_first is None else of_teams(at_first)
    rows = [
        UsageTeam(
            team,
            own.total(),
            sorted(own),
            exempt=own.total() - left.get(team, _NONE).total(),
            announced=None if before is None else before.get(team, _NONE).total(),
        )
        for team, own in of_teams(uses).items()
    ]
    return sorted(rows, key=lambda row: (-row.places, row.team))


def fall(points: Sequence[tuple[date, int]]) -> Fraction | None:
    """How much goes in a day, by the straight line with the least squares; negative where it grows.

    None with fewer than two different days.
    """
    if len({day for day, _ in points}) < 2:
        return None
    # Both sides of the fraction times the square of the number of points: whole numbers.
    first = points[0][0]
    xs, ys = [(day - first).days for day, _ in points], [number for _, number in points]
    spread = len(xs) * sum(x * x for x in xs) - sum(xs) ** 2
    joint = len(xs) * sum(map(mul, xs, ys)) - sum(xs) * sum(ys)
    return Fraction(-joint, spread)


def per_month(points: Sequence[tuple[date, int]]) -> Decimal | None:
    """How much goes in 30 days."""
    falls = fall(points)
    return None if falls is None else rounded(falls * _MONTH)


def zero_on(points: Sequence[tuple[date, int]]) -> date | None:
    """The day on which nothing is left, at this pace from the last number on.

    None with fewer than two points, and where the number does not fall. Where nothing is left, the
    first day on which that was so.
    """
    if not points:
        return None
    day, left = points[-1]
    if not left:
        empty = len(points)
        while empty and not points[empty - 1][1]:
            empty -= 1
        return points[empty][0]
    falls = fall(points)
    if falls is None or falls <= 0:
        return None
    days = -(-Fraction(left) // falls)
    if days > min(_FURTHEST, (date.max - day).days):
        return None
    return day + timedelta(days=int(days))
