"""The days of a backfill: from a day on, and a step apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from platguard import dates

_MONTHS = {"month": 1, "quarter": 3}
_DAYS = {"day": 1, "week": 7}
STEPS = (*_DAYS, *_MONTHS)
"""How far two days may be apart."""


def backfill_days(since: date, until: date, every: str) -> Iterator[date]:
    """The days from `since` until `until`, both inclusive, one of STEPS apart.

    Months are counted from the first day, so that a shorter one in between moves no other: from
    31 January come 28 February and 31 March.
    """
    number = 0
    while (day := _later(since, number, every)) <= until:
        yield day
        number += 1


def _later(since: date, steps: int, every: str) -> date:
    if every in _MONTHS:
        return dates.add_months(since, steps * _MONTHS[every])
    return since + timedelta(days=steps * _DAYS[every])
