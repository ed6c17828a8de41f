"""Who complies with what, and how much of that could be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from platguard.model.audit.shares import Rate, Tally
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Inputs:
    """What decided about the numbers: digests, and the days of dated tables."""

    tool_version: str
    timezone: str
    standards: str
    configuration: str
    register: str
    tables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A repository of which the report knows nothing, or not everything."""

    repository: str
    team: str
    status: str
    """One of `organisation.STATUSES`."""
    reason: str


@dataclass(frozen=True, slots=True)
class OrganisationCoverage:
    """How much of the organisation the numbers are about."""

    repositories: Rate
    """Those judged in full, of all in scope."""
    files: Rate
    """Files judged, of those found in the repositories that were judged."""
    unrendered: int
    skipped: int
    failed: int
    not_judged: Sequence[NotJudged]
    """By name."""
    unassigned: Sequence[str]
    """Repositories without a segment, by name."""
    archived: Sequence[str] = ()
    """Repositories on which nobody works any more, by name; they are in no other number."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Which scans a report tells of."""

    day: date
    """That of the last look at any repository in scope."""
    oldest: date
    """That of the last look at the one that was not looked at for longest."""
    looked: Rate
    """Repositories that were looked at on `day`, of all in scope."""
    late: int
    """Repositories that were not looked at for more than a week before the day of the report."""
    told: str
    """All of that in a sentence or two."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One rate of the first screen, and where it comes from."""

    name: str
    rate: Rate
    exempt: int
    unknown: int
    month: Decimal | None
    """Points gained since the same day of the month before; None where nobody looked then."""
    quarter: Decimal | None
    """Points gained in three months."""
    apart: int = 0
    """Members in scope to which no rule applies, so that they are not in the share either."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule over the organisation: a column of the matrix."""

    rule: str
    standard: str
    title: str
    severity: str
    state: str
    tally: Tally | None
    """Checks; None where the scope leaves repositories out, because they are counted for all."""
    checks: Rate | None
    """Checks that pass, of those that pass or fail; None as well."""
    findings: int
    """How many fail."""
    repositories: Rate
    """Repositories without a failing check, of those with a check that passes or fails."""
    exempt: int
    """Repositories in which nothing fails and something is exempt."""
    unknown: int
    """Repositories in which nothing fails and something could not be decided."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One repository, or one service of it: a row of the matrix."""

    repository: str
    team: str
    segment: str
    tier: str
    wave: str
    status: str
    commit: str
    committed_on: date | None
    files: Rate
    rules: Rate
    """Rules that pass, of those that pass or fail."""
    exempt: int
    """Rules."""
    unknown: int
    """Rules."""
    findings: int
    """How many fail."""
    cells: Mapping[str, str]
    """By rule: fail, unknown, exempt, pass, not-applicable or not-evaluated."""
    standards: Mapping[str, str] = field(default_factory=dict)
    """The same by standard: what its rules come to together, see `audit.matrix.worst_of`."""
    since: Mapping[str, date] = field(default_factory=dict)
    """By standard that it complies with: from when on nothing of it failed, was unknown or was
    exempt, as scans saw."""
    service: str = ""
    """The Component of the catalog, or the repository where it has none; empty in a matrix of
    repositories."""


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One standard over the organisation: its rules taken together."""

    standard: str
    rules: int
    findings: int
    """How many fail."""
    rows: Rate
    """Rows of the matrix in which none of its rules fails and one passes, of those with either."""
    exempt: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Repositories or services by rules."""

    rules: Sequence[RuleRow]
    """By id."""
    rows: Sequence[MatrixRow]
    """By name."""
    by: str = "repository"
    """What rows are: repository or service."""
    standards: Sequence[StandardRow] = ()
    """By name."""
