"""Days that messages of a history count, told for the day of a report.

A history keeps a message as it was told first: `which ended on 2025-08-28 (84 days ago)`. Two
findings of one thing that were seen first on two days so tell two numbers. Where a message counts
from a date that stands beside the number, the number follows from that date.
"""

from __future__ import annotations

import re
from datetime import date

from platguard.dates import count_days
from platguard.patterns import pattern

_DAY = r"(?P<day>\d{4}-\d\d-\d\d)"
_NUMBER = r"\d[\d,]* days?"
_FROM_DATE = pattern(rf"{_DAY}(?P<open> \(|, )(?P<told>{_NUMBER} ago|in {_NUMBER})")
_OVER = pattern(r"(?P<number>\d[\d,]*) days? over\b")
_FIXED = pattern(rf"\b(?:standard|limit) is {_NUMBER}")
_COUNTED = pattern(rf"{_NUMBER}|\b(?:tomorrow|today|yesterday)\b")


def recounted(message: str, worded_on: date | None, as_of: date) -> tuple[str, date | None]:
    """A message with its days counted for a day, and the day of those that are not: None where
    none are left that would be others today.

    What is over a limit grows as the days since do; a limit is the same on every day.
    """
    if worded_on is None or worded_on == as_of:
        return message, worded_on
    told = _FROM_DATE.sub(lambda found: _counted(found, as_of), message)
    if told == message and not _FROM_DATE.search(message):
        return message, worded_on
    passed = (as_of - worded_on).days
    told = _OVER.sub(lambda found: f"{count_days(_whole(found['number']) + passed)} over", told)
    left = _FIXED.sub("", _OVER.sub("", _FROM_DATE.sub("", told)))
    return told, worded_on if _COUNTED.search(left) else None


def _counted(found: re.Match[str], as_of: date) -> str:
    try:
        passed = (as_of - date.fromisoformat(found["day"])).days
    except ValueError:  # no day of any calendar
        return found[0]
    told = f"{count_days(passed)} ago" if passed > 0 else f"in {count_days(-passed)}"
    return f"{found['day']}{found['open']}{told}"


def _whole(text: str) -> int:
    return int(text.replace(",", ""))
