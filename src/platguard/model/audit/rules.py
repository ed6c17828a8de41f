"""What rules bring in which quarter, and the controls that they give evidence for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard.model.audit.shares import Rate
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class RoadmapItem:
    """A rule, and what happens to it in a quarter."""

    rule: str
    title: str
    state: str
    """In which it is from that day."""
    day: date | None


@dataclass(frozen=True, slots=True)
class RoadmapQuarter:
    """One quarter of the calendar, with its year."""

    name: str
    """`2026 Q4`, or `no date`."""
    items: Sequence[RoadmapItem]


MET, EXCEPTED, NOT_MET, UNKNOWN, NO_EVIDENCE = CONTROL_STATES = (
    "met", "exempt", "not met", "unknown", "no evidence",
)  # fmt: skip
"""What a control comes to over repositories: its rules pass wherever they apply; all that would
fail is exempt; a rule fails somewhere; none is known to fail, but of one repository nobody can
tell; no rule of it applied to anything."""


WORDINGS = {
    "official": "titles as published",
    "theirs": "ids and titles of Kubescape",
    "ours": "what a control is about, in our words; its text is in the framework itself",
}
"""Whose words the titles of the controls of a framework are."""


@dataclass(frozen=True, slots=True)
class UnusedRule:
    """A rule that neither failed nor passed anywhere for half a year."""

    rule: str
    standard: str
    known_since: date
    """The first day on which the standards had it, as scans saw."""
    last_on: date | None
    """The last day on which it said anything; None for never."""
    told: str


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One control of a framework, and its evidence."""

    control: str
    rules: Sequence[str]
    checks: Rate | None
    """None where the scope leaves repositories out."""
    repositories: Rate
    exempt: int
    """Repositories."""
    unknown: int
    """Repositories."""
    deviations: Sequence[str]
    """Ids of the exceptions in force on its rules."""
    state: str = ""
    """What the repositories in scope come to, one of CONTROL_STATES."""
    committed_from: date | None = None
    """The day of the oldest commit that gives evidence; None without evidence."""
    committed_to: date | None = None
    """The day of the newest one."""
    title: str = ""
    """What it is about, in the words that its framework's `wording` tells; empty where nobody
    knows."""
    since: date | None = None
    """The day from which on it is in its state without a break, as scans saw it, over the
    repositories in scope; None where it has no evidence, or where nobody knows."""
    or_earlier: bool = False
    """Whether nobody looked before that day, so that it may have been so for longer."""


@dataclass(frozen=True, slots=True)
class ControlEvidence:
    """What one repository shows of one control."""

    framework: str
    control: str
    repository: str
    team: str
    state: str
    """fail, unknown, exempt or pass: the first that one of the rules of the control comes to."""
    passed: Sequence[str]
    """Ids of rules; the next three as well."""
    failed: Sequence[str]
    exempt: Sequence[str]
    unknown: Sequence[str]
    status: str
    """Whether it was judged, one of `organisation.STATUSES`."""
    commit: str
    committed_on: date | None


@dataclass(frozen=True, slots=True)
class Framework:
    """The controls of one framework that rules give evidence for."""

    name: str
    """As rules call it: `nist-800-53r5`."""
    controls: Sequence[ControlRow]
    title: str = ""
    """What it calls itself."""
    wording: str = ""
    """Whose words the titles of its controls are, one of WORDINGS; empty
    where it has none here."""
    source: str = ""
    """Where its controls stand."""
