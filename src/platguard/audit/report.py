"""Puts the report about an organisation together: asks the history, and hands on to the parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase

from platguard import __version__, dates
from platguard.audit.adoption import adoption, by_capability, team_standings
from platguard.audit.calendar import calendar
from platguard.audit.claims import inconsistencies
from platguard.audit.controls import controls
from platguard.audit.curve import Targets, standing
from platguard.audit.drifting import drift
from platguard.audit.ending import burndowns
from platguard.audit.matrix import RepositoryState, matrix, repositories_of, share
from platguard.audit.metrics import Given
from platguard.audit.numbers import checks, rate, total
from platguard.audit.questions import Questions
from platguard.audit.register import register
from platguard.audit.roadmap import roadmap
from platguard.audit.scorecard import month_of, scorecard
from platguard.audit.sprawl import ToolUse, sprawl
from platguard.audit.trajectory import growth, month_ends, running, trajectory
from platguard.model.audit import (
    Adoption,
    AdoptionRow,
    Headline,
    Inputs,
    Matrix,
    MonthlyShare,
    NotJudged,
    OrganisationCoverage,
    OrganisationReport,
    StandardAdoption,
    Tally,
)
from platguard.model.organisation import JUDGED, WITH_FINDINGS, RuleNote, Terms
from platguard.records import dataclass

_YEAR = 12
_CHECKS = "Checks that pass"
_LATE = timedelta(days=31)
"""How long before a day somebody must have looked, so that a change is against that day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be about."""

    as_of: date
    since: date | None = None
    """The day that drift is counted from; None for no drift."""
    scope: Mapping[str, str] = field(default_factory=dict)
    """Globs by attribute of a placement: name, team, segment, tier, wave."""
    label: str = ""
    framework: str = ""
    """The one framework of controls; empty for all."""
    new_since: date | None = None
    """From when on projects are new; None for the first of January of the year."""
    include_referenced: bool = False
    capabilities: Mapping[str, Sequence[str]] = field(default_factory=dict)
    targets: Targets | None = None
    engineers: Mapping[str, int] = field(default_factory=dict)
    given: Given = field(default_factory=Given)


def assemble(questions: Questions, wanted: Wanted) -> OrganisationReport:
    """The finished report; where nobody looked by that day, one without numbers."""
    day = wanted.as_of
    terms = questions.terms(day)
    notes = list(terms.rules) if terms else []
    states = [one for one in questions.states(day) if _is_in(one, wanted.scope)]
    teams = {one.placement.name: one.placement.team for one in states}
    cells = (cell for cell in questions.cells(day) if cell[0] in teams)
    failing = (one for one in questions.failing(day) if one.repository in teams)
    tallies = None if wanted.scope else questions.tallies(day)
    table = matrix(states, notes, cells, failing, tallies)
    exceptions = register(questions.exceptions(day), day)
    uses = list(_tools(questions, day, teams))
    shares = _teams_by_month(questions, day, teams)
    return OrganisationReport(
        version=__version__,
        as_of=day,
        since=wanted.since,
        scope=dict(sorted(wanted.scope.items())),
        label=wanted.label,
        inputs=_inputs(terms),
        coverage=_coverage(states),
        headlines=_headlines(questions, wanted, table, teams, shares),
        matrix=table,
        drift=drift(questions, wanted.since, day, teams) if wanted.since else None,
        adoption=_adoption(wanted, notes, table, states, uses, shares),
        sprawl=sprawl(uses, wanted.capabilities, include_referenced=wanted.include_referenced),
        usage=burndowns(questions, notes, day, teams),
        exceptions=exceptions,
        calendar=calendar(day, notes, exceptions.rows),
        scorecard=scorecard(wanted.given, day, _percents(shares)),
        roadmap=roadmap(notes, day),
        controls=controls(notes, table.rules, table.rows, exceptions.rows, wanted.framework),
        inconsistencies=inconsistencies(wanted.given.claims),
    )


def _is_in(state: RepositoryState, scope: Mapping[str, str]) -> bool:
    return all(
        fnmatchcase(getattr(state.placement, key), pattern) for key, pattern in scope.items()
    )


def _inputs(terms: Terms | None) -> Inputs | None:
    if terms is None:
        return None
    return Inputs(
        tool_version=terms.tool_version,
        timezone=terms.timezone,
        standards=terms.standards,
        configuration=terms.configuration,
        register=terms.register,
        tables=dict(sorted(terms.tables.items())),
    )


def _coverage(states: Sequence[RepositoryState]) -> OrganisationCoverage:
    looked = [one for one in states if one.status in WITH_FINDINGS]
    judged, failed = sum(one.judged for one in looked), sum(one.failed for one in looked)
    whole = sum(one.status == JUDGED for one in states)
    return OrganisationCoverage(
        repositories=rate("repositories judged in full", whole, len(states)),
        files=rate("files", judged, judged + failed),
        unrendered=sum(one.unrendered for one in looked),
        skipped=sum(one.skipped for one in looked),
        failed=failed,
        not_judged=sorted(
            (
                NotJudged(one.placement.name, one.placement.team, one.status, one.reason)
                for one in states
                if one.status != JUDGED
            ),
            key=lambda one: one.repository,
        ),
        unassigned=sorted(one.placement.name for one in states if not one.placement.segment),
    )


def _tools(questions: Questions, day: date, known: Mapping[str, str]) -> Iterable[ToolUse]:
    allowed = set(questions.excepted(day))
    for name, use in questions.usages(day):
        if name in known and use.kind == "tool":
            is_allowed = (name, use.product) in allowed
            yield ToolUse(name, use.category, use.product, use.strength, is_allowed)


def _teams_by_month(
    questions: Questions, day: date, teams: Mapping[str, str]
) -> list[tuple[date, AdoptionRow]]:
    """The share of teams that adopted everything, at the end of each month of a year."""
    ends = month_ends([*questions.days(dates.add_months(day, -_YEAR), day)])
    found = []
    for end in ends:
        worst = questions.worst(end)
        standings = team_standings((teams[name], held) for name, held in worst if name in teams)
        found.append((end, share("teams", standings.values(), "teams")))
    return found


def _percents(shares: Sequence[tuple[date, AdoptionRow]]) -> dict[str, Decimal]:
    return {month_of(day): row.rate.percent for day, row in shares if row.rate.percent is not None}


def _adoption(
    wanted: Wanted,
    notes: Sequence[RuleNote],
    table: Matrix,
    states: Sequence[RepositoryState],
    uses: Sequence[ToolUse],
    shares: Sequence[tuple[date, AdoptionRow]],
) -> Adoption:
    by_standard: dict[str, list[str]] = defaultdict(list)
    for row in table.rules:
        by_standard[row.standard].append(row.rule)
    everything = [row.rule for row in table.rules]
    created = {one.placement.name: one.placement.created for one in states}
    born = {name: day for name, day in created.items() if day}

    def of(standard: str, rules: Sequence[str]) -> StandardAdoption:
        new_since = wanted.new_since or date(wanted.as_of.year, 1, 1)
        return adoption(
            standard,
            rules,
            table.rows,
            created=born,
            new_since=new_since,
            engineers=wanted.engineers,
        )

    whole = of("", everything)
    actual = whole.denominators[0].rate.percent
    known = {day: row for day, row in shares if row.rate.percent is not None}
    points = [known[day].rate.percent or Decimal(0) for day in running(sorted(known))]
    return Adoption(
        standards=[whole, *(of(name, by_standard[name]) for name in sorted(by_standard))],
        by_capability=by_capability(uses, wanted.capabilities),
        curve=standing(wanted.targets, wanted.as_of, actual) if wanted.targets else None,
        trend=[MonthlyShare(month_of(day), row.rate) for day, row in shares],
        trajectory=trajectory(points),
        growth=growth(points),
    )


def _headlines(
    questions: Questions,
    wanted: Wanted,
    table: Matrix,
    teams: Mapping[str, str],
    shares: Sequence[tuple[date, AdoptionRow]],
) -> list[Headline]:
    """Rates and where they come from: no bare total."""
    rules = [row.rule for row in table.rules]
    own = repositories_of(table.rows, rules)
    of_teams = shares[-1][1] if shares else share("teams", ())
    earlier = [_looked(questions, dates.add_months(wanted.as_of, -months)) for months in (1, 3)]
    then = [_then(questions, day, wanted, teams) if day else {} for day in earlier]
    now = {"Repositories that comply": own, "Teams that comply": of_teams}
    if not wanted.scope:
        now[_CHECKS] = _checks(row.tally for row in table.rules if row.tally)
    return [
        Headline(
            name,
            row.rate,
            row.exempt,
            row.unknown,
            *(_gained(row, before.get(name)) for before in then),
        )
        for name, row in now.items()
    ]


def _looked(questions: Questions, day: date) -> date | None:
    """The last day by then on which anybody looked, if that is not long before."""
    found = questions.days(day - _LATE, day)
    return found[-1] if found else None


def _then(
    questions: Questions, day: date, wanted: Wanted, teams: Mapping[str, str]
) -> dict[str, AdoptionRow]:
    """The same rows on an earlier day, over the same repositories as far as they were there."""
    worst = [(name, held) for name, held in questions.worst(day) if name in teams]
    standings = team_standings((teams[name], held) for name, held in worst)
    found = {
        "Repositories that comply": share("repositories", (held for _, held in worst)),
        "Teams that comply": share("teams", standings.values()),
    }
    if not wanted.scope:
        found[_CHECKS] = _checks(questions.tallies(day).values())
    return found


def _checks(tallies: Iterable[Tally]) -> AdoptionRow:
    tally = total(tallies)
    return AdoptionRow("", checks(tally), tally.exempt, tally.unknown)


def _gained(now: AdoptionRow, before: AdoptionRow | None) -> Decimal | None:
    if before is None or before.rate.percent is None or now.rate.percent is None:
        return None
    return now.rate.percent - before.rate.percent
