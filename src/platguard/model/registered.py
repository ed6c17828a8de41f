"""An entry of the register as reports tell it, and as histories keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from platguard.model.audit.register import Consent


class RegisterEntry(NamedTuple):
    """One entry of the register on a day."""

    id: str
    state: str
    """One of EXCEPTION_STATES."""
    team: str
    category: str
    rules: tuple[str, ...]
    reason: str
    starts: date | None
    sunset: date | None
    renews: str
    """The id that it continues."""
    matches: int
    approvals: tuple[Consent, ...] = ()
    ticket: str = ""
    repositories: tuple[str, ...] = ()
    """Globs over the names of the repositories that it is for; none for all."""
    within: tuple[str, ...] = ()
    """What in these it is for, such as `path deploy/` or `Deployment shop/web`; none for all."""
    compensating: str = ""
    covered: tuple[str, ...] = ()
    """The repositories in which it covers a finding, by name."""
    requested: tuple[str, str] = ("", "")
    """By whom, and on which day."""
