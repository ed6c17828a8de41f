"""What an organisation plans for bringing all its teams to the standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """When it began, what is aimed at by when, and by which waves teams are reached."""

    started: date
    """The day from which months count."""
    targets: Mapping[Decimal, Decimal] = field(default_factory=dict)
    """Percent of the teams by month, from above 0; empty for the usual ones."""
    finish_by: date | None = None
    """The day by which all teams are to be reached."""
    teams: int | None = None
    """How many there are to be reached; None for those of the inventory."""
    pilot_teams: int | None = None
    pilot_weeks: int | None = None
    wave_teams: tuple[int, int] | None = None
    """How many teams a wave has, from the least to the most; None for what is usual."""
    wave_weeks: tuple[int, int] | None = None
    """How many weeks it takes."""
