"""The use of what is to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class UsageDay:
    """How much of something was in use on a day."""

    day: date
    services: int
    repositories: int


@dataclass(frozen=True, slots=True)
class UsageTeam:
    """Who still uses it."""

    team: str
    services: int
    repositories: Sequence[str]
    exempt: int = 0
    """Of the services, those that an exception covers."""
    announced: int | None = None
    """Services on the first day of the series; None where that is the only one."""


@dataclass(frozen=True, slots=True)
class Burndown:
    """The use of what is to go, and when it will be gone."""

    rule: str
    name: str
    state: str
    ends_on: date | None
    services: int
    repositories: int
    teams: Sequence[UsageTeam]
    """Most services first."""
    series: Sequence[UsageDay]
    announced: UsageDay | None
    """The first day of the series that is not before the announcement."""
    change: int | None
    """Services since then."""
    per_month: Decimal | None
    """Services that go in 30 days, by the straight line that fits best; None with one point."""
    zero_on: date | None
    """When the line reaches zero from today's number; None where it does not fall."""
    in_time: bool | None
    """Whether that is before the end; None where either is not known."""
    texts: Mapping[str, str]
    """announce, monitor, enforce, before, during, after: ready to be sent, as far as they hold."""
    exempt: int = 0
    """Of the services, those that an exception covers on the day."""
    exempt_until: date | None = None
    """The last day of the last of these exceptions; None without."""
    outlook: str = ""
    """Whether the rest will be gone by the end, in a sentence."""
