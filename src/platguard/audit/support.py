"""Satisfaction, and how much help a platform needs to give."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from platguard.audit.numbers import plain, rounded
from platguard.errors import UsageError

_USERS_A_SUPPORTER = 5
_GOOD = 30


class Answers(NamedTuple):
    """How many people answered what."""

    promoters: int
    """9 or 10"""
    passives: int
    """7 or 8"""
    detractors: int
    """0 to 6"""


class Satisfaction(NamedTuple):
    """A net promoter score."""

    value: Decimal | None
    """From -100 to 100, rounded once; None without an answer."""
    band: str
    """good, acceptable, bad, no data"""


def answers_of(scores: Mapping[Decimal, int]) -> Answers:
    """Answers by score from 0 to 10; UsageError for another score, or one between two."""
    groups = [0, 0, 0]
    for score, people in scores.items():
        if score != int(score) or not 0 <= score <= 10:
            raise UsageError(f"{score} is no score: it must be a whole number from 0 to 10.")
        if people < 0:
            raise UsageError(f"{people} people cannot have answered {score}.")
        groups[0 if score >= 9 else 1 if score >= 7 else 2] += people
    return Answers(*groups)


def satisfaction(answers: Answers) -> Satisfaction:
    """Percent of promoters minus percent of detractors, from the counts."""
    whole = sum(answers)
    if not whole:
        return Satisfaction(None, "no data")
    exact = Fraction((answers.promoters - answers.detractors) * 100, whole)
    band = "good" if exact > _GOOD else "acceptable" if exact >= 0 else "bad"
    return Satisfaction(rounded(exact), band)


def supporters(users: int) -> int:
    """How many people support so many users: one for five, a part of five needs one as well."""
    return -(-users // _USERS_A_SUPPORTER)


def staffing(users: int, staff: int) -> str:
    """How the support that there is compares with what is needed."""
    short = supporters(users) - staff
    if short > 0:
        return f"short by {short}"
    return f"{-short} more than needed" if short else "as needed"


def tickets_per_100(tickets: int, users: int) -> Decimal | None:
    """Tickets of a month for 100 users; None without users."""
    return rounded(Fraction(tickets * 100, users)) if users else None


def tickets_told(tickets: int, users: int) -> str:
    """The same with what it was made of."""
    number = tickets_per_100(tickets, users)
    if number is None:
        return "no data"
    return f"{tickets} tickets x 100 / {users} users = {plain(number)}"
