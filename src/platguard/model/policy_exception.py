"""An approved deviation from a rule that ends on a day: one entry of the register.

Days are kept as they were written, because a malformed one makes the entry invalid, not unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field
from hashlib import sha256
from typing import Any

from platguard.model.document import Place
from platguard.records import dataclass
from platguard.tuples import NamedTuple

EXCEPTION_STATES = (
    "requested",
    "approved",
    "active",
    "expiring",
    "expired",
    "rejected",
    "closed",
    "invalid",
)
"""What an exception can be on a day. Only those in force cover anything."""
IN_FORCE = ("active", "expiring")
OVER = ("closed", "rejected", "expired")

CATEGORIES = ("waiver", "mitigated")
"""An accepted risk, or a rule that is met in another way."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's consent to an exception, through the sunset that they saw."""

    role: str
    """platform or leadership."""
    by: str
    on: str
    sunset: str
    terms: str = ""
    """The `terms` of the exception that they saw; empty when that was not recorded."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Somebody's refusal of an exception."""

    by: str
    on: str
    why: str


@dataclass(frozen=True, slots=True)
class ResourceSelector:
    """Resources by what they are; an empty field does not limit, the others must all match."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an exception is for. Each part that is given must match; one entry of it suffices."""

    repositories: tuple[str, ...] = ()
    """Globs over the repository's name: `payments/*`."""
    paths: tuple[str, ...] = ()
    """Patterns as in .gitignore, from the repository's root: a folder holds all that is in it."""
    resources: tuple[ResourceSelector, ...] = ()
    fingerprints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyException:
    """One entry of the register, as it was written. An empty text stands for what is absent."""

    id: str
    rules: tuple[str, ...]
    """Ids of rules, older ones too; no wildcards."""
    reason: str
    owner: str
    requested_by: str
    requested_on: str
    sunset: str
    """Last day on which it covers anything."""
    scope: Scope = Scope()
    category: str = ""
    """One of CATEGORIES."""
    compensating: str = ""
    """What is done instead."""
    approvals: tuple[Approval, ...] = ()
    starts: str = ""
    """First day on which it covers anything; the day of the latest approval when absent."""
    max_findings: int | None = None
    """How many findings it may cover; None for the limit of its kind."""
    renews: str = ""
    """Id of the exception that it continues."""
    closed_on: str = ""
    rejected: Rejection | None = None
    ticket: str = ""

    @property
    def covers(self) -> dict[str, Any]:
        """What those who approve decide on: for whom, why, what, where, how long, how much."""
        scope = asdict(self.scope)
        return {
            "id": self.id,
            "requested.by": self.requested_by,
            "category": self.category,
            "reason": " ".join(self.reason.split()),
            "compensating": " ".join(self.compensating.split()),
            "rules": sorted(self.rules),
            **{f"scope.{part}": sorted(given, key=str) for part, given in scope.items() if given},
            "starts": self.starts,
            "sunset": self.sunset,
            "max_findings": self.max_findings,
        }

    @property
    def terms(self) -> str:
        """A sum of `covers`: another one means that something else was approved."""
        text = json.dumps(self.covers, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Entry(NamedTuple):
    """An exception in its file."""

    path: str
    exception: PolicyException
    places: Mapping[str, Place]
    """Where the value of each key of the file stands."""
    known_ids: Mapping[str, str] = {}
    """The rule that each id of its rules means now."""

    def place(self, key: str) -> Place:
        """Where a key such as `requested.on` stands, or what it is part of, or else the id."""
        named = (key, key.partition(".")[0], "id")
        return next(self.places[name] for name in named if name in self.places)


class Fault(NamedTuple):
    """Why an exception is invalid."""

    key: str
    """The key of the file that is at fault, such as `sunset` or `approvals`."""
    text: str
    """What is wrong, and what would make it valid."""


class Standing(NamedTuple):
    """What an exception is on a day, and why."""

    state: str
    """One of EXCEPTION_STATES."""
    reason: str
    """Why, to follow its name; when invalid: what is wrong and what would make it valid."""
    faults: tuple[Fault, ...] = ()
    """When invalid: each fault."""

    @property
    def in_force(self) -> bool:
        """Whether it covers findings."""
        return self.state in IN_FORCE

    @property
    def is_granted(self) -> bool:
        """Whether it covers findings, or will from its first day on."""
        return self.in_force or self.state == "approved"

    @property
    def is_alive(self) -> bool:
        """Whether it is granted, or may yet be."""
        return self.is_granted or self.state == "requested"

    @property
    def is_over(self) -> bool:
        """Whether it will never cover anything again."""
        return self.state in OVER


class Registered(NamedTuple):
    """An exception of the register, and what it is on a day."""

    entry: Entry
    standing: Standing
    chain: str = ""
    """For people: the terms before this one; empty for a first term."""

    @property
    def exception(self) -> PolicyException:
        """What the entry holds."""
        return self.entry.exception


@dataclass(frozen=True, slots=True)
class ExceptionLimits:
    """How far exceptions may go."""

    longest_months: int = 24
    """Months from the start through the latest possible sunset."""
    shortest_reason: int = 20
    """Characters."""
    start_within_days: int = 90
    """Days from the latest approval to the latest possible start."""
    expiring_days: int = 30
    """Days before the sunset in which it counts as expiring."""
    most_findings: int = 25
    """Findings that an exception may cover when it does not say how many."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about, as far as exceptions look at it."""

    rule: str
    path: str
    line: int
    fingerprint: str
    kind: str = ""
    """Kind of the Kubernetes object, or empty, like the fields below."""
    namespace: str = ""
    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
