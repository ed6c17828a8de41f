"""The use of what is to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class UsageDay:
    """How much of something was in use on a day."""

    day: date
    places: int
    """Services and other places, each once."""
    repositories: int


@dataclass(frozen=True, slots=True)
class UsageTeam:
    """Who still uses it."""

    team: str
    places: int
    repositories: Sequence[str]
    exempt: int = 0
    """Of the places, those that an exception covers."""
    announced: int | None = None
    """Places on the first day of the series; None where that is the only one."""


@dataclass(frozen=True, slots=True)
class Burndown:
    """The use of what is to go, and when it will be gone."""

    rule: str
    name: str
    state: str
    ends_on: date | None
    places: int
    repositories: int
    teams: Sequence[UsageTeam]
    """Most places first."""
    series: Sequence[UsageDay]
    announced: UsageDay | None
    """The first day of the series that is not before the announcement."""
    change: int | None
    """Places since then."""
    per_month: Decimal | None
    """Places that go in 30 days, by the straight line that fits best; None with one point."""
    zero_on: date | None
    """When the line reaches zero from today's number; None where it does not fall."""
    in_time: bool | None
    """Whether that is before the end; None where either is not known."""
    texts: Mapping[str, str]
    """announce, monitor, enforce, before, during, after: ready to be sent, as far as they hold."""
    exempt: int = 0
    """Of the places, those that an exception covers on the day."""
    exempt_until: date | None = None
    """The last day of the last of these exceptions; None without."""
    outlook: str = ""
    """Whether the rest will be gone by the end, in a sentence."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many of the places are of each kind, such as service, most first."""
    documents: int = 0
    """Documents that tell people to use it; they use nothing, and are not among the places."""
