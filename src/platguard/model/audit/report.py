"""The finished report about an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Protocol, runtime_checkable

from platguard.model.audit.adoption import Adoption
from platguard.model.audit.drift import Drift
from platguard.model.audit.figures import Estimate, Inconsistency, Practice, Programme, ScoreRow
from platguard.model.audit.matrix import (
    Headline,
    Inputs,
    Matrix,
    OrganisationCoverage,
    Scanned,
)
from platguard.model.audit.pace import Pace
from platguard.model.audit.progress import ComparedDay, OtherRules, Progress
from platguard.model.audit.register import CalendarDay, RegisterReport
from platguard.model.audit.rules import (
    ControlEvidence,
    Framework,
    RoadmapQuarter,
    UnusedRule,
)
from platguard.model.audit.shares import Rate
from platguard.model.audit.tools import Sprawl
from platguard.model.audit.usage import Burndown
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding that is open on the day, for those who want every row."""

    repository: str
    team: str
    rule: str
    standard: str
    severity: str
    level: str
    outcome: str
    """fail, exempt, unknown, soon or unseen."""
    message: str
    path: str
    line: int
    """Where it was on the last day on which anybody saw it."""
    address: str
    subject: str
    fingerprint: str
    first_seen: date
    """The first day on which anybody saw it."""
    since: date
    """Since when it is without a break."""
    regressions: int
    """How often it came back after it was resolved."""
    cause: str
    """Why it is there since then; see docs/organisation.md."""
    exception: str
    """The id of what covers it; empty where nothing does."""
    idle_exception: str = ""
    """The id of an exception that is for it and does not cover it: it ended, waits for an approval,
    or covers no more than its limit."""
    worded_on: date | None = None
    """The day that the message counts its days for; None where it counts none, or from a date that
    stands beside, which is done for the day of the report."""


@runtime_checkable
class Ranked(Protocol):
    """Findings whose worst are known without going through all of them."""

    def worst(self, most: int) -> tuple[int, Sequence[FindingRow]]:
        """How many findings there are, and the worst of them: by outcome (fail, unseen, unknown,
        soon, exempt), level, severity and since when, then by repository and fingerprint. These are
        in no certain order."""


@dataclass(frozen=True, slots=True)
class OrganisationReport:
    """Who complies with what on a day, since when, and whether it gets better."""

    version: str
    """Of the platguard that made it."""
    as_of: date
    since: date | None
    """The day that changes are counted from; None where nobody looked before the day."""
    scope: Mapping[str, str]
    """What it is limited to, by key; empty for the whole organisation."""
    label: str
    """Such as `confidential`; empty without."""
    inputs: Inputs | None
    """None where no scan was made by that day."""
    coverage: OrganisationCoverage
    headlines: Sequence[Headline]
    matrix: Matrix
    drift: Drift | None
    adoption: Adoption
    sprawl: Sprawl
    usage: Sequence[Burndown]
    exceptions: RegisterReport
    calendar: Sequence[CalendarDay]
    scorecard: Sequence[ScoreRow]
    roadmap: Sequence[RoadmapQuarter]
    controls: Sequence[Framework]
    practices: Sequence[Practice] = field(default_factory=tuple)
    programme: Programme | None = None
    """None where no start of the programme is configured."""
    unused: Sequence[UnusedRule] = field(default_factory=tuple)
    """By id; empty where the history does not reach back half a year."""
    estimates: Sequence[Estimate] = field(default_factory=tuple)
    inconsistencies: Sequence[Inconsistency] = field(default_factory=tuple)
    progress: Sequence[Progress] = field(default_factory=tuple)
    """Whether it gets better: over the longer time first; empty where nobody looked before."""
    critical: Mapping[str, int] = field(default_factory=dict)
    """How many findings of each critical rule fail that are more than notes, where any do."""
    enforced: Rate | None = None
    """Repositories in which nothing fails but notes, of those with a check that passes or fails;
    None where no scan was made by that day."""
    scanned: Scanned | None = None
    """None where no scan was made by that day."""
    since_asked: date | None = None
    """The day that changes were asked for since, where nobody looked by then, so that they begin on
    the first day on which somebody did; else None."""
    compared: Sequence[ComparedDay] = field(default_factory=tuple)
    """The days that changes of the first screen are against, a month before first."""
    other_rules: Sequence[OtherRules] = field(default_factory=tuple)
    """The months of the trend that were judged by other rules than the one before."""
    paces: Sequence[Pace] = field(default_factory=tuple)
    """When the organisation, each team, segment and wave will be done: all rules first, then by
    standard, then what ends."""
    findings: Iterable[FindingRow] = field(default_factory=tuple)
    """By repository, path, line, column, rule and fingerprint. There may be millions: they are
    asked for while one iterates, as often as one does, and JSON leaves them out."""
    evidence: Iterable[ControlEvidence] = field(default_factory=tuple)
    """By framework, control and repository; made while one iterates as well, and not in JSON."""
