"""Numbers that people give for the platform, held against what follows from their own inputs.

What differs by more than 2 percent is told in a sentence; nothing that is given is ever copied into
another number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from platguard.audit import downtime, planner
from platguard.audit.effort import WORKING_WEEKS, engineers, improvement, weeks_saved
from platguard.audit.numbers import plain
from platguard.audit.support import supporters
from platguard.model.audit import Inconsistency

_TOLERANCE = Fraction(2, 100)


class Downtime(NamedTuple):
    """A target, and the downtime that is said to follow from it."""

    about: str
    target: Decimal
    window: str
    """A key of `downtime.WINDOWS`."""
    hours: Decimal


class Effort(NamedTuple):
    """Weeks that are said to be saved, and the people whom that would be."""

    about: str
    weeks_before: Decimal
    weeks_after: Decimal
    items: int
    weeks: Decimal | None = None
    engineers: Decimal | None = None
    working_weeks: Decimal = WORKING_WEEKS


class Shares(NamedTuple):
    """Parts of a whole, in percent; each from a least to a most."""

    about: str
    parts: tuple[tuple[Decimal, Decimal], ...]


class Improvement(NamedTuple):
    """Something that is said to have become less, in percent."""

    about: str
    before: Decimal
    after: Decimal
    percent: Decimal


class Support(NamedTuple):
    """How many people support a platform, and how many it is said to free."""

    about: str
    users: int
    freed: int


class Rollout(NamedTuple):
    """How many teams are to be reached by when."""

    about: str
    teams: int
    starts: date
    target: date


class Quota(NamedTuple):
    """A quota, what is used of it, what is asked for, and whether that is said to be too much."""

    about: str
    limit: Decimal
    used: Decimal
    requested: Decimal
    exceeded: bool


Claim = Downtime | Effort | Shares | Improvement | Support | Rollout | Quota


def inconsistencies(claims: list[Claim] | tuple[Claim, ...]) -> list[Inconsistency]:
    """What cannot be true, a sentence each, in the order of the claims."""
    found = []
    for claim in claims:
        tell: Callable[[Claim], list[str]] = _CHECKS[type(claim)]
        found += [Inconsistency(claim.about, told) for told in tell(claim)]
    efforts = [claim for claim in claims if isinstance(claim, Effort) and claim.weeks is not None]
    if len(efforts) > 1:
        names = ", ".join(claim.about for claim in efforts)
        told = f"{names} answer one question in {len(efforts)} ways; do not add them up."
        found.append(Inconsistency("weeks saved", told))
    return found


def _downtime(claim: Downtime) -> list[str]:
    if not downtime.disagrees(claim.target, claim.window, claim.hours):
        return []
    right = downtime.allowed(claim.target, claim.window)
    return [
        f"{plain(claim.target)}% of a {claim.window} allows {right} of downtime, not"
        f" {downtime.in_words(Fraction(claim.hours))}; that would be"
        f" {plain(downtime.amounts_to(claim.hours, claim.window))}%."
    ]


def _effort(claim: Effort) -> list[str]:
    found = []
    right = weeks_saved(claim.weeks_before, claim.weeks_after, claim.items)
    formula = f"({plain(claim.weeks_before)} - {plain(claim.weeks_after)}) x {claim.items}"
    if claim.weeks is not None and _differs(claim.weeks, right):
        found.append(f"{formula} = {plain(right)} weeks elapsed, not {plain(claim.weeks)}.")
    if claim.engineers is not None:
        base = claim.weeks if claim.weeks is not None else right
        people = engineers(base, claim.working_weeks)
        # Whole people are given, so that half a person either way is no contradiction.
        if abs(claim.engineers - people) > max(Decimal("0.5"), people / 50):
            found.append(
                f"{plain(base)} weeks are {plain(people)} engineers for a year of"
                f" {plain(claim.working_weeks)} weeks, not {plain(claim.engineers)}, who would be"
                f" {plain(claim.engineers * claim.working_weeks)} weeks."
            )
    return found


def _shares(claim: Shares) -> list[str]:
    least = sum((part[0] for part in claim.parts), Decimal(0))
    most = sum((part[1] for part in claim.parts), Decimal(0))
    if least <= 100 <= most:
        return []
    told = plain(least) if least == most else f"{plain(least)} to {plain(most)}"
    return [f"The shares sum to {told}%, not to 100%."]


def _improvement(claim: Improvement) -> list[str]:
    right = improvement(claim.before, claim.after)
    if right is None or not _differs(claim.percent, right):
        return []
    pair = f"From {plain(claim.before)} to {plain(claim.after)}"
    return [f"{pair} is {plain(right)}% less, not {plain(claim.percent)}%."]


def _support(claim: Support) -> list[str]:
    needed = supporters(claim.users)
    if needed <= claim.freed:
        return []
    return [
        f"One supporter for five of {claim.users} users are {needed} people, more than the"
        f" {claim.freed} whom the platform frees."
    ]


def _rollout(claim: Rollout) -> list[str]:
    plan = planner.plan(claim.teams, claim.starts, claim.target)
    return [f"{plan.told}."] if claim.target < plan.earliest else []


def _quota(claim: Quota) -> list[str]:
    gap = claim.used + claim.requested - claim.limit
    if (gap > 0) == claim.exceeded:
        return []
    needs = f"needs {plain(claim.requested)}, {plain(claim.used)} of {plain(claim.limit)} used"
    room = f"{plain(gap)} short" if gap > 0 else f"{plain(-gap)} to spare"
    return [f"{needs}, {room}: it {'is' if gap > 0 else 'is not'} exceeded."]


def _differs(given: Decimal, right: Decimal) -> bool:
    if not right:
        return bool(given)
    return abs(Fraction(given) - Fraction(right)) > abs(Fraction(right)) * _TOLERANCE


_CHECKS: Mapping[type, Callable[..., list[str]]] = {
    Downtime: _downtime,
    Effort: _effort,
    Shares: _shares,
    Improvement: _improvement,
    Support: _support,
    Rollout: _rollout,
    Quota: _quota,
}
