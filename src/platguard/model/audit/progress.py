"""Whether it gets better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard.model.audit.shares import Rate
from platguard.records import dataclass

BETTER, WORSE, MIXED, UNCHANGED = VERDICTS = ("better", "worse", "mixed", "unchanged")
"""No share fell and one rose; none rose and one fell; some did either; all stayed. What is exempt
counts as not met on both days: nobody mended it."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A share then and now."""

    name: str
    """`Checks that pass`"""
    before: Rate
    now: Rate
    exempt_before: int
    """What was exempt beside the share then."""
    exempt_now: int


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
class OtherRules:
    """The end of a month that was judged by other rules than the one before in the trend."""

    day: date
    more: Sequence[str]
    """Rules that were judged in some repository for the first time, or again."""
    fewer: Sequence[str]
    """Rules that were not judged any more."""


@dataclass(frozen=True, slots=True)
class ComparedDay:
    """A day that shares are compared with, over what was judged on both: repositories and rules."""

    months: int
    """How many months before the report it stands for."""
    day: date
    """The last one by then on which anybody looked."""
    repositories: Rate
    """Those judged on both days, of all in scope; of which as much could be read."""
    more: Sequence[str] = ()
    """Rules that were judged on the day of the report only, which do not count on either."""
    fewer: Sequence[str] = ()
    """The same of those that were judged on the earlier day only."""
    teams: Sequence[str] = ()
    """Teams that are left out, because a repository of theirs could not be judged in full on one of
    the days."""
