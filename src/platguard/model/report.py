"""The finished report of a scan: what reporters receive and never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.model.baseline import Debt
    from platguard.model.drift import BaseNote, Comparison, Drift
    from platguard.model.policy_exception import Approval
    from platguard.model.proposal import Proposed
    from platguard.model.repair import Repair

OUTCOMES = ("pass", "fail", "exempt", "unknown", "not-applicable", "not-evaluated")
"""What can come of a rule and a fact."""


@dataclass(frozen=True, slots=True)
class LifecycleNote:
    """Where a rule stands in its life on the day of the scan."""

    state: str
    """draft, announced, warning, enforced, retired."""
    announced: str | None
    warn_from: str | None
    enforced_from: str | None
    """Dates as YYYY-MM-DD, or None."""
    days_left: int | None
    """Days until it is enforced; 0 on that day, negative afterwards; None without a date."""
    deadline: str
    """For people: `ends on 2025-12-31, in 77 days`; empty for a rule without dates."""
    revision: int | None = None
    """The revision of the rule that added the finding and whose dates these are; None where the
    dates are those of the rule itself."""
    replacement: str = ""
    """What to use instead."""

    @property
    def told(self) -> str:
        """For people: the deadline and the replacement."""
        if not self.deadline or not self.replacement:
            return self.deadline
        return f"{self.deadline}; its replacement is {self.replacement}"


@dataclass(frozen=True, slots=True)
class ExceptionNote:
    """The exception that covers a finding, or the one that should and does not."""

    id: str
    state: str
    sunset: str
    days_left: int | None
    text: str
    """For people: `covered through 2027-12-31, 404 days left`."""
    approvals: Sequence[Approval] = ()
    """Who had approved it by then; none of what only a baseline or an earlier report tells."""
    reason: str = ""
    """Why it was asked for, in the words of the register."""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a fact does not meet, is exempt from, will soon not meet, or may not meet."""

    rule: str
    standard: str
    title: str
    level: str
    """error, warning or note: what it does on the day."""
    severity: str
    """critical, high, medium, low or info: how bad it is."""
    outcome: str
    """fail, exempt, unknown, or pass for what is met but soon will not be."""
    message: str
    fix: str
    path: str
    line: int
    column: int
    end_line: int
    subject: str
    address: str
    fingerprint: str
    lifecycle: LifecycleNote
    exception: ExceptionNote | None
    controls: Mapping[str, Sequence[str]]
    owner: str
    contact: str
    guide: str
    comparison: Comparison | None = None
    """What a base or an earlier report makes of it; None without one, and of what does not fail."""
    repair: Repair | None = None
    """How its file could be mended; None where nobody asked, or nothing is known."""
    gap: int | None = None
    """How far it is from what its rule asks for, in numbers that only the rule gives a meaning: the
    greater, the worse. None where the rule knows no order, or cannot tell."""
    ends_on: str = ""
    """Of what passes and soon will not: the day of that, as YYYY-MM-DD; empty where its rule knows
    none."""
    ending: str = ""
    """What ends on that day: `php 8.2`."""

    @property
    def drift(self) -> str | None:
        """new, persisting, ... against a base or an earlier report; None without one."""
        return self.comparison.state if self.comparison else None

    @property
    def dated(self) -> str:
        """For people, with the rule's title: `Docker Swarm is retired: ends on 2027-02-28, in 98
        days.`; empty for a rule without dates."""
        return f"{self.title}: {self.lifecycle.told}." if self.lifecycle.deadline else ""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Outcomes of one rule."""

    id: str
    state: str
    counts: Mapping[str, int]
    """By outcome, every key of OUTCOMES."""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class RuleNote:
    """What a reporter may tell of a rule that has findings."""

    id: str
    title: str
    standard: str
    severity: str
    why: str
    fix: str
    controls: Mapping[str, Sequence[str]]
    also: Sequence[str]
    guide: str


@dataclass(frozen=True, slots=True)
class ReportError:
    """Something in scope that could not be read or parsed."""

    path: str
    line: int
    """0 where the whole file is meant."""
    column: int
    message: str

    @property
    def place(self) -> str:
        """`path:line:column`, as editors recognise it; the path where no line is known."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was found and left out, and why."""

    path: str
    reason: str
    fault: ReportError | None = None
    """Why it does not parse, and where; None for a file that does or was not opened."""

    @property
    def told(self) -> str:
        """The reason and the fault."""
        return f"{self.reason}: {self.fault.message}" if self.fault else self.reason


@dataclass(frozen=True, slots=True)
class Coverage:
    """discovered = judged + skipped + unread."""

    discovered: int
    judged: int
    unrendered: int
    """Templates that nothing rendered; counted among the judged."""
    skipped: Sequence[SkippedFile]
    failed: Sequence[ReportError]
    """Every fault; a file may have several."""

    @property
    def unread(self) -> int:
        """How many files could not be read, or not in full."""
        return len({error.path for error in self.failed})


@dataclass(frozen=True, slots=True)
class ExceptionState:
    """An entry of the register on the day of the scan."""

    id: str
    state: str
    matches: int
    sunset: str
    days_left: int | None
    owner: str
    text: str
    """For people: what the state means and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """What was scanned."""

    paths: Sequence[str]
    revision: str | None
    base: str | None
    commit: str | None
    scope: Sequence[str] | None = None
    """The folders and files that the report is about, from the root; None for everything."""
    narrowed: bool = False
    """Whether rules or files were left out on purpose, by options of the command."""

    @property
    def is_whole(self) -> bool:
        """Whether everything in the repository is reported."""
        return self.scope in (None, ("",), [""]) and not self.narrowed


@dataclass(frozen=True, slots=True)
class TableNote:
    """A dated table that rules looked at."""

    name: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """What decided, so that a report can be made again."""

    standards: str
    configuration: str
    register: str
    tables: Sequence[TableNote]


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers under a report. Only what fails has a level there."""

    error: int
    warning: int
    note: int
    drift: bool
    """Whether a finding reaches the failing level, whatever the exit code."""
    exit: int
    outcomes: Mapping[str, int]
    """By outcome, every key of OUTCOMES."""
    soon: int = 0
    """How much is met today and soon will not be; counted among what passed."""
    fail_on: str = "error"
    """The weakest level that makes a scan fail: error, warning, note, or never."""


@dataclass(frozen=True, slots=True)
class Report:
    """A finished scan."""

    version: str
    """Of platguard."""
    as_of: str
    timezone: str
    target: Target
    inputs: Inputs
    coverage: Coverage
    summary: Summary
    rules: Sequence[RuleCount]
    findings: Sequence[Finding]
    """By path, line, column and rule."""
    exceptions: Sequence[ExceptionState]
    errors: Sequence[ReportError]
    notices: Sequence[str] = field(default_factory=tuple)
    """What people should know of how the scan was made: excludes, claims, allow lists, waivers."""
    rule_notes: Mapping[str, RuleNote] = field(default_factory=dict)
    """By id, for the rules that have findings."""
    drift: Drift | None = None
    """How the findings differ from those of a base or an earlier report; None without one."""
    proposed: Proposed | None = None
    """What the change that is judged would alter in what decides; None without a base."""
    shown: Mapping[str, Sequence[tuple[int, int]]] | None = None
    """First and last lines that a diff of the change shows, by path; None where nobody asked."""
    debt: Debt | None = None
    """Old findings that baselines tolerate; None where there is no baseline."""

    @property
    def base(self) -> BaseNote | None:
        """What the judged change began at; None for a scan that judges no change."""
        return self.drift.base if self.drift else None

    def is_introduced(self, finding: Finding) -> bool:
        """Whether the judged change made a finding of this report; without a base, every one is."""
        if self.base is None:
            return True
        return finding.comparison is not None and finding.comparison.introduced
