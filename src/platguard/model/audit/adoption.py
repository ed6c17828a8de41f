"""How far standards and capabilities are adopted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from platguard.model.audit.shares import Rate
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """How far a group has adopted a standard or a capability."""

    name: str
    rate: Rate
    exempt: int
    """Members that adopted it but for what is exempt; not among the denominator."""
    unknown: int
    """Members of which nothing can be said; not among the denominator."""


@dataclass(frozen=True, slots=True)
class StandardAdoption:
    """The adoption of one standard by its three denominators, and who has how much."""

    standard: str
    """Its name; empty for all of them together."""
    denominators: Sequence[AdoptionRow]
    """Teams, new projects, engineers: named, never mixed."""
    repositories: AdoptionRow
    by_team: Sequence[AdoptionRow]
    by_segment: Sequence[AdoptionRow]
    by_wave: Sequence[AdoptionRow]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Where adoption should be, and is."""

    month: Decimal
    """Months since the start."""
    target: Decimal
    actual: Decimal | None
    gap: Decimal | None
    """Points ahead of the target; negative when behind."""
    told: str
    """`0.6 points behind`"""


@dataclass(frozen=True, slots=True)
class MonthlyShare:
    """A share at the last day of a month on which anybody looked; `rate` says of what."""

    month: str
    """As YYYY-MM."""
    rate: Rate


@dataclass(frozen=True, slots=True)
class Course:
    """Target and outcome month by month since the programme began."""

    started: date
    points: Sequence[CurvePoint]
    """One for each month of the target, for each month in which anybody looked, and for the day of
    the report, by month; where nobody looked there is no outcome."""
    band: str
    """What is usual, which the target is not judged by: `70-80% in month 18-24`."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far the organisation has adopted its standards and capabilities."""

    standards: Sequence[StandardAdoption]
    """All together first, then by name."""
    by_capability: Sequence[AdoptionRow]
    curve: CurvePoint | None
    """None where no start of the programme is configured."""
    trend: Sequence[MonthlyShare]
    """Of teams, of repositories, then of checks, each by month."""
    trajectory: str
    """Of teams."""
    growth: Decimal | None
    """Points in the last month."""
    course: Course | None = None
    """None where no start of the programme is configured."""
    partial: Sequence[MonthlyShare] = ()
    """Months that the trend leaves out, because not all repositories in scope are known of them;
    with how many are."""
