"""Old findings that are tolerated for a while: the debt of a repository that adopts standards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard.records import dataclass
from platguard.tuples import NamedTuple

ADOPTED, RETURNED, REFUSED = "adopted", "returned", "refused"
"""What the exception of a finding that a baseline names is called: the baseline tolerates it; it
did until its sunset; or it names it and does not count for it."""


class DebtEntry(NamedTuple):
    """One finding that a baseline names: what a line of its file says."""

    path: str
    rule: str
    level: str
    """The strongest level that is tolerated: what the finding had when it was adopted."""
    severity: str
    """The worst severity that is tolerated."""
    fingerprint: str
    address: str
    subject: str
    """May be empty."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A file of adopted debt."""

    path: str
    sunset: date
    """The last day on which it tolerates anything: its file is named after it."""
    entries: Sequence[DebtEntry]
    """Each once, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What an organisation lets its repositories adopt."""

    allowed: bool = True
    latest_sunset: date | None = None
    """The latest sunset that a baseline may have; None for what holds of every exception."""
    critical: bool = False
    """Whether what is critical, and secrets in clear text, may be adopted as well."""


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
