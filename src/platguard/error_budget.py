"""How much downtime a target allows, and which target a downtime amounts to. Exact decimals.

Numbers for people have three significant digits, half rounded up. A year has 8760 hours and a month
730, so that a target promises the same share of each.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from platguard.patterns import pattern
from platguard.tuples import NamedTuple

WINDOWS = {
    "day": Decimal(24),
    "week": Decimal(7 * 24),
    "month": Decimal(730),
    "quarter": Decimal(2190),
    "year": Decimal(8760),
}
"""Hours of each window that a downtime is stated for."""
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
"""Seconds of each unit, by its first letter."""
_STATED = pattern(
    r"(?P<number>\d[\d.,]{0,15})\s*(?P<unit>[smhd])[a-z]*\b[^\d]*?"
    r"\b(?P<window>day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_TOLERANCE = Decimal("0.02")
"""How far a stated downtime may lie from the computed one: both are rounded."""


class Downtime(NamedTuple):
    """A downtime as somebody stated it."""

    hours: Decimal
    window: str
    """A key of WINDOWS."""


def percent_of(text: str) -> Decimal | None:
    """A number of percent, or None when the text is none from 0 to 1000."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 1000 else None


def allowed_hours(percent: Decimal, window: str) -> Decimal:
    """Hours of downtime that a target allows in a window; none from 100 percent on."""
    return max(Decimal(0), (100 - percent) / 100 * WINDOWS[window])


def stated_downtime(text: str) -> Downtime | None:
    """What a text such as `2.5 hours per year` states; None when it states nothing."""
    found = _STATED.search(text[:200])
    if found is None:
        return None
    try:
        number = Decimal(found["number"].rstrip(".,").replace(",", "."))
    except InvalidOperation:
        return None
    window = found["window"].lower()
    return Downtime(number * _SECONDS[found["unit"].lower()] / 3600, window)


def agrees(percent: Decimal, stated: Downtime) -> bool:
    """Whether a stated downtime is what the target allows, but for rounding."""
    allowed = allowed_hours(percent, stated.window)
    return abs(stated.hours - allowed) <= allowed * _TOLERANCE


def in_words(hours: Decimal) -> str:
    """A length of time for people: `43.8 hours`, `52.6 minutes`."""
    if hours >= 1 or not hours:
        return f"{_rounded(hours)} hours"
    minutes = hours * 60
    return f"{_rounded(minutes)} minutes" if minutes >= 1 else f"{_rounded(minutes * 60)} seconds"


def availability(stated: Downtime) -> str:
    """The target that a stated downtime amounts to, as people write it: `99.97`."""
    lost = min(stated.hours / WINDOWS[stated.window], Decimal(1)) * 100
    digits = max(2, -lost.adjusted()) if lost else 2
    return _plain((100 - lost).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def product(percents: list[Decimal]) -> Decimal:
    """The availability of what needs all of several things, in percent."""
    total = Decimal(100)
    for percent in percents:
        total = total * percent / 100
    return total


def told(percent: Decimal) -> str:
    """A percentage for people, with up to four decimals."""
    return _plain(percent.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _rounded(number: Decimal) -> str:
    """Three significant digits."""
    if not number:
        return "0"
    return _plain(number.quantize(Decimal(1).scaleb(number.adjusted() - 2), ROUND_HALF_UP))


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
