"""The adoption of all standards on a day, with its course since the programme began."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from platguard import dates
from platguard.audit.adoption import adoption, by_capability, team_standings
from platguard.audit.curve import months_since, standing_at
from platguard.audit.headlines import by_name
from platguard.audit.matrix import RepositoryState, share
from platguard.audit.numbers import all_checks
from platguard.audit.programme import course, curve_of
from platguard.audit.questions import Questions
from platguard.audit.scorecard import month_of
from platguard.audit.sprawl import ToolUse
from platguard.audit.trajectory import growth, month_ends, running, trajectory
from platguard.audit.wanted import Wanted
from platguard.model.audit import (
    Adoption,
    AdoptionRow,
    Matrix,
    MonthlyShare,
    Rate,
    StandardAdoption,
)

_YEAR = 12
Shares = Sequence[tuple[date, AdoptionRow]]
"""A share that comes again, each with the day that it is of."""


class ByMonth(NamedTuple):
    """What complied at the end of each month of a year."""

    teams: Shares
    repositories: Shares
    checks: Shares
    """Empty for some repositories: checks are counted for all."""


def by_month(questions: Questions, day: date, teams: Mapping[str, str], *, whole: bool) -> ByMonth:
    """The shares of what complied with everything, of repositories whose team is given; `whole`
    says that these are all of the organisation."""
    ends = month_ends([*questions.days(dates.add_months(day, -_YEAR), day)])
    held: dict[date, list[tuple[str, str]]] = {end: [] for end in ends}
    for end, name, state in questions.worst(ends):
        if name in teams:
            held[end].append((teams[name], state))
    return ByMonth(
        [
            (end, share("teams", team_standings(found).values(), "teams"))
            for end, found in held.items()
        ],
        [
            (end, share("repositories", (state for _, state in found)))
            for end, found in held.items()
        ],
        [(end, all_checks(questions.tallies(end).values())) for end in ends if whole],
    )


def earliest(shares: ByMonth) -> tuple[date, dict[str, Rate]] | None:
    """What complied at the end of the first month, by the names of the first screen."""
    if not shares.repositories:
        return None
    day, repositories = shares.repositories[0]
    checks = shares.checks[0][1] if shares.checks else share("checks", ())
    return day, by_name(shares.teams[0][1], repositories, checks)


def percents(shares: Shares) -> dict[str, Decimal]:
    """The shares in percent by month, as far as there are any."""
    return {month_of(day): row.rate.percent for day, row in shares if row.rate.percent is not None}


def adopted(
    wanted: Wanted,
    table: Matrix,
    states: Sequence[RepositoryState],
    uses: Sequence[ToolUse],
    shares: ByMonth,
) -> Adoption:
    """The adoption of each standard and of all, by the matrix of repositories."""
    by_standard: dict[str, list[str]] = defaultdict(list)
    for row in table.rules:
        by_standard[row.standard].append(row.rule)
    everything = [row.rule for row in table.rules]
    created = {one.placement.name: one.placement.created for one in states}
    born = {name: day for name, day in created.items() if day}

    def of(standard: str, rules: Sequence[str]) -> StandardAdoption:
        new_since = wanted.new_since or date(wanted.as_of.year, 1, 1)
        return adoption(
            standard,
            rules,
            table.rows,
            created=born,
            new_since=new_since,
            engineers=wanted.engineers,
        )

    whole = of("", everything)
    known = {day: row for day, row in shares.teams if row.rate.percent is not None}
    points = [known[day].rate.percent or Decimal(0) for day in running(sorted(known))]
    found = Adoption(
        standards=[whole, *(of(name, by_standard[name]) for name in sorted(by_standard))],
        by_capability=by_capability(uses, wanted.capabilities),
        curve=None,
        trend=[MonthlyShare(month_of(day), row.rate) for one in shares for day, row in one],
        trajectory=trajectory(points),
        growth=growth(points),
    )
    return _with_course(found, wanted, shares.teams)


def _with_course(found: Adoption, wanted: Wanted, shares: Shares) -> Adoption:
    plan = wanted.programme
    if plan is None:
        return found
    now = found.standards[0].denominators[0]
    shares = [*(one for one in shares if one[0] < wanted.as_of), (wanted.as_of, now)]
    month = months_since(plan.started, wanted.as_of)
    return replace(
        found,
        curve=standing_at(curve_of(plan), month, now.rate.percent),
        course=course(plan, wanted.as_of, shares),
    )
