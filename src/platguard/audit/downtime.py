"""How much downtime a target allows, and how much of it is spent.

A downtime without its window says nothing, so a window is always named. A year has 8760 hours and a
month 730.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from platguard.audit.numbers import percent, plain, rounded, significant
from platguard.errors import UsageError
from platguard.suggestions import suggestion

WINDOWS: Mapping[str, int] = {
    "day": 24,
    "7 days": 168,
    "30 days": 720,
    "month": 730,
    "90 days": 2160,
    "year": 8760,
}
"""Hours of each window."""
_DISAGREES = Fraction(2, 100)
"""How far a downtime that somebody declared may be from the computed one: both are rounded."""


class Budget(NamedTuple):
    """An error budget, in minutes."""

    minutes: Decimal
    left: Decimal
    """Negative when more was spent."""
    left_percent: Decimal | None
    """None where the target allows nothing."""
    state: str
    """within, exhausted"""
    told: str


def allowed_hours(target: Decimal, window: str) -> Fraction:
    """Hours of downtime that a target in percent allows; UsageError for a window that is none."""
    if window not in WINDOWS:
        known = ", ".join(WINDOWS)
        near = suggestion(window, WINDOWS)
        raise UsageError(f"There is no window {window!r}{near}", hint=f"Known ones: {known}.")
    if not 0 < target <= 100:
        raise UsageError(f"{target}% is no target: it must be above 0 and at most 100.")
    return Fraction(100 - target) / 100 * WINDOWS[window]


def allowed(target: Decimal, window: str) -> str:
    """The same in words, with three significant digits: `43.8 hours`, `52.6 minutes`."""
    return in_words(allowed_hours(target, window))


def in_words(hours: Fraction) -> str:
    """A length of time with three significant digits, in hours from one hour on."""
    if hours >= 1 or not hours:
        return f"{plain(significant(hours))} hours"
    return f"{plain(significant(hours * 60))} minutes"


def disagrees(target: Decimal, window: str, declared_hours: Decimal) -> bool:
    """Whether a declared downtime differs from what the target allows by more than 2 percent."""
    right = allowed_hours(target, window)
    return abs(Fraction(declared_hours) - right) > right * _DISAGREES


def amounts_to(declared_hours: Decimal, window: str) -> Decimal:
    """The target in percent, with two decimals, that a declared downtime amounts to."""
    lost = min(Fraction(1), Fraction(declared_hours) / WINDOWS[window])
    return rounded((1 - lost) * 100, 2)


def budget(target: Decimal, window: str, spent_minutes: Decimal) -> Budget:
    """What is left of an error budget once so many minutes are spent."""
    whole = allowed_hours(target, window) * 60
    spent = Fraction(spent_minutes)
    left = whole - spent
    share = percent(left, whole)
    # With nothing left there is nothing to spend, whether or not it was overspent.
    state = "within" if left > 0 else "exhausted"
    told = f"{plain(rounded(spent))} of {rounded(whole)} minutes spent, "
    if left > 0:
        told += f"{plain(rounded(left))} left ({share}%)"
    else:
        told += "exhausted: prioritise stability"
    return Budget(rounded(whole), rounded(left), share, state, told)
