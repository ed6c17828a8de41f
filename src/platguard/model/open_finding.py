"""A finding of some day, as a history knows it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class OpenFinding(NamedTuple):
    """A finding that is open on a day; they are sorted as their fields are."""

    repository: str
    path: str
    line: int
    """Where it was on the last day on which anybody saw it; -1 where that is of another commit."""
    column: int
    rule: str
    fingerprint: str
    outcome: str
    level: str
    severity: str
    message: str
    worded_on: date | None
    """The day of the message, where it counts days; None where it counts none."""
    address: str
    subject: str
    exception: str
    since: date
    """Since when it has failed without a gap."""
    first_seen: date
    regressions: int
    cause: str
