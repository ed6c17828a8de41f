"""What a report asks of a history. Everything is asked for one day, or from one day to another."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from platguard.audit.comparing import Day
from platguard.audit.drift import Movement
from platguard.audit.register import KnownRegister
from platguard.audit.since import Beginnings
from platguard.audit.uses import Use
from platguard.model.audit import Tally
from platguard.model.ending import Ending
from platguard.model.judging import Judging
from platguard.model.open_finding import OpenFinding
from platguard.model.organisation import Rotation, Segmentation, Terms, Usage
from platguard.model.organisation_scan import AboutRegister
from platguard.model.states import RepositoryState, ServiceState, Spoken
from platguard.model.turn import Turn


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

    def worst(self, on: Sequence[date]) -> Iterable[tuple[date, Day]]:
        """Each of these days, and what every repository comes to over all rules."""

    def whole_since(self) -> date | None:
        """The first day on which all repositories were looked at; None where nobody did."""

    def above_notes(self, as_of: date) -> Collection[str]:
        """The repositories in which something fails that is more than a note."""

    def above_notes_of(self, as_of: date, rules: Collection[str]) -> Iterable[tuple[str, str, int]]:
        """Rule, repository, and how many findings of some rules fail there that are more than
        notes."""

    def failing_in(self, as_of: date) -> Iterable[tuple[str, int]]:
        """Repository and how many of its findings fail."""

    def moved(
        self, on: Sequence[date], since: date | None, as_of: date, names: Collection[str]
    ) -> Movement:
        """How findings failed, came, went and lasted after one day and through another, in
        repositories of these names, by their teams on the last. `on` are days of which is told what
        fails; without `since` nothing else is."""

    def users(self, rule: str, days: Sequence[date]) -> Iterable[tuple[date, Use]]:
        """Day and everything that fails a rule or is exempt from it; what is there several times,
        as often."""

    def endings(self, as_of: date) -> Iterable[Ending]:
        """What passes in repositories and soon will not."""

    def usages(self, as_of: date) -> Iterable[tuple[str, Usage]]:
        """Repository and what it uses."""

    def excepted(self, as_of: date, products: Collection[str]) -> Iterable[tuple[str, str]]:
        """Repository and product that an exception in force allows there: one from what the
        standard names, or from a rule that has the name of the product. `products` are those that
        are in use."""

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

    def turns(self, as_of: date) -> Iterable[Turn]:
        """When rules failed, were unknown or exempt: every such time that began by a day, but for
        those that last from the first look of all through that day."""

    def judgings(self, as_of: date) -> Iterable[Judging]:
        """When each rule was judged, by that day."""

    def first_passes(
        self, as_of: date, names: Collection[str] | None
    ) -> Iterable[tuple[str, date]]:
        """Rule, and the first day by then on which it passed in a repository of these names; None
        for any."""

    def beginnings_of_services(self, as_of: date) -> Beginnings:
        """The same of the Components that are a part of their repository."""

    def left(self, as_of: date) -> Iterable[tuple[str, date]]:
        """Repositories that left the organisation, and the day of the last look at them."""

    def spoken(self, as_of: date) -> Iterable[Spoken]:
        """When each rule of the day said something."""

    def exceptions(self, as_of: date, names: Collection[str] | None) -> KnownRegister:
        """The register as it stood, as far as anybody knows it, with what it covers in
        repositories of these names; None for all."""

    def about_register(self, as_of: date) -> AboutRegister | None:
        """What was wrong with it, as the last scan of all repositories told; None where none told
        by that day."""
