"""Shares, medians and rounded numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from platguard.model.audit import AdoptionRow, Rate, Tally


def rate(counts: str, part: int, whole: int) -> Rate:
    """A share of what `counts` names; without a percentage where the whole is 0."""
    return Rate(counts, part, whole, percent(part, whole))


@lru_cache(maxsize=65_536)
def percent(part: int | Fraction, whole: int | Fraction) -> Decimal | None:
    """A share in percent with one decimal; None of nothing.

    Most rows of a large table have a share that others have: it is remembered.
    """
    return rounded(Fraction(part) * 100 / Fraction(whole)) if whole else None


def points(before: Rate, now: Rate) -> Decimal | None:
    """By how many points a share rose, with one decimal: of the shares themselves, not of their
    rounded percentages. None where one of them is of nothing."""
    if not (before.whole and now.whole):
        return None
    return rounded(100 * (Fraction(now.part, now.whole) - Fraction(before.part, before.whole)))


def checks(tally: Tally) -> Rate:
    """What passes of what passes or fails: what is exempt or unknown is on neither side."""
    return rate("checks", tally.passed, tally.passed + tally.failed)


def all_checks(tallies: Iterable[Tally]) -> AdoptionRow:
    """What passes of the checks of all rules together."""
    tally = total(tallies)
    return AdoptionRow("", checks(tally), tally.exempt, tally.unknown)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of several."""
    sums = [0] * 6
    for one in tallies:
        sums[0] += one.passed
        sums[1] += one.failed
        sums[2] += one.exempt
        sums[3] += one.unknown
        sums[4] += one.not_applicable
        sums[5] += one.not_evaluated
    return Tally(*sums)


def rounded(number: Fraction | Decimal | int, digits: int = 1) -> Decimal:
    """A number with so many decimals, half rounded away from zero."""
    exact = Fraction(number) * 10**digits
    whole = int(abs(exact) + Fraction(1, 2))
    return Decimal(whole if exact >= 0 else -whole).scaleb(-digits)


def significant(number: Fraction | Decimal, digits: int = 3) -> Decimal:
    """A number with so many significant digits, half rounded up."""
    exact = Fraction(number)
    if not exact:
        return Decimal(0)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_UP)


def median(values: Iterable[Fraction | Decimal | int]) -> Fraction | None:
    """The middle one, or the mean of the two in the middle; None of nothing."""
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def plain(number: Decimal) -> str:
    """A number as people write it: `62.5`, `50`, `3,000,000`."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(rate: Rate) -> str:
    """`teams 12/20 (60.0%)`; without a denominator `teams: none`."""
    if rate.percent is None:
        return f"{rate.counts}: none"
    return f"{rate.counts} {rate.part}/{rate.whole} ({rate.percent}%)"
