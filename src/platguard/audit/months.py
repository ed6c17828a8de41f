"""How the shares of the first screen went over a year: month by month, and against earlier days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from platguard import dates
from platguard.audit.comparing import (
    CHECKS,
    REPOSITORIES,
    TEAMS,
    Compared,
    Day,
    Other,
    among,
    compared,
    judged_on_both,
    of_teams,
    other_rules,
    shares,
)
from platguard.audit.numbers import rate
from platguard.audit.questions import Questions
from platguard.audit.trajectory import month_ends
from platguard.audit.wanted import SERVICE, Wanted
from platguard.model.audit import AdoptionRow, Rate

MONTH, QUARTER, YEAR = 1, 3, 12
"""How many months before a day its shares are compared with it."""
_LATE = timedelta(days=31)
"""How long before a day somebody must have looked, so that a change is against that day."""

Shares = Sequence[tuple[date, AdoptionRow]]
"""A share that comes again, each with the day that it is of."""


class ByMonth(NamedTuple):
    """What complied at the end of each month of a year."""

    teams: Shares
    repositories: Shares
    checks: Shares
    points: Sequence[tuple[date, Decimal]]
    """The share of teams in percent, each month against the next one over the same repositories
    and rules; the last is as it is."""
    partial: Sequence[tuple[date, Rate]]
    """The ends of months of which only some repositories are known, which are no part of all that,
    with how many."""
    now: Day
    """What each repository comes to on the day of the report."""
    judged_since: Rate
    """Repositories that were judged on the day that changes are counted from and on that of the
    report, of all in scope."""
    other_rules: Sequence[tuple[date, Other]]
    """The months that were judged by other rules than the one before."""
    compared: Mapping[int, Compared]
    """The day against MONTH and QUARTER before, where somebody looked then, and under YEAR against
    the end of the first month."""


def by_month(
    questions: Questions,
    wanted: Wanted,
    since: date | None,
    teams: Mapping[str, str],
    created: Mapping[str, date | None],
) -> ByMonth:
    """Of repositories whose team is given, and the day since which each is there, where that is
    known."""
    day = wanted.as_of
    ends = month_ends([*questions.days(dates.add_months(day, -YEAR), day)])
    earlier = {
        months: found
        for months in (MONTH, QUARTER)
        if (found := _looked(questions, dates.add_months(day, -months)))
    }
    began = since or day
    asked = list(dict.fromkeys((*ends, *earlier.values(), began, day)))
    held = {on: among(found, teams) for on, found in questions.worst(asked)}
    partial = dict(_partial(questions, {end: held[end] for end in ends}, created))
    whole = [end for end in ends if end not in partial]
    if ends:
        earlier[YEAR] = (whole or ends)[0]
    rows = [(end, shares(held[end], teams)) for end in whole]
    return ByMonth(
        teams=[(end, row[TEAMS]) for end, row in rows],
        repositories=[(end, row[REPOSITORIES]) for end, row in rows],
        checks=[(end, row[CHECKS]) for end, row in rows],
        points=_points([(end, held[end]) for end in whole], teams),
        partial=list(partial.items()),
        now=held[day],
        other_rules=[
            (end, other)
            for before, end in pairwise(whole)
            if any(other := other_rules(held[before], held[end]))
        ],
        judged_since=judged_on_both(held[began], held[day]),
        compared={
            months: _compared(questions, wanted, one, held, teams)
            for months, one in earlier.items()
        },
    )


def _looked(questions: Questions, day: date) -> date | None:
    """The last day by then on which anybody looked, if that is not long before."""
    found = questions.days(day - _LATE, day)
    return found[-1] if found else None


def _partial(
    questions: Questions, held: Mapping[date, Day], created: Mapping[str, date | None]
) -> list[tuple[date, Rate]]:
    """The days of which not all repositories are known, because nobody had looked at all of them
    by then; one whose beginning nobody knows was there."""
    begun = questions.whole_since()
    found = []
    for end, known in held.items():
        there = {name for name, first in created.items() if first is None or first <= end}
        if not there <= known.keys() and (begun is None or end < begun):
            found.append((end, rate("repositories", len(known), len(there | known.keys()))))
    return found


def _points(
    months: Sequence[tuple[date, Day]], teams: Mapping[str, str]
) -> list[tuple[date, Decimal]]:
    """Oldest first; from the newest back to the first month that cannot be compared."""
    found: list[tuple[date, Decimal]] = []
    for place in reversed(range(len(months))):
        day, held = months[place]
        if not found:
            percent = of_teams(held, teams).rate.percent
        else:
            gained = compared(day, held, months[place + 1][1], teams).gained(TEAMS)
            percent = None if gained is None else found[-1][1] - gained
        if percent is not None:
            found.append((day, percent))
        elif found:
            break
    return found[::-1]


def _compared(
    questions: Questions,
    wanted: Wanted,
    since: date,
    held: Mapping[date, Day],
    teams: Mapping[str, str],
) -> Compared:
    is_by_service = wanted.by == SERVICE
    services = [questions.services(one) for one in (since, wanted.as_of) if is_by_service]
    return compared(since, held[since], held[wanted.as_of], teams, services)
