"""Calendar days: reading them, adding months, saying how far away they are."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from platguard.patterns import pattern

_LATEST = 253_402_000_000
"""Seconds since 1970 until shortly before the year 10000: a later moment has no date."""

# `date.fromisoformat` also takes 20251231 and 2025-W53-3, which people misread.
_WRITTEN = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=4096)
def parse(text: str) -> date | None:
    """The day that `text` names as YYYY-MM-DD, or None when it names none."""
    if not _WRITTEN.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def expected(text: str) -> str:
    """What was expected where `text` is no day: `must be a date as YYYY-MM-DD`."""
    asked = "must be a date as YYYY-MM-DD"
    return f"{asked}, and the calendar has no such day" if _WRITTEN.fullmatch(text) else asked


def day_of(seconds: int, timezone: tzinfo) -> date:
    """The day of a moment, in seconds since 1970, in a time zone; no later than days can be."""
    return datetime.fromtimestamp(min(seconds, _LATEST), timezone).date()


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last one of that month when it is shorter.

    Stops at the first and the last day that a calendar can hold.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    try:
        return date(year, month + 1, day.day)
    except ValueError:  # the month is shorter, and so not the last one of a year
        return date(year, month + 2, 1) - timedelta(days=1)


def days_between(start: date, end: date) -> int:
    """How many days after `start` the day `end` is; negative when it is before."""
    return (end - start).days


def count_days(days: int) -> str:
    """A number of days in words: `1 day`, `77 days`, `1,047 days`."""
    return f"{days:,} day{'' if days == 1 else 's'}"
