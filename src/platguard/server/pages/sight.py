"""What a page is made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from platguard.server.values import Cell, Link

if TYPE_CHECKING:
    from platguard.history.database import Database
    from platguard.model.audit import OrganisationReport
    from platguard.server.reports import Reports

NO_TEAM = "(none)"
"""How a group without a name is called."""


class Sight:
    """A day of the organisation, and what of it is asked for."""

    def __init__(self, reports: Reports, days: Sequence[date], day: date, name: str = "") -> None:
        """`days` are those of all scans, `day` the one that is shown."""
        self._reports = reports
        self.days = days
        self.day = day
        self.name = name

    @cached_property
    def report(self) -> OrganisationReport:
        """What there is to say of the day."""
        return self._reports.of(self.day)

    @property
    def database(self) -> Database:
        """For what no report has."""
        return self._reports.database

    def address(self, path: str) -> str:
        """The address of a page of the same day."""
        return f"{path}?as_of={self.day}"

    def to(self, kind: str, name: str, text: str = "") -> Link:
        """A link to the page of `kind` that is about `name`."""
        return Link(text or name, self.address(f"/{kind}/{quote(name, safe='/')}"))

    def repository(self, name: str) -> Cell:
        """A link to a repository; the name of one that left, or is archived, leads nowhere."""
        return self.to("repositories", name) if name in self._repositories else name

    @cached_property
    def _repositories(self) -> set[str]:
        return {row.repository for row in self.report.matrix.rows}

    def team(self, name: str) -> Cell:
        """A link to a team, whose name may be empty; the name of somebody without a repository, who
        may own an exception, leads nowhere."""
        return self.to("teams", name or NO_TEAM) if name in self._teams else name or NO_TEAM

    @cached_property
    def _teams(self) -> set[str]:
        return {row.team for row in self.report.matrix.rows}
