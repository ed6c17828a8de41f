"""What a report asks of a history. Everything is asked for one day, or from one day to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from platguard.audit.matrix import RepositoryState
from platguard.audit.register import RegisterEntry
from platguard.model.audit import Tally
from platguard.model.organisation import Terms, Usage


class Failing(NamedTuple):
    """How many findings of a rule fail in a repository."""

    repository: str
    rule: str
    number: int


class Change(NamedTuple):
    """How many findings of a rule came to one state of drift in a repository."""

    repository: str
    rule: str
    state: str
    number: int


class Life(NamedTuple):
    """How many findings of a rule in a repository were open for so many days."""

    repository: str
    rule: str
    days: int
    resolved: bool
    number: int


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

    def worst(self, as_of: date) -> Iterable[tuple[str, str]]:
        """Repository and what it comes to over all rules, as `matrix.standing` has it: one that
        could not be judged is unknown."""

    def failing(self, as_of: date) -> Iterable[Failing]:
        """What fails on a day."""

    def changes(self, since: date, as_of: date) -> Iterable[Change]:
        """What came to which state after one day and through another."""

    def lives(self, since: date, as_of: date) -> Iterable[Life]:
        """Findings that were open at some time in between and whose first day somebody saw."""

    def users(self, rule: str, days: Sequence[date]) -> Iterable[tuple[date, str, str]]:
        """Day, repository and address of everything that fails a rule or is exempt from it."""

    def usages(self, as_of: date) -> Iterable[tuple[str, Usage]]:
        """Repository and what it uses."""

    def excepted(self, as_of: date) -> Iterable[tuple[str, str]]:
        """Repository and product that an exception in force allows there."""

    def exceptions(self, as_of: date) -> Iterable[RegisterEntry]:
        """The register as it stood."""
