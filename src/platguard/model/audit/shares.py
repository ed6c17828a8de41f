"""Shares and sums of outcomes, which never lose what they are of."""

from __future__ import annotations

from decimal import Decimal

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, with its numerator and its denominator."""

    counts: str
    """What is counted: `teams`, `checks`, `new projects since 2026-01-01`."""
    part: int
    whole: int
    """The denominator; 0 where there is nothing to have a share of."""
    percent: Decimal | None
    """With one decimal, half rounded up; None without a denominator."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each outcome came."""

    passed: int = 0
    failed: int = 0
    exempt: int = 0
    unknown: int = 0
    not_applicable: int = 0
    not_evaluated: int = 0
