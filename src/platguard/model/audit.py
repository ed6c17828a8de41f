"""The finished report about an organisation: what its reporters receive.

Everything is sorted and plain, so that the same history gives the same bytes. A share always comes
with what it is a share of; what is exempt or unknown stands beside it and never inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, with its numerator and its denominator."""

    counts: str
    """What is counted: `teams`, `checks`, `new projects since 2026-01-01`."""
    part: int
    whole: int
    """The denominator; 0 where there is nothing to have a share of."""
    percent: Decimal | None
    """With one decimal, half rounded up; None without a denominator."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each outcome came."""

    passed: int = 0
    failed: int = 0
    exempt: int = 0
    unknown: int = 0
    not_applicable: int = 0
    not_evaluated: int = 0


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
    """One repository: a row of the matrix."""

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


@dataclass(frozen=True, slots=True)
class Matrix:
    """Repositories by rules."""

    rules: Sequence[RuleRow]
    """By id."""
    rows: Sequence[MatrixRow]
    """By name."""


@dataclass(frozen=True, slots=True)
class DriftRow:
    """What became of the failing findings of one rule, one team, or all."""

    name: str
    """Of the rule or the team; empty for all."""
    baseline: int
    """Failing findings on the first day."""
    states: Mapping[str, int]
    """How many are new, regressed, resolved; and apart, because no commit caused them: returned,
    aged-in, rule-change, rule-gone, unseen."""
    change: int
    """new + regressed - resolved"""
    rate: Decimal | None
    """`change` in percent of `baseline`; None without a baseline."""
    half_life: int | None
    """Days after which half of the findings are resolved; None while more than half stay."""
    median_days: Decimal | None
    """To resolve those that were resolved; None where none was."""
    resolved_known: int
    """How many resolved findings with a known first day that median is of."""


@dataclass(frozen=True, slots=True)
class Champion:
    """A team with the best improvement of a month."""

    team: str
    month: str
    """As YYYY-MM."""
    before: int
    """Failing findings at the end of the month before."""
    after: int
    fall: Decimal
    """In percent of `before`."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed since a day."""

    since: date
    total: DriftRow
    rules: Sequence[DriftRow]
    teams: Sequence[DriftRow]
    champions: Sequence[Champion]
    """More than one where they are equally good; empty where no team improved."""


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """How far a group has adopted a standard or a capability."""

    name: str
    rate: Rate
    exempt: int
    """Members that adopted it but for what is exempt; not among the denominator."""
    unknown: int
    """Members of which nothing can be said; not among the denominator."""


@dataclass(frozen=True, slots=True)
class StandardAdoption:
    """The adoption of one standard by its three denominators, and who has how much."""

    standard: str
    """Its name; empty for all of them together."""
    denominators: Sequence[AdoptionRow]
    """Teams, new projects, engineers: named, never mixed."""
    repositories: AdoptionRow
    by_team: Sequence[AdoptionRow]
    by_segment: Sequence[AdoptionRow]
    by_wave: Sequence[AdoptionRow]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Where adoption should be, and is."""

    month: Decimal
    """Months since the start."""
    target: Decimal
    actual: Decimal | None
    gap: Decimal | None
    """Points ahead of the target; negative when behind."""
    told: str
    """`0.6 points behind`"""


@dataclass(frozen=True, slots=True)
class MonthlyShare:
    """A share at the last day of a month on which anybody looked."""

    month: str
    """As YYYY-MM."""
    rate: Rate


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far the organisation has adopted its standards and capabilities."""

    standards: Sequence[StandardAdoption]
    """All together first, then by name."""
    by_capability: Sequence[AdoptionRow]
    curve: CurvePoint | None
    """None where no start of the programme is configured."""
    trend: Sequence[MonthlyShare]
    trajectory: str
    growth: Decimal | None
    """Points in the last month."""


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One product that somebody uses."""

    product: str
    is_standard: bool
    repositories: int
    excepted: int
    """Of these, repositories with an exception for it: counted, and marked."""
    referenced_only: bool
    """Whether dependencies and settings name it and nothing is known to run it."""


@dataclass(frozen=True, slots=True)
class CategorySprawl:
    """The products of one category against its standard."""

    category: str
    products: Sequence[ToolRow]
    distinct: int
    target: int | None
    """How many the standard names; None where it names none."""
    surplus: int | None
    """How many more there are than that."""


@dataclass(frozen=True, slots=True)
class Sprawl:
    """How many products the organisation uses for one purpose."""

    categories: Sequence[CategorySprawl]
    distinct: int
    target: int
    """Over the categories that have one."""
    surplus: int
    referenced: bool
    """Whether products that are only named count."""


@dataclass(frozen=True, slots=True)
class UsageDay:
    """How much of something was in use on a day."""

    day: date
    services: int
    repositories: int


@dataclass(frozen=True, slots=True)
class UsageTeam:
    """Who still uses it."""

    team: str
    services: int
    repositories: Sequence[str]


@dataclass(frozen=True, slots=True)
class Burndown:
    """The use of what is to go, and when it will be gone."""

    rule: str
    name: str
    state: str
    ends_on: date | None
    services: int
    repositories: int
    teams: Sequence[UsageTeam]
    """Most services first."""
    series: Sequence[UsageDay]
    announced: UsageDay | None
    """The first day of the series that is not before the announcement."""
    change: int | None
    """Services since then."""
    per_month: Decimal | None
    """Services that go in 30 days, by the straight line that fits best; None with one point."""
    zero_on: date | None
    """When the line reaches zero from today's number; None where it does not fall."""
    in_time: bool | None
    """Whether that is before the end; None where either is not known."""
    texts: Mapping[str, str]
    """announce, monitor, enforce, before, during, after: ready to be sent, as far as they hold."""


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


@dataclass(frozen=True, slots=True)
class RegisterTeam:
    """The exceptions of one team that are in force."""

    team: str
    ids: Sequence[str]
    ages: Mapping[str, int]
    """How many there are in each bucket of age."""


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """The register, with the age of what is in force."""

    rows: Sequence[RegisterRow]
    ages: Mapping[str, int]
    teams: Sequence[RegisterTeam]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Something that a date brings."""

    day: date
    days_left: int
    kind: str
    """exception, warns, enforced, retired"""
    subject: str
    told: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of the scorecard."""

    metric: str
    title: str
    value: Decimal | None
    unit: str
    target: str
    """As it is compared: `> 70`."""
    state: str
    """met, not met, stale, no data, no target"""
    source: str
    recorded_on: date | None
    month: Decimal | None
    """The change since the month before."""
    quarter: Decimal | None
    note: str
    """How it came about: `50 - 20 of 100 answers: good`."""


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


@dataclass(frozen=True, slots=True)
class Framework:
    """The controls of one framework that rules give evidence for."""

    name: str
    controls: Sequence[ControlRow]


@dataclass(frozen=True, slots=True)
class Practice:
    """What one team does: the sentence of a question that has no pass and no fail."""

    team: str
    question: str
    told: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that follows from inputs of people, with its formula."""

    name: str
    value: Decimal
    unit: str
    formula: str


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Numbers that were given and cannot all be true."""

    about: str
    told: str


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


@dataclass(frozen=True, slots=True)
class OrganisationReport:
    """Who complies with what on a day, since when, and whether it gets better."""

    version: str
    """Of the platguard that made it."""
    as_of: date
    since: date | None
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
    estimates: Sequence[Estimate] = field(default_factory=tuple)
    inconsistencies: Sequence[Inconsistency] = field(default_factory=tuple)
    findings: Iterable[FindingRow] = field(default_factory=tuple)
    """By repository, path, line, rule and fingerprint. There may be millions: they are asked for
    while one iterates, as often as one does, and JSON leaves them out."""
