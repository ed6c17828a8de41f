"""Old findings that are tolerated for a while: the debt of a repository that adopts standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BaselineState:
    """One baseline on the day of the scan."""

    path: str
    sunset: str
    """The last day on which it tolerates anything, YYYY-MM-DD."""
    days_left: int
    """0 on the last day, negative afterwards."""
    entries: int
    """The findings that it names."""
    matches: int
    """Those of them that are still there."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What the baselines of a repository tolerate."""

    baselines: Sequence[BaselineState]
    """By sunset."""
    tolerated: int
    """Findings of today that are exempt because a baseline names them."""
    returned: int
    """Findings of today that a baseline named whose sunset has passed."""
    gone: int
    """Entries that nothing matches any more: `platguard adopt --prune` takes them away."""
    was: int | None
    """How many findings were tolerated on the base or in the earlier report; None without one."""
