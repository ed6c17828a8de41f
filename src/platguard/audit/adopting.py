"""The adoption of all standards on a day, with its course since the programme began."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from platguard.audit.adoption import adoption, by_capability
from platguard.audit.curve import months_since, standing_at
from platguard.audit.months import ByMonth, Shares
from platguard.audit.programme import course, curve_of
from platguard.audit.scorecard import month_of
from platguard.audit.sprawl import ToolUse
from platguard.audit.trajectory import growth, running, trajectory
from platguard.audit.wanted import Wanted
from platguard.model.audit import (
    Adoption,
    Matrix,
    MonthlyShare,
    StandardAdoption,
)
from platguard.model.organisation import WITH_FINDINGS
from platguard.model.states import RepositoryState


def percents(points: Sequence[tuple[date, Decimal]]) -> dict[str, Decimal]:
    """Shares in percent by month."""
    return {month_of(day): percent for day, percent in points}


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
    known = dict(shares.points)
    points = [known[day] for day in running(sorted(known))]
    found = Adoption(
        standards=[whole, *(of(name, by_standard[name]) for name in sorted(by_standard))],
        by_capability=by_capability(
            uses,
            wanted.capabilities,
            sum(one.status not in WITH_FINDINGS for one in states),
        ),
        curve=None,
        trend=[
            MonthlyShare(month_of(day), row.rate)
            for one in (shares.teams, shares.repositories, shares.checks)
            for day, row in one
        ],
        trajectory=trajectory(points),
        growth=growth(points),
        partial=[MonthlyShare(month_of(day), known) for day, known in shares.partial],
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
