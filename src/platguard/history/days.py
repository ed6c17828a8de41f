"""Days as numbers: what the database holds instead of dates."""

from __future__ import annotations

from datetime import date

_EPOCH = date(1970, 1, 1).toordinal()


def number(day: date) -> int:
    """How many days after 1970-01-01 a day is."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day that `number` gives this number."""
    return date.fromordinal(number + _EPOCH)


def optional_day(number: int | None) -> date | None:
    """As `day_of`; None for None."""
    return None if number is None else day_of(number)
