"""Puts the report about an organisation together: asks the history, and hands on to the parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from platguard import __version__, dates
from platguard.audit.adopting import adopted, percents
from platguard.audit.calendar import calendar
from platguard.audit.claims import inconsistencies
from platguard.audit.comparing import of_teams
from platguard.audit.controls import Evidence, controls
from platguard.audit.drift import Standing
from platguard.audit.drifting import days_of, drift
from platguard.audit.ending import burndowns
from platguard.audit.findings import Findings
from platguard.audit.headlines import enforced, headlines
from platguard.audit.matrix import RepositoryState, matrix, with_findings
from platguard.audit.months import MONTH, QUARTER, YEAR, by_month
from platguard.audit.numbers import rate
from platguard.audit.orphans import orphaned
from platguard.audit.practices import practices
from platguard.audit.programme import programme
from platguard.audit.progress import progress
from platguard.audit.questions import Questions
from platguard.audit.register import register
from platguard.audit.roadmap import roadmap
from platguard.audit.scanned import scanned
from platguard.audit.scorecard import scorecard
from platguard.audit.services import by_service
from platguard.audit.since import with_since, with_since_of_parts
from platguard.audit.sprawl import ToolUse, sprawl
from platguard.audit.unused import unused
from platguard.audit.wanted import SERVICE, Wanted
from platguard.model.audit import (
    AdoptionRow,
    ComparedDay,
    Inputs,
    Matrix,
    NotJudged,
    OrganisationCoverage,
    OrganisationReport,
    Programme,
    RegisterReport,
)
from platguard.model.organisation import JUDGED, WITH_FINDINGS, Terms

__all__ = ["Wanted", "assemble"]

_MONTHS = 3
"""Before the day of a report, unless somebody says since when changes are told."""
_AT_ONCE = 3
"""Places for what is asked while other things are worked out: a database answers on its own, and
adding up the numbers of drift takes longest."""


def assemble(questions: Questions, wanted: Wanted) -> OrganisationReport:
    """The finished report; where nobody looked by that day, one without numbers."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return _assembled(questions, wanted, pool)


def _assembled(questions: Questions, wanted: Wanted, pool: Executor) -> OrganisationReport:
    day = wanted.as_of
    terms = questions.terms(day)
    notes = list(terms.rules) if terms else []
    everywhere = list(questions.states(day))
    states = [one for one in everywhere if _is_in(one, wanted.scope)]
    teams = {one.placement.name: one.placement.team for one in states}
    since = _since(questions, wanted)
    wanted_days = days_of(since, day) if since else [day]
    moving = pool.submit(questions.moved, wanted_days, since, day, teams)
    created = {one.placement.name: one.placement.created for one in states}
    months = pool.submit(by_month, questions, wanted, since, teams, created)
    failing = pool.submit(lambda: dict(questions.failing_in(day)))
    cells = dict(questions.cells(day))
    tallies = None if wanted.scope else questions.tallies(day)
    bare = matrix(states, notes, cells, failing.result(), {}, tallies)
    dated = with_since(bare, questions.beginnings(day))
    moved = moving.result()
    table = with_findings(dated, _by_rule(moved.failing[day]))
    shown = _services(questions, day, table) if wanted.by == SERVICE else table
    exceptions = _register(questions, wanted, everywhere, since)
    uses = list(_tools(questions, day, teams))
    shares = months.result()
    team_share = of_teams(shares.now, teams)
    frameworks = controls(notes, table.rules, table.rows, exceptions.rows, wanted.framework)
    by_name = {one.placement.name: one for one in states}
    first = headlines(wanted, table, shown, team_share, shares.now, shares.compared)
    over = shares.judged_since
    drifted = drift(questions, moved, since, day, teams, over) if since else None
    return OrganisationReport(
        version=__version__,
        as_of=day,
        since=since,
        scope={key: " or ".join(globs) for key, globs in sorted(wanted.scope.items())},
        label=wanted.label,
        inputs=_inputs(terms),
        coverage=_coverage(states),
        enforced=enforced(shares.now, questions.above_notes(day)) if terms else None,
        scanned=scanned(states, day),
        since_asked=wanted.since if since != wanted.since else None,
        headlines=first,
        matrix=shown,
        drift=drifted,
        adoption=adopted(wanted, table, states, uses, shares),
        sprawl=sprawl(uses, wanted.capabilities, include_referenced=wanted.include_referenced),
        usage=burndowns(questions, notes, day, teams, exceptions.rows),
        exceptions=exceptions,
        calendar=calendar(day, notes, exceptions.rows),
        scorecard=scorecard(wanted.given, day, percents(shares.points)),
        roadmap=roadmap(notes, day),
        controls=frameworks,
        practices=practices(questions.rotations(day), questions.segmentations(day), teams, day),
        programme=_programme(wanted, teams, team_share),
        unused=unused(
            [note for note in notes if note.id not in wanted.about_register],
            questions.spoken(day),
            questions.days(date.min, day),
            day,
        ),
        estimates=wanted.given.estimates,
        inconsistencies=inconsistencies(wanted.given.claims),
        progress=progress(day, shares.compared.get(QUARTER), shares.compared.get(YEAR), drifted),
        compared=[
            ComparedDay(months, one.since, one.repositories)
            for months, one in sorted(shares.compared.items())
            if months in (MONTH, QUARTER)
        ],
        findings=Findings(questions, day, by_name, {note.id: note.standard for note in notes}),
        evidence=Evidence(frameworks, table.rows),
    )


def _by_rule(failing: Iterable[Standing]) -> Mapping[str, int]:
    """How many findings fail of each rule."""
    found: Counter[str] = Counter()
    for one in failing:
        found[one.rule] += one.number
    return found


def _services(questions: Questions, day: date, table: Matrix) -> Matrix:
    """The matrix by services, with since when each complies."""
    found = list(questions.services(day))
    parts = {(one.repository, one.name) for one in found if not one.is_whole}
    beginnings = questions.beginnings_of_services(day)
    return with_since_of_parts(by_service(table, found), parts, beginnings)


def _since(questions: Questions, wanted: Wanted) -> date | None:
    """The day that changes are counted from: the one that is asked for, else the last on which
    anybody looked by three months before; the first of all where that is later."""
    days = questions.days(date.min, wanted.as_of)
    if wanted.since:
        return max(wanted.since, days[0]) if days else wanted.since
    if len(days) < 2:
        return None
    by = dates.add_months(wanted.as_of, -_MONTHS)
    return max((day for day in days if day <= by), default=days[0])


def _register(
    questions: Questions,
    wanted: Wanted,
    states: Sequence[RepositoryState],
    since: date | None,
) -> RegisterReport:
    """The register, with what its entries are about and is not there any more, and what is wrong
    with it."""
    entries = list(questions.exceptions(wanted.as_of))
    found = register(entries, wanted.as_of)
    present = {one.placement.name for one in states}
    left = dict(questions.left(wanted.as_of)) if any(one.repositories for one in entries) else {}
    told = {one.id: orphaned(one.repositories, present, wanted.archived, left) for one in entries}
    rows = [replace(row, orphaned=told[row.id]) for row in found.rows]
    now = questions.about_register(wanted.as_of)
    before = questions.about_register(since) if since else None
    return replace(
        found,
        rows=rows,
        told_on=now.as_of if now else None,
        wrong=now.lines if now else (),
        wrong_before=len(before.lines) if before else None,
    )


def _programme(wanted: Wanted, teams: Mapping[str, str], of_teams: AdoptionRow) -> Programme | None:
    if wanted.programme is None:
        return None
    number = len({*teams.values(), *wanted.engineers} - {""})
    return programme(wanted.programme, wanted.as_of, number, of_teams.rate.part)


def _is_in(state: RepositoryState, scope: Mapping[str, Sequence[str]]) -> bool:
    return all(
        any(fnmatchcase(getattr(state.placement, key), pattern) for pattern in patterns)
        for key, patterns in scope.items()
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
