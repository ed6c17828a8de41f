"""What people measured and said, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of the scorecard."""

    metric: str
    title: str
    value: Decimal | None
    unit: str
    target: str
    """As it is compared: `> 70`."""
    state: str
    """met, not met, stale, no data, no target"""
    source: str
    recorded_on: date | None
    month: Decimal | None
    """The change since the month before."""
    quarter: Decimal | None
    note: str
    """How it came about: `50 - 20 of 100 answers: good`."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What one team does: the sentence of a question that has no pass and no fail."""

    team: str
    question: str
    told: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many teams a pilot and waves reach in some months."""

    months: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Programme:
    """When all teams would be reached, by a pilot and by waves that follow each other."""

    started: date
    teams: int
    reached: int
    """Teams that comply today."""
    earliest: date
    latest: date
    is_feasible: bool | None
    """Whether the day that is aimed at can be met; None where there is none."""
    told: Sequence[str]
    """The plan in sentences."""
    warnings: Sequence[str]
    """What is unusual about pilot and waves."""
    capacities: Sequence[Capacity]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that follows from inputs of people, with its formula."""

    name: str
    value: Decimal
    unit: str
    formula: str


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Numbers that were given and cannot all be true."""

    about: str
    told: str
