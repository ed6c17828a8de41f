"""The repositories of an organisation, and what judging one of them gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING

from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.model.registered import RegisterEntry

JUDGED = "judged"
INCOMPLETE = "incomplete"
EMPTY = "empty"
FAILED = "failed"
QUARANTINED = "quarantined"
MISSING = "missing"
STATUSES = (JUDGED, INCOMPLETE, EMPTY, FAILED, QUARANTINED, MISSING)
"""What became of a repository in a scan of its organisation: judged in full; judged but for what
could not be read; nothing in it that anybody judges; not judged for a reason of its own; not tried
because it broke the scan before; not there."""
WITH_FINDINGS = (JUDGED, INCOMPLETE, EMPTY)
"""Where the findings are those of the commit: `EMPTY` has none."""

STANDINGS = ("fail", "unknown", "exempt", "pass", "not-applicable", "not-evaluated")
"""What a rule comes to in a repository: the first of its outcomes that came at all."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a repository stands in its organisation."""

    name: str
    """What exceptions, waves and reports call it, such as `payments/ledger`."""
    team: str = ""
    segment: str = ""
    tier: str = ""
    wave: str = ""
    created: date | None = None
    """The day since which it counts as there; None for that of its first commit."""


@dataclass(frozen=True, slots=True)
class Member:
    """One repository of an inventory."""

    placement: Placement
    path: str = ""
    """The folder of the repository or of its bare clone; empty for one that is fetched."""
    url: str = ""
    """Where it is fetched from, without credentials; empty for one that lies here."""
    revision: str = "HEAD"
    """The branch, tag or commit that is judged."""
    archived: bool = False
    """Whether nobody works on it any more."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The repositories of an organisation, by name."""

    members: Sequence[Member]
    """In the order of names, each name once."""
    engineers: Mapping[str, int] = field(default_factory=dict)
    """How many engineers each team has, where that is told."""
    notices: Sequence[str] = ()
    """What people should hear of it, such as patterns that match nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One finding of a repository, as history keeps it."""

    rule: str
    fingerprint: str
    """32 hexadecimal digits, the same as long as it is the same finding."""
    outcome: str
    """fail, exempt, unknown, or soon: what passes today and will not."""
    level: str
    severity: str
    message: str
    path: str
    line: int
    column: int
    address: str
    subject: str
    exception: str = ""
    """The id of the exception that covers it."""
    ends_on: date | None = None
    """Of what passes and soon will not: the day of that, where its rule knows one."""
    ending: str = ""
    """What ends on that day: `php 8.2`."""


@dataclass(frozen=True, slots=True)
class Usage:
    """A tool or a runtime that a repository uses, as facts have it."""

    kind: str
    """tool or runtime"""
    category: str
    product: str
    version: str
    """The version of a runtime; empty for tools and where nothing tells it."""
    subject: str
    """What uses it, such as the service of a Compose file."""
    path: str
    line: int
    strength: str = "used"
    """used, or referenced: named by dependencies or settings only."""


@dataclass(frozen=True, slots=True)
class Blind:
    """A file of which something could not be read."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Service:
    """A Component of a repository's catalog, with what lies in its folder."""

    name: str
    """As the catalog has it; that of the repository for what lies in the folder of none."""
    owner: str = ""
    """`spec.owner`, without its kind and namespace."""
    folder: str = ""
    """From the root of the repository; empty for the root."""
    is_whole: bool = False
    """Whether it is the only one and all of the repository; what each rule comes to is then told
    of the repository, and not here."""
    findings: int = 0
    """How many fail."""
    standings: Mapping[str, str] = field(default_factory=dict)
    """What each rule comes to, one of STANDINGS, by its id."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How an owner rotates the secrets of a repository; see `rotation_classes.OwnerRotation`."""

    owner: str = ""
    """Whom the secrets themselves name; empty for those that name nobody."""
    rotated_on: date | None = None
    """When the one that waited longest was rotated; None when none is dated."""
    worst: str = ""
    """What people call that one."""
    secrets: int = 0
    without_evidence: int = 0
    scheduled: int = 0
    unknown: int = 0
    without_history: int = 0
    """Of the unknown ones, those of which git cannot tell."""


@dataclass(frozen=True, slots=True)
class Segmentation:
    """How network policies cover the workloads of a repository."""

    workloads: int = 0
    """Those that a policy can select: none on the network of their host; each once."""
    selected: int = 0
    """Of these, those that a policy isolates from what comes in."""
    unknown: int = 0
    """Workloads of which that cannot be known; not among the others."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a scan of an organisation knows of one repository on one day."""

    repository: str
    as_of: date
    status: str
    """One of STATUSES."""
    reason: str = ""
    """Why it was not judged, or not in full; empty for JUDGED."""
    commit: str = ""
    committed_on: date | None = None
    """The day of the commit, in UTC."""
    exit: int = 0
    """As `platguard scan` of it alone would end."""
    discovered: int = 0
    judged: int = 0
    unrendered: int = 0
    skipped: int = 0
    failed: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How often each outcome came, by rule id and outcome."""
    rows: Sequence[Row] = ()
    """In the order of path, line, column and rule."""
    usages: Sequence[Usage] = ()
    blind: Sequence[Blind] = ()
    matches: Mapping[str, int] = field(default_factory=dict)
    """How many findings each exception that is about it covers, by its id."""
    services: Sequence[Service] = ()
    """In the order of folders and names; none where there is no catalog, and the repository is one
    service."""
    rotations: Sequence[Rotation] = ()
    """In the order of owners."""
    segmentation: Segmentation = Segmentation()
    born: date | None = None
    """The day of its first commit; None where the inventory says since when it is there, and where
    nobody knows."""


@dataclass(frozen=True, slots=True)
class RuleNote:
    """What reports tell of a rule."""

    id: str
    standard: str
    title: str
    severity: str
    state: str
    """Where its lifecycle stands on the day, for a repository without a wave."""
    revision: int
    owner: str
    contact: str
    guide: str
    announced: date | None = None
    warn_from: date | None = None
    enforced_from: date | None = None
    replacement: str = ""
    controls: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Ids of controls, by framework."""
    retired_from: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What decided about the observations of one run, the same for all repositories."""

    as_of: date
    timezone: str
    tool_version: str
    standards: str
    """A digest, `sha256:...`, as in the report of one scan; the next two as well."""
    configuration: str
    register: str
    tables: Mapping[str, str] = field(default_factory=dict)
    """The day of each dated table, by name."""
    rules: Sequence[RuleNote] = ()
    """Every rule that was on, by id."""
    exceptions: Sequence[RegisterEntry] | None = None
    """The register that all repositories share, as it stands on the day; None where each brings
    its own."""
