"""Exceptions, and what the days ahead bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from platguard.model.organisation_scan import RegisterLine
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody's approval of an exception."""

    by: str
    role: str
    """platform or leadership."""
    on: str
    """The day, as it was written."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One exception."""

    id: str
    state: str
    team: str
    category: str
    rules: Sequence[str]
    reason: str
    starts: date | None
    sunset: date | None
    days_left: int | None
    since: date | None
    """The first day of its chain of renewals."""
    term: int
    """1 for the first, 2 for its renewal."""
    age: str
    """One of the age buckets; empty where it never began."""
    matches: int
    """Findings that it covers."""
    for_leadership: bool
    """Whether its chain is longer than four years."""
    approvals: Sequence[Consent] = ()
    """Who approved it, as the entry says."""
    ticket: str = ""
    orphaned: str = ""
    """What it is about and is not there any more, in a sentence; empty where all of it is."""
    compensating: str = ""
    """What is done instead, where it is mitigated."""
    scope: Sequence[str] = ()
    """Globs over the names of the repositories that it is for; none for all."""
    within: Sequence[str] = ()
    """What in these it is for: paths, resources, findings; none for all."""
    covered: Sequence[str] = ()
    """The repositories in which it covers a finding, by name."""
    requested_by: str = ""
    requested_on: str = ""
    """The day, as it was written."""


@dataclass(frozen=True, slots=True)
class RegisterTeam:
    """The exceptions of one owner that are in force."""

    team: str
    """Who owns them: a team as exceptions name it, which need not be one of the inventory."""
    ids: Sequence[str]
    ages: Mapping[str, int]
    """How many there are in each bucket of age."""


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """The register, with the age of what is in force."""

    rows: Sequence[RegisterRow]
    ages: Mapping[str, int]
    teams: Sequence[RegisterTeam]
    told_on: date | None = None
    """The day of the scan of all repositories that told what is wrong with the register; None where
    none by the day of the report did."""
    wrong: Sequence[RegisterLine] = ()
    """What it told, by path and line; of the tables as well."""
    wrong_before: int | None = None
    """How much of that kind was told by the day that changes are counted from; None where nothing
    was, or no changes are told."""
    kept_on: date | None = None
    """The day of the scan by whose register this is, where the report is of a day that is past;
    None for the register as it lies there now."""
    lost: Sequence[str] = ()
    """Ids of exceptions that cover findings on the day, and of which neither the register nor the
    history has more."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Something that a date brings."""

    day: date
    days_left: int
    kind: str
    """announced, warns, enforced or retired of a rule; exception; ends of what is in use."""
    subject: str
    told: str
