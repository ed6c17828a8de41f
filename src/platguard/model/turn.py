"""When a rule failed in a repository, and when it ceased to."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Turn(NamedTuple):
    """A time in which a rule did not just pass in a repository."""

    repository: str
    rule: str
    state: str
    """fail, unknown or exempt."""
    opened: date
    closed: date | None
    """The first day on which that was not so any more; None where it is so through the day that is
    told of."""
