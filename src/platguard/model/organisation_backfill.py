"""What a backfill of the history comes to, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class DayLine:
    """What the history says of one day."""

    day: date
    statuses: Mapping[str, int]
    """How many repositories came to each status."""
    passed: int
    failed: int
    exempt: int
    unknown: int
    """How often each outcome came."""
    is_new: bool
    """Whether it was judged now, and was not known before."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """A time in which a repository was not judged, or not in full, for one reason."""

    name: str
    status: str
    reason: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class OrganisationBackfill:
    """Some past days of an organisation."""

    days: Sequence[DayLine]
    gaps: Sequence[GapLine]
    notices: Sequence[str]
    history: str
    """Where it was recorded, as outputs may tell it."""
    exit: int
    version: str
    """Of platguard."""
