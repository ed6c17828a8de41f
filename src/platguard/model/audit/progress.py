"""Whether it gets better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard.model.audit.shares import Rate
from platguard.records import dataclass

BETTER, WORSE, MIXED, UNCHANGED = VERDICTS = ("better", "worse", "mixed", "unchanged")
"""No share fell and one rose; none rose and one fell; some did either; all stayed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A share then and now."""

    name: str
    """`Checks that pass`"""
    before: Rate
    now: Rate


@dataclass(frozen=True, slots=True)
class Progress:
    """How the shares of the first screen moved since a day."""

    since: date
    verdict: str
    """One of VERDICTS."""
    shares: Sequence[Moved]
    """The finest first."""
    told: str
    """All of that in a sentence, with denominators."""


@dataclass(frozen=True, slots=True)
class ComparedDay:
    """A day that shares are compared with, over the repositories that were judged on both."""

    months: int
    """How many months before the report it stands for."""
    day: date
    """The last one by then on which anybody looked."""
    repositories: Rate
    """Those judged on both days, of all in scope; of which as much could be read."""
