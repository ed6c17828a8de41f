"""What a command about an organisation did and how long it took: told beside its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from platguard.records import dataclass


class SlowLine(NamedTuple):
    """A repository, and the seconds for which workers judged it, all told."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class OrganisationStatistics:
    """The work of one call. Nothing in it is the same the next time."""

    version: str
    """Of platguard."""
    command: str
    exit: int
    seconds: Mapping[str, float]
    """How long each phase took, by its name, in their order."""
    parsed: int
    """Contents that were parsed."""
    remembered: int
    """Contents whose facts came from the cache."""
    asked: int
    """Repositories that were to be judged; in a backfill, each on each day."""
    resumed: int
    """How many of these an interrupted call had done."""
    made: int
    """Judgements that workers made."""
    again: int
    """How many of these were made because of what other repositories tell."""
    retried: int
    """How often a repository was given to a worker once more, because the one before it was lost or
    the machine had a fault."""
    lost: int
    """How often a repository was lost with its process, for whatever reason."""
    statuses: Mapping[str, int]
    """How many repositories have each status; in a backfill, each on each day that was judged."""
    slowest: Sequence[SlowLine]
    """Those that took longest, the slowest first."""
