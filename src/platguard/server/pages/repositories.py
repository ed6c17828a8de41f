"""All repositories, and one of them with its findings and its past."""

from __future__ import annotations

from datetime import date, timedelta

from platguard.audit.findings import dated
from platguard.audit.matrix import EXEMPT
from platguard.audit.recounting import recounted
from platguard.history import questions, words
from platguard.model.audit import MatrixRow
from platguard.model.open_finding import OpenFinding
from platguard.server.pages.sight import Sight
from platguard.server.values import Cell, Page, Table

COLUMNS = ("repository", "team", "segment", "tier", "wave", "status", "files read",
           "rules that pass", "exempt", "unknown", "failing findings")  # fmt: skip
_LATELY = timedelta(days=90)


def repositories(sight: Sight) -> Page:
    """Every repository that is in the organisation on the day."""
    rows = [row_of(sight, one) for one in sight.report.matrix.rows]
    note = "Rules that pass, of those that pass or fail; exempt and unknown are rules as well."
    return Page("Repositories", main=Table("Repositories", COLUMNS, rows, note))


def row_of(sight: Sight, one: MatrixRow) -> tuple[Cell, ...]:
    """A repository as a row of COLUMNS."""
    return (
        sight.to("repositories", one.repository),
        sight.team(one.team),
        *(one.segment, one.tier, one.wave, one.status, one.files, one.rules),
        *(one.exempt, one.unknown, one.findings),
    )


def repository(sight: Sight) -> Page | None:
    """One repository: what fails in it, by which rules, and what became of the rest."""
    found = next((row for row in sight.report.matrix.rows if row.repository == sight.name), None)
    if found is None:
        return None
    reasons = {one.repository: one.reason for one in sight.report.coverage.not_judged}
    return Page(
        title=found.repository,
        facts=[
            ("Team", sight.team(found.team)),
            ("Segment", found.segment or None),
            ("Tier", found.tier or None),
            ("Wave", found.wave or None),
            ("Status", found.status),
            ("Reason", reasons.get(found.repository)),
            ("Commit", found.commit or None),
            ("Committed on", found.committed_on),
            ("Files read", found.files),
            ("Rules that pass", found.rules),
        ],
        main=_findings(sight),
        tables=[_standards(sight, found), _rules(sight, found), _gone(sight), _looks(sight)],
    )


def _findings(sight: Sight) -> Table:
    columns = ("rule", "outcome", "level", "severity", "what", "where", "first seen", "since",
               "came back", "exception", "exception without effect")  # fmt: skip
    found = questions.findings(sight.database, sight.day, repositories=[sight.name])
    rows = [
        (
            sight.to("rules", one.rule),
            *(one.outcome, one.level, one.severity),
            *(_told(one, sight.day), _place(one)),
            *(one.first_seen, one.since, one.regressions),
            *(
                sight.to("exceptions", one.exception) if one.exception and is_covered else None
                for is_covered in (one.outcome == EXEMPT, one.outcome != EXEMPT)
            ),
        )
        for one in sorted(found, key=_urgency)
    ]
    return Table("Findings", columns, rows)


def _told(one: OpenFinding, day: date) -> str:
    return dated(*recounted(one.message, one.worded_on, day), day)


def _place(one: OpenFinding) -> str:
    return f"{one.path}:{one.line}" if one.line > 0 else one.path


def _urgency(one: OpenFinding) -> tuple[int, int]:
    """What fails comes first, and of that the errors."""
    return words.OUTCOMES.index(one.outcome), words.LEVELS.index(one.level)


def _standards(sight: Sight, found: MatrixRow) -> Table:
    rows = [
        (sight.to("standards", name), state, found.since.get(name))
        for name, state in found.standards.items()
    ]
    note = "Since when nothing of a standard failed, was unknown or was exempt, as scans saw it."
    return Table("Standards", ("standard", "result", "complies since"), rows, note)


def _rules(sight: Sight, found: MatrixRow) -> Table:
    rows = [(sight.to("rules", rule), state) for rule, state in sorted(found.cells.items())]
    return Table("Rules", ("rule", "result"), rows, "The worst of what came.")


def _gone(sight: Sight) -> Table:
    first = sight.day - _LATELY
    rows = [
        (past.closed, sight.to("rules", past.rule), past.ended, past.message, past.path, past.since)
        for past in questions.of_repository(sight.database, sight.name)
        if past.closed and first < past.closed <= sight.day and past.ended != "changed"
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    columns = ("day", "rule", "why", "what", "path", "had failed since")
    return Table("Gone in the last 90 days", columns, rows)


def _looks(sight: Sight) -> Table:
    observed = [
        (opened, closed, state.status, state.commit[:12], state.reason)
        for opened, closed, state in questions.observed(sight.database, sight.name)
        if opened <= sight.day
    ]
    columns = ("from", "until", "status", "commit", "reason")
    return Table("What was judged", columns, observed[::-1][:50], "The latest first, 50 at most.")
