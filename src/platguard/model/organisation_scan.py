"""The finished scan of an organisation, in numbers: what its reporters receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import NamedTuple

from platguard.model.organisation import Terms
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class RepositoryLine:
    """What one repository comes to."""

    name: str
    team: str
    segment: str
    status: str
    """One of organisation.STATUSES."""
    reason: str
    """Why it was not judged, or not in full."""
    commit: str
    exit: int
    """As `platguard scan` of it alone would end."""
    discovered: int
    judged: int
    unrendered: int
    skipped: int
    failed: int
    """Files, as in the coverage of one scan."""
    levels: Mapping[str, int]
    """Failing findings, by level."""
    outcomes: Mapping[str, int]
    """How often each outcome came; none where the repository was not judged."""
    soon: int
    """How much is met today and soon will not be; counted among what passed."""
    committed_on: str = ""
    """The day of the commit, ISO 8601."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule comes to over all repositories."""

    id: str
    title: str
    severity: str
    state: str
    passed: int
    fail: int
    exempt: int
    unknown: int
    repositories: int
    """How many fail or pass it; where something is exempt or unknown and nothing fails, or a file
    could not be read that might, neither."""
    failing: int
    """How many of these fail it."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """What is wrong with the register that all repositories share, or with the tables."""

    rule: str
    level: str
    severity: str
    path: str
    """Of the entry, from the folder that holds the configuration; `.` for a table."""
    line: int
    message: str
    fix: str


class AboutRegister(NamedTuple):
    """What a scan told of the register that all repositories share."""

    as_of: date
    lines: Sequence[RegisterLine]
    """By path and line."""


@dataclass(frozen=True, slots=True)
class OrganisationScan:
    """A scan of the repositories of an inventory."""

    terms: Terms
    """What decided, and on which day."""
    fail_on: str
    exit: int
    repositories: Sequence[RepositoryLine]
    """By name."""
    rules: Sequence[RuleLine]
    """Those by which something was judged, by id."""
    statuses: Mapping[str, int]
    """How many repositories have each status."""
    levels: Mapping[str, int]
    outcomes: Mapping[str, int]
    soon: int
    notices: Sequence[str] = field(default_factory=tuple)
    about_register: Sequence[RegisterLine] = ()
    """By path and line; the exit code knows of them, the numbers of findings are without."""
