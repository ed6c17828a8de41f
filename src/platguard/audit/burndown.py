"""How fast what is to go does go, and the day on which the last of it would be gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from platguard.audit.numbers import rounded
from platguard.model.audit import UsageDay, UsageTeam

_MONTH = 30
_FURTHEST = 36_525
"""Days, a hundred years: what takes longer has no date."""


class Use(NamedTuple):
    """Something that uses a product."""

    repository: str
    team: str
    subject: str
    """The service; empty where a file does not tell one, which then is the repository."""
    exempt: bool = False
    """Whether an exception covers it."""


def services(uses: Iterable[Use]) -> set[tuple[str, str]]:
    """Repository and service, each once however many files mention it.

    What names no service is not another one where the repository has some by name.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        found[use.repository].add(use.subject)
    return {
        (repository, subject)
        for repository, subjects in found.items()
        for subject in (subjects - {""} or {""})
    }


def used_on(day: date, uses: Iterable[Use]) -> UsageDay:
    """The numbers of one day."""
    found = services(uses)
    return UsageDay(day, len(found), len({repository for repository, _ in found}))


def by_team(uses: Sequence[Use], at_first: Sequence[Use] | None = None) -> list[UsageTeam]:
    """Who uses it, most services first, and how much of it everybody had `at_first`, where there
    was an earlier day."""
    members = _members(uses)
    left = _members([one for one in uses if not one.exempt])
    before = None if at_first is None else _members(at_first)
    rows = [
        UsageTeam(
            team,
            len(own),
            sorted(set(own)),
            exempt=len(own) - len(left.get(team, ())),
            announced=None if before is None else len(before.get(team, ())),
        )
        for team, own in members.items()
    ]
    return sorted(rows, key=lambda row: (-row.services, row.team))


def _members(uses: Sequence[Use]) -> dict[str, list[str]]:
    """By team, the repository of each of its services."""
    team_of = {use.repository: use.team for use in uses}
    members: dict[str, list[str]] = defaultdict(list)
    for repository, _ in sorted(services(uses)):
        members[team_of[repository]].append(repository)
    return members


def fall(points: Sequence[tuple[date, int]]) -> Fraction | None:
    """How much goes in a day, by the straight line with the least squares; negative where it grows.

    None with fewer than two different days.
    """
    if len({day for day, _ in points}) < 2:
        return None
    first = points[0][0]
    xs = [Fraction((day - first).days) for day, _ in points]
    mean_x = sum(xs, Fraction(0)) / len(xs)
    mean_y = Fraction(sum(number for _, number in points), len(points))
    spread = sum(((x - mean_x) ** 2 for x in xs), Fraction(0))
    joint = sum(((x - mean_x) * (y - mean_y) for x, (_, y) in zip(xs, points, strict=True)), 0)
    return -Fraction(joint) / spread


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
