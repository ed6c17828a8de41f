"""The programme that brings all teams to the standards: its targets, its waves and its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from platguard.audit import planner
from platguard.audit.curve import MONTHLY, SLOW, months_since, standing_at
from platguard.audit.numbers import rounded
from platguard.audit.planner import USUAL, Range, Waves
from platguard.model.audit import AdoptionRow, Capacity, Course, Programme
from platguard.model.programme import ProgrammePlan

_MONTHS = (12, 18, 24)
"""The months for which it is told how many teams can be reached."""


def curve_of(plan: ProgrammePlan) -> Mapping[Decimal, Decimal]:
    """Percent by month, the usual ones where none are set."""
    return plan.targets or MONTHLY


def waves_of(plan: ProgrammePlan) -> Waves:
    """The waves, as usual as far as nothing is set."""
    return Waves(
        pilot_teams=_exactly(plan.pilot_teams) or USUAL.pilot_teams,
        pilot_weeks=_exactly(plan.pilot_weeks) or USUAL.pilot_weeks,
        wave_teams=Range(*plan.wave_teams) if plan.wave_teams else USUAL.wave_teams,
        wave_weeks=Range(*plan.wave_weeks) if plan.wave_weeks else USUAL.wave_weeks,
    )


def _exactly(number: int | None) -> Range | None:
    return None if number is None else Range(number, number)


def course(plan: ProgrammePlan, as_of: date, shares: Sequence[tuple[date, AdoptionRow]]) -> Course:
    """Targets and outcomes; `shares` are those of the teams, each with the day that it is of."""
    started, curve = plan.started, curve_of(plan)
    actual: dict[Fraction, Decimal | None] = {
        months_since(started, day): row.rate.percent for day, row in shares if day >= started
    }
    months = {months_since(started, as_of), *actual}
    # The last day of a month is a day before the next one has begun: one point is enough.
    told = {rounded(month) for month in months}
    months |= {month for month in map(Fraction, curve) if rounded(month) not in told}
    points = [standing_at(curve, month, actual.get(month)) for month in sorted(months)]
    first, last, low, high = SLOW
    return Course(started, points, f"{low}-{high}% in month {first}-{last}")


def programme(plan: ProgrammePlan, as_of: date, teams: int, adopted: int) -> Programme:
    """The plan for all teams from the beginning, and for those that are left from today on.

    `teams` are those of the inventory, of which `adopted` comply today.
    """
    whole = teams if plan.teams is None else plan.teams
    started, waves = plan.started, waves_of(plan)
    all_of_them = planner.plan(whole, started, plan.finish_by, waves)
    left = max(0, whole - adopted)
    told = [f"{all_of_them.told}."]
    feasible = _is_feasible(plan.finish_by, all_of_them.earliest)
    if started < as_of and left:
        rest = planner.rest(left, started, as_of, plan.finish_by, waves)
        told.append(f"{rest.told}.")
        feasible = _is_feasible(plan.finish_by, rest.earliest)
    return Programme(
        started=started,
        teams=whole,
        reached=adopted,
        earliest=all_of_them.earliest,
        latest=all_of_them.latest,
        is_feasible=feasible,
        told=told,
        warnings=[*_warnings(plan)],
        capacities=[
            Capacity(months, *planner.capacity_of_months(months, waves)) for months in _MONTHS
        ],
    )


def _is_feasible(finish_by: date | None, earliest: date) -> bool | None:
    return None if finish_by is None else earliest <= finish_by


def _warnings(plan: ProgrammePlan) -> Iterator[str]:
    if plan.pilot_teams is not None and plan.pilot_weeks is not None:
        yield from planner.warnings(plan.pilot_teams, plan.pilot_weeks)
    waves, usual = waves_of(plan), USUAL
    for what, unit, given, known in (
        ("A wave has", "teams", waves.wave_teams, usual.wave_teams),
        ("A wave takes", "weeks", waves.wave_weeks, usual.wave_weeks),
    ):
        if given.least < known.least or given.most > known.most:
            yield f"{what} {given} {unit}; usual are {known}."
