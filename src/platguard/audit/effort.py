"""What is saved in weeks and people, with the formula beside every figure.

Elapsed time is not effort: who waits for an approval does other work meanwhile. The two are told
apart, and savings that answer one question in several ways are never added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from platguard.audit.numbers import plain, rounded
from platguard.model.audit import Estimate

WORKING_WEEKS = Decimal(46)
"""Weeks that one person works in a year, where nothing else is given."""
DAYS_A_WEEK = 5
_YEARS = 5
_ZERO = Decimal(0)


def weeks(days: Decimal) -> Fraction:
    """Working days as weeks."""
    return Fraction(days) / DAYS_A_WEEK


def weeks_saved(before: Fraction | Decimal, after: Fraction | Decimal, items: int) -> Decimal:
    """Elapsed weeks saved over so many items, each taking `before` weeks and now `after`."""
    return rounded((Fraction(before) - Fraction(after)) * items)


def midpoint(low: Fraction | Decimal, high: Fraction | Decimal) -> Fraction:
    """The middle of a range."""
    return (Fraction(low) + Fraction(high)) / 2


def _shown(number: Fraction | Decimal) -> str:
    return plain(rounded(number, 2))


def engineers(effort_weeks: Decimal, working_weeks: Decimal = WORKING_WEEKS) -> Decimal:
    """How many people work so many weeks in a year."""
    return rounded(Fraction(effort_weeks) / Fraction(working_weeks))


def elapsed_and_effort(
    name: str,
    before: Fraction | Decimal,
    after: Fraction | Decimal,
    items: int,
    effort_weeks: Decimal | None,
    working_weeks: Decimal = WORKING_WEEKS,
) -> list[Estimate]:
    """The elapsed weeks saved; and the people freed, only where effort itself is given.

    `before` and `after` are elapsed weeks an item, `effort_weeks` weeks of work saved an item.
    """
    saved = weeks_saved(before, after, items)
    formula = f"({_shown(before)} - {_shown(after)}) x {items}"
    found = [Estimate(f"{name}: elapsed", saved, "weeks", f"{formula} = {plain(saved)}")]
    if effort_weeks is not None:
        work = rounded(Fraction(effort_weeks) * items)
        people = engineers(work, working_weeks)
        formula = f"{plain(effort_weeks)} x {items} / {plain(working_weeks)} = {plain(people)}"
        found.append(Estimate(f"{name}: effort", people, "engineers", formula))
    return found


def salaries(name: str, people: int, cost: Decimal) -> list[Estimate]:
    """What so many people cost in a year and in five, undiscounted."""
    year = people * cost
    told = f"{people} x {plain(cost)} = {plain(year)}"
    later = year * _YEARS
    return [
        Estimate(f"{name}: salaries a year of {people}", year, "a year", told),
        Estimate(
            f"{name}: salaries of {people} in {_YEARS} years",
            later,
            f"in {_YEARS} years",
            f"{told}, x {_YEARS} = {plain(later)}",
        ),
    ]


def duplicated_work(
    name: str, teams: int, engineers_each: int, freed: Sequence[int], cost: Decimal
) -> list[Estimate]:
    """Who builds the same thing once a team, and what those who could be freed cost."""
    whole = teams * engineers_each
    found = [
        Estimate(
            f"{name}: engineers",
            Decimal(whole),
            "engineers",
            f"{teams} x {engineers_each} = {whole}",
        )
    ]
    for people in freed:
        found += salaries(name, people, cost)
    return found


def improvement(before: Decimal, after: Decimal) -> Decimal | None:
    """How much less it is, in percent of before; None where there was nothing."""
    return (
        rounded((Fraction(before) - Fraction(after)) * 100 / Fraction(before)) if before else None
    )


def improvements(
    name: str, before: tuple[Decimal, Decimal], after: tuple[Decimal, Decimal]
) -> Estimate:
    """How much less something is, of ranges: by their midpoints, with how they were paired and what
    their ends give. `before` is above 0."""
    middles = [rounded(midpoint(*pair), 2) for pair in (before, after)]
    value = improvement(*middles)
    assert value is not None
    told = f"({plain(middles[0])} - {plain(middles[1])}) / {plain(middles[0])} = {plain(value)}%"
    if before[0] != before[1] or after[0] != after[1]:
        ends = ((before[0], after[1]), (before[1], after[0]))
        pairs = [f"{plain(a)} to {plain(b)} is {plain(improvement(a, b) or _ZERO)}%"
                 for a, b in ends]  # fmt: skip
        told = f"midpoints {told}; {', '.join(pairs)}"
    return Estimate(f"{name}: less than before", value, "percent", told)
