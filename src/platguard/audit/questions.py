"""What a report asks of a history. Everything is asked for one day, or from one day to another."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from platguard.audit.comparing import Held
from platguard.audit.drift import Movement
from platguard.audit.matrix import RepositoryState
from platguard.audit.register import RegisterEntry
from platguard.audit.services import ServiceState
from platguard.audit.since import Beginnings
from platguard.audit.unused import Spoken
from platguard.model.audit import Tally
from platguard.model.open_finding import OpenFinding
from platguard.model.organisation import Rotation, Segmentation, Terms, Usage
from platguard.model.organisation_scan import AboutRegister


class Questions(Protocol):
    """A history; a day on which nobody looked has what was seen last before it."""

    def terms(self, as_of: date) -> Terms | None:
        """What decided about the last run by that day; None where there was none."""

    def days(self, since: date, as_of: date) -> Sequence[date]:
        """The days of complete runs from one day through another, oldest first."""

    def states(self, as_of: date) -> Iterable[RepositoryState]:
        """Every repository of the organisation."""

    def cells(self, as_of: date) -> Iterable[tuple[str, Mapping[str, str]]]:
        """Repository and the worst outcome of each of its rules, for those that were judged."""

    def tallies(self, as_of: date) -> Mapping[str, Tally]:
        """How often each outcome of a rule came in all repositories; empty where the last run was
        about some."""

    def worst(self, on: Sequence[date]) -> Iterable[tuple[date, str, Held]]:
        """Day, repository and what it comes to over all rules."""

    def whole_since(self) -> date | None:
        """The first day on which all repositories were looked at; None where nobody did."""

    def above_notes(self, as_of: date) -> Collection[str]:
        """The repositories in which something fails that is more than a note."""

    def failing_in(self, as_of: date) -> Iterable[tuple[str, int]]:
        """Repository and how many of its findings fail."""

    def moved(
        self, on: Sequence[date], since: date | None, as_of: date, names: Collection[str]
    ) -> Movement:
        """How findings failed, came, went and lasted after one day and through another, in
        repositories of these names, by their teams on the last. `on` are days of which is told what
        fails; without `since` nothing else is."""

    def users(self, rule: str, days: Sequence[date]) -> Iterable[tuple[date, str, str, bool]]:
        """Day, repository and address of everything that fails a rule or is exempt from it, and
        whether it is exempt; what is there several times, as often."""

    def usages(self, as_of: date) -> Iterable[tuple[str, Usage]]:
        """Repository and what it uses."""

    def excepted(self, as_of: date) -> Iterable[tuple[str, str]]:
        """Repository and product that an exception in force allows there."""

    def findings(self, as_of: date, repositories: Container[str]) -> Iterable[OpenFinding]:
        """What is there on a day in some repositories, by repository, path, line and column."""

    def worst_findings(
        self, as_of: date, repositories: Container[str], most: int
    ) -> tuple[int, Iterable[OpenFinding]]:
        """How much is there on a day in some repositories, and the worst of it by repository.

        The worst is what comes first by outcome, level, severity and for how long it is there.
        """

    def services(self, as_of: date) -> Iterable[ServiceState]:
        """The Components of all catalogs, by repository."""

    def rotations(self, as_of: date) -> Iterable[tuple[str, Rotation]]:
        """Repository and how one of the owners of its secrets rotates them."""

    def segmentations(self, as_of: date) -> Iterable[tuple[str, Segmentation]]:
        """Repository and how network policies cover its workloads."""

    def beginnings(self, as_of: date) -> Beginnings:
        """The days from which on something is so in repositories."""

    def beginnings_of_services(self, as_of: date) -> Beginnings:
        """The same of the Components that are a part of their repository."""

    def left(self, as_of: date) -> Iterable[tuple[str, date]]:
        """Repositories that left the organisation, and the day of the last look at them."""

    def spoken(self, as_of: date) -> Iterable[Spoken]:
        """When each rule of the day said something."""

    def exceptions(self, as_of: date) -> Iterable[RegisterEntry]:
        """The register as it stood."""

    def about_register(self, as_of: date) -> AboutRegister | None:
        """What was wrong with it, as the last scan of all repositories told; None where none told
        by that day."""
