"""Puts the report about an organisation together: asks the history, and hands on to the parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cached_property

from platguard import __version__
from platguard.audit.adopting import adopted, percents
from platguard.audit.calendar import calendar
from platguard.audit.claims import inconsistencies
from platguard.audit.comparing import of_teams
from platguard.audit.controls import Evidence, controls
from platguard.audit.coverage import coverage
from platguard.audit.drifting import drift
from platguard.audit.ending import burndown
from platguard.audit.findings import Findings
from platguard.audit.headlines import enforced, headlines
from platguard.audit.judgings import Judgings
from platguard.audit.known import AT_ONCE, Known
from platguard.audit.matrix import matrix, rules_told, with_findings
from platguard.audit.months import MONTH, QUARTER, YEAR
from platguard.audit.orphans import orphaned
from platguard.audit.paces import of_endings, of_rules
from platguard.audit.parts import Parts
from platguard.audit.practices import practices
from platguard.audit.programme import programme
from platguard.audit.progress import progress
from platguard.audit.questions import Questions
from platguard.audit.register import about, register, touches
from platguard.audit.roadmap import roadmap
from platguard.audit.scanned import scanned
from platguard.audit.scorecard import scorecard
from platguard.audit.services import by_service
from platguard.audit.since import with_since, with_since_of_parts
from platguard.audit.sprawl import sprawl
from platguard.audit.turns import Standings, Turns
from platguard.audit.unused import unused
from platguard.audit.wanted import SERVICE, Wanted
from platguard.model.audit import (
    AdoptionRow,
    ComparedDay,
    Drift,
    Framework,
    Inputs,
    Matrix,
    OrganisationReport,
    OtherRules,
    Pace,
    Programme,
    RegisterReport,
)
from platguard.model.movement import Standing
from platguard.model.organisation import Terms

__all__ = ["Wanted", "assemble"]


def assemble(questions: Questions, wanted: Wanted) -> OrganisationReport:
    """The finished report; where nobody looked by that day, one without numbers."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        known = Known(questions, wanted, pool)
        return _report(known, _Shared(known, wanted), wanted)


class _Shared:
    """What several parts of a report are made of."""

    def __init__(self, known: Known, wanted: Wanted) -> None:
        self._known = known
        self._wanted = wanted
        bare = _matrix(known)
        self.exceptions = _register(known, wanted)
        judgings = Judgings(known.questions.judgings(known.day))
        self.turns = Turns(bare.rows, known.questions.turns(known.day), judgings)
        # How findings moved takes longest, and is waited for when all else is done.
        self.adoption = adopted(wanted, bare, known.states, known.tools, known.months)
        self.paces = _paces(known, self, bare, wanted) if known.terms else []
        self.matrix = with_findings(bare, _by_rule(known.moved.failing[known.day]))
        """The matrix of repositories."""
        self.shown = self.matrix
        """The one that is asked for."""
        if wanted.by == SERVICE:
            self.shown = _by_service(known.questions, known.day, self.matrix)

    @cached_property
    def teams(self) -> AdoptionRow:
        """The share of teams that comply."""
        return of_teams(self._known.months.now, self._known.teams)

    @cached_property
    def controls(self) -> Sequence[Framework]:
        """The controls of frameworks, with since when each is met."""
        known, table = self._known, self.matrix
        known_since = dict(known.beginnings.known_since)
        return controls(
            known.notes,
            table.rules,
            table.rows,
            self.exceptions.rows,
            self._wanted.framework,
            Standings(self.turns, known.first_passes, known_since),
        )

    @cached_property
    def drift(self) -> Drift | None:
        """What changed since the day that changes are counted from."""
        known = self._known
        if known.since is None:
            return None
        over = known.months.judged_since
        return drift(known.questions, known.moved, known.since, known.day, over)


def _report(known: Known, shared: _Shared, wanted: Wanted) -> OrganisationReport:
    questions, day, notes, states = known.questions, known.day, known.notes, known.states
    months, exceptions = known.months, shared.exceptions.rows
    return OrganisationReport(
        version=__version__,
        as_of=day,
        since=known.since,
        scope={
            key: " or ".join(glob or "(none)" for glob in globs)
            for key, globs in sorted(wanted.scope.items())
        },
        label=wanted.label,
        inputs=_inputs(known.terms),
        coverage=coverage(states, known.archived),
        critical=known.critical,
        enforced=enforced(months.now, questions.above_notes(day)) if known.terms else None,
        scanned=scanned(states, day),
        since_asked=wanted.since if known.since != wanted.since else None,
        headlines=headlines(
            wanted, shared.matrix, shared.shown, shared.teams, months.now, months.compared
        ),
        matrix=shared.shown,
        drift=shared.drift,
        adoption=shared.adoption,
        sprawl=sprawl(
            known.tools, wanted.capabilities, include_referenced=wanted.include_referenced
        ),
        usage=[burndown(one, exceptions) for one in known.ending],
        exceptions=shared.exceptions,
        calendar=calendar(
            day,
            notes,
            exceptions,
            (one for one in questions.endings(day) if one.repository in known.teams),
        ),
        scorecard=scorecard(wanted.given, day, percents(months.points)),
        roadmap=roadmap(notes, day),
        controls=shared.controls,
        practices=practices(
            questions.rotations(day), questions.segmentations(day), known.teams, day
        ),
        programme=_programme(wanted, known.teams, shared.teams),
        unused=unused(
            [note for note in notes if note.id not in wanted.about_register],
            questions.spoken(day),
            questions.days(date.min, day),
            day,
        ),
        estimates=wanted.given.estimates,
        inconsistencies=inconsistencies(wanted.given.claims),
        progress=progress(
            day, months.compared.get(QUARTER), months.compared.get(YEAR), shared.drift
        ),
        compared=[
            ComparedDay(
                number,
                one.since,
                one.repositories,
                sorted(one.rules.more),
                sorted(one.rules.fewer),
                one.teams,
            )
            for number, one in sorted(months.compared.items())
            if number in (MONTH, QUARTER)
        ],
        other_rules=[
            OtherRules(day, sorted(one.more), sorted(one.fewer)) for day, one in months.other_rules
        ],
        paces=shared.paces,
        findings=Findings(
            questions,
            day,
            {one.placement.name: one for one in states},
            {note.id: note.standard for note in notes},
        ),
        evidence=Evidence(shared.controls, shared.matrix.rows),
    )


def _matrix(known: Known) -> Matrix:
    """The matrix of repositories with since when each complies, but for what fails by rule."""
    cells = dict(known.questions.cells(known.day))
    bare = matrix(
        known.states,
        known.notes,
        cells,
        known.failing,
        {},
        known.tallies,
        told=rules_told(known.everywhere, cells),
    )
    return with_since(bare, known.beginnings)


def _paces(known: Known, shared: _Shared, table: Matrix, wanted: Wanted) -> list[Pace]:
    """When each part of the organisation will be done, by the ends of months of which all is
    known."""
    parts = Parts(known.states)
    days = sorted({*(end for end, _ in known.months.repositories), known.day})
    finish_by = wanted.programme.finish_by if wanted.programme else None
    exceptions = shared.exceptions.rows
    return [
        *of_rules(table, shared.turns, parts, days, exceptions, finish_by),
        *of_endings(known.ending, parts, exceptions),
    ]


def _by_rule(failing: Iterable[Standing]) -> Mapping[str, int]:
    """How many findings fail of each rule."""
    found: Counter[str] = Counter()
    for one in failing:
        found[one.rule] += one.number
    return found


def _by_service(questions: Questions, day: date, table: Matrix) -> Matrix:
    """The matrix by services, with since when each complies."""
    found = list(questions.services(day))
    parts = {(one.repository, one.name) for one in found if not one.is_whole}
    beginnings = questions.beginnings_of_services(day)
    return with_since_of_parts(by_service(table, found), parts, beginnings)


def _register(known: Known, wanted: Wanted) -> RegisterReport:
    """The register, with what its entries are about and is not there any more, and what is wrong
    with it; of a part of the organisation, what is about repositories in it."""
    questions, within = known.questions, known.within
    entries, kept_on, lost = questions.exceptions(wanted.as_of, within)
    touching = None if within is None else {one.id for one in entries if touches(one, within)}
    found = register(entries, wanted.as_of, touching)
    present = {one.placement.name for one in known.everywhere}
    left = dict(questions.left(wanted.as_of)) if any(one.repositories for one in entries) else {}
    told = {one.id: orphaned(one.repositories, present, wanted.archived, left) for one in entries}
    rows = [replace(row, orphaned=told[row.id]) for row in found.rows]
    now = questions.about_register(wanted.as_of)
    before = questions.about_register(known.since) if known.since else None
    return replace(
        found,
        rows=rows,
        kept_on=kept_on,
        lost=lost,
        told_on=now.as_of if now else None,
        wrong=about(now.lines, touching) if now else (),
        wrong_before=len(about(before.lines, touching)) if before else None,
    )


def _programme(wanted: Wanted, teams: Mapping[str, str], of_teams: AdoptionRow) -> Programme | None:
    if wanted.programme is None:
        return None
    number = len({*teams.values(), *wanted.engineers} - {""})
    return programme(wanted.programme, wanted.as_of, number, of_teams.rate.part)


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
