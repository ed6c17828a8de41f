"""What a report asks of a history. Everything is asked for one day, or from one day to another."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from platguard.audit.drift import Flow, Lifetime, Standing
from platguard.audit.matrix import RepositoryState
from platguard.audit.register import RegisterEntry
from platguard.audit.services import ServiceState
from platguard.audit.since import Beginnings
from platguard.audit.unused import Spoken
from platguard.model.audit import Tally
from platguard.model.organisation import Rotation, Segmentation, Terms, Usage


class Open(NamedTuple):
    """A finding of a day; see `model.audit.FindingRow`."""

    repository: str
    rule: str
    severity: str
    level: str
    outcome: str
    message: str
    worded_on: date | None
    path: str
    line: int
    address: str
    subject: str
    fingerprint: str
    first_seen: date
    since: date
    regressions: int
    cause: str
    exception: str


class Questions(Protocol):
    """A history; a day on which nobody looked has what was seen last before it."""

    def terms(self, as_of: date) -> Terms | None:
        """What decided about the last run by that day; None where there was none."""

    def days(self, since: date, as_of: date) -> Sequence[date]:
        """The days of complete runs from one day through another, oldest first."""

    def states(self, as_of: date) -> Iterable[RepositoryState]:
        """Every repository of the organisation."""

    def cells(self, as_of: date) -> Iterable[tuple[str, str, str]]:
        """Repository, rule and the worst of its outcomes, for repositories that were judged."""

    def tallies(self, as_of: date) -> Mapping[str, Tally]:
        """How often each outcome of a rule came in all repositories of the last complete run."""

    def worst(self, on: Sequence[date]) -> Iterable[tuple[date, str, str]]:
        """Day, repository and what it comes to over all rules, as `matrix.standing` has it: one
        that could not be judged is unknown."""

    def failing_in(self, as_of: date) -> Iterable[tuple[str, int]]:
        """Repository and how many of its findings fail."""

    def failing(
        self, on: Sequence[date], as_of: date, names: Collection[str]
    ) -> Mapping[date, Sequence[Standing]]:
        """What fails on each of some days in repositories of these names, by their teams on the
        last."""

    def changes(self, since: date, as_of: date, names: Collection[str]) -> Iterable[Flow]:
        """What came to which state after one day and through another, by the teams of the last."""

    def lives(
        self, since: date, as_of: date, names: Collection[str], *, by_team: bool
    ) -> Iterable[Lifetime]:
        """Findings that were open at some time in between and whose first day somebody saw, of each
        team or of each rule."""

    def users(self, rule: str, days: Sequence[date]) -> Iterable[tuple[date, str, str, bool]]:
        """Day, repository and address of everything that fails a rule or is exempt from it, and
        whether it is exempt; what is there several times, as often."""

    def usages(self, as_of: date) -> Iterable[tuple[str, Usage]]:
        """Repository and what it uses."""

    def excepted(self, as_of: date) -> Iterable[tuple[str, str]]:
        """Repository and product that an exception in force allows there."""

    def findings(self, as_of: date, repositories: Container[str]) -> Iterable[Open]:
        """What is there on a day in some repositories, by repository, path, line and column."""

    def worst_findings(
        self, as_of: date, repositories: Container[str], most: int
    ) -> tuple[int, Iterable[Open]]:
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
