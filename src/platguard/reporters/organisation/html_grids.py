"""The tables of the report that are too long for plain HTML: the matrix, and the worst findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from datetime import date
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from platguard.audit.findings import dated
from platguard.counting import counted
from platguard.model.audit import Ranked
from platguard.records import dataclass
from platguard.reporters.organisation.tables import Cell, Table
from platguard.reporters.organisation.tables.movement import OF_PACES
from platguard.reporters.pages.grids import PAPER, STANDING, STATE, Grid, Heading, heading

if TYPE_CHECKING:
    from platguard.model.audit import (
        AdoptionRow,
        FindingRow,
        MatrixRow,
        OrganisationReport,
        StandardAdoption,
    )

WORST = 2000
"""Findings that the page has."""
_FEW = 30
"""Rows on paper of tables that begin with the whole and then tell its parts."""
_DETAILED = frozenset({"adoption"})
_LETTERS: dict[str | None, str] = {
    **dict.fromkeys((None, "not-applicable", "not-evaluated"), "-"),
    "fail": "f",
    "unknown": "u",
    "exempt": "e",
    "pass": "p",
}
"""What a cell is in the script; None for the cell of a rule that came to nothing."""
_OUTCOMES = ("fail", "unseen", "unknown", "soon", "exempt")
_LEVELS = ("error", "warning", "note")
_SEVERITIES = ("critical", "high", "medium", "low", "info")


def matrix(report: OrganisationReport) -> Grid:
    """Repositories, or services, by standards; a row opens its rules. Most failing rules first."""
    found = report.matrix
    by_standard: dict[str, list[int]] = defaultdict(list)
    for place, rule in enumerate(found.rules):
        by_standard[rule.standard].append(place)
    standards = sorted(by_standard)
    is_by_service = found.by == "service"
    headings = [
        heading("service" if is_by_service else "repository", "text"),
        *([heading("repository", "text")] if is_by_service else []),
        heading("team", "text", narrows=True),
        heading("rules that pass", "share"),
        heading("failing findings", "whole"),
        *(Heading(name, STANDING, things=by_standard[name]) for name in standards),
        *(heading(name, "whole") for name in ("exempt", "unknown")),
        *(
            heading(name, "text", narrows=True, printed=False)
            for name in ("segment", "tier", "wave")
        ),
        Heading("status", STATE, narrows=True),
        heading("files read", "share", printed=False),
        heading("commit", "text"),
        heading("committed", "day", printed=False),
    ]
    rules = [row.rule for row in found.rules]
    rows = [_matrix_row(row, rules, standards, is_by_service=is_by_service) for row in found.rows]
    rows.sort(key=lambda row: -str(row[-1]).count("f"))
    return Grid(
        "matrix",
        f"{'Services' if is_by_service else 'Repositories'} by standard",
        headings,
        rows,
        "✓ and a month: no rule of the standard fails, since then. ✗ and a number: so many of its "
        "rules fail; ? cannot be decided, ◇ are exempt, – none applies. A name opens all rules and "
        "the days. Filter by words of a row, or by the id of a rule that fails.",
        "services" if is_by_service else "repositories",
        opens=True,
        things=[{"id": row.rule, "title": row.title, "of": row.standard} for row in found.rules],
    )


def _matrix_row(
    row: MatrixRow, rules: Sequence[str], standards: Sequence[str], *, is_by_service: bool
) -> list[Cell]:
    letters = "".join(map(_LETTERS.__getitem__, map(row.cells.get, rules)))
    days = "".join(f",{row.since.get(name, '')}" for name in standards)
    cells: list[Cell] = [row.service] if is_by_service else []
    cells += [row.repository, row.team, row.rules, row.findings, row.exempt, row.unknown]
    cells += [row.segment, row.tier, row.wave, row.status]
    cells += [row.files, row.commit[:12], row.committed_on, letters + days]
    return cells


def by_standard(report: OrganisationReport) -> Iterator[Grid]:
    """How far each team, segment and wave has adopted each standard: a row for each of them."""
    standards = report.adoption.standards
    for of, held in _GROUPS.items():
        members = {one.name for standard in standards for one in held(standard) if one.name}
        if not members:
            continue
        shares = [{one.name: one for one in held(standard)} for standard in standards]
        names = [one.standard or "all of them" for one in standards]
        yield Grid(
            f"adoption-by-{of}",
            f"Repositories that comply, by {of} and standard",
            [heading(of, "text"), *(heading(name, "share") for name in names)],
            [
                (name, *(found[name].rate if name in found else None for found in shares))
                for name in sorted(members)
            ],
            _OF_SHARES if of == next(iter(_GROUPS)) else "",
            f"{of}s",
        )


_OF_SHARES = (
    "Shares are of the repositories in which the rules of a standard pass or fail. How many are "
    "exempt or unknown beside, the table of all adoption tells."
)
_GROUPS: Mapping[str, Callable[[StandardAdoption], Iterable[AdoptionRow]]] = {
    "segment": lambda standard: standard.by_segment,
    "wave": lambda standard: standard.by_wave,
    "team": lambda standard: standard.by_team,
}


def paces(report: OrganisationReport) -> Grid:
    """When each part will be done: all rules first, and there the organisation."""
    return Grid(
        "pace-table",
        "When each part will be done",
        [
            heading("who", "text"),
            heading("part", "text", narrows=True),
            heading("what", "text", narrows=True),
            heading("state", "text", narrows=True),
            *(heading("left", "whole"), heading("of these exempt", "whole")),
            *(heading("left then", "whole"), heading("trend since", "day")),
            *(heading("fewer a month", "number"), heading("zero on", "day")),
            *(heading("in repositories", "whole"), heading("unknown", "whole", printed=False)),
            heading("outlook", "text"),
        ],
        [
            (
                *(one.name or "the organisation", one.part, one.what or one.subject, one.state),
                *(one.left, one.exempt, one.first, one.first_on, one.per_month, one.zero_on),
                *(one.repositories, one.unknown, one.told),
            )
            for one in report.paces
        ],
        f"{OF_PACES} A name opens the whole outlook.",
        "rows",
        opens=True,
        paper=_FEW,
    )


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Findings whose worst are looked for already."""

    findings: Iterable[FindingRow]
    found: Future[tuple[int, Sequence[FindingRow]]]

    def __iter__(self) -> Iterator[FindingRow]:
        return iter(self.findings)

    def worst(self, most: int) -> tuple[int, Sequence[FindingRow]]:
        """As `Ranked.worst`."""
        assert most == WORST
        return self.found.result()


def ahead(findings: Iterable[FindingRow], pool: Executor) -> Iterable[FindingRow]:
    """The same findings, of which the worst, where that is a question to a history, are looked for
    from now on."""
    if not isinstance(findings, Ranked):
        return findings
    return _Ahead(findings, pool.submit(findings.worst, WORST))


def findings(report: OrganisationReport) -> Grid:
    """The worst open findings: what fails first, then by level, severity and age."""
    seen, worst = _worst(report)
    note = "Open findings, the worst first: by outcome, level, severity, and for how long."
    if seen > WORST:
        note += f" These are {WORST:,} of {counted(seen, 'open finding')}; all of them are in"
        note += " `platguard org report ... --table findings --format csv`."
    return Grid(
        "findings-table",
        "Open findings",
        [
            *(heading("finding", "text"), heading("repository", "text")),
            heading("team", "text", narrows=True, printed=False),
            heading("rule", "text", narrows=True),
            *(Heading(name, STATE, narrows=True) for name in ("outcome", "level", "severity")),
            *(heading("path", "text"), heading("line", "whole"), heading("first seen", "day")),
            heading("since", "day", printed=False),
            heading("came back", "whole", printed=False),
            *(
                heading(name, "text", printed=False)
                for name in ("cause", "exception", "exception without effect", "address")
            ),
        ],
        [
            (
                dated(one.message, one.worded_on, report.as_of),
                *(one.repository, one.team, one.rule, one.outcome, one.level),
                *(one.severity, one.path, one.line if one.line > 0 else None, one.first_seen),
                *(one.since, one.regressions, one.cause, one.exception, one.idle_exception),
                one.address,
            )
            for one in worst
        ],
        note,
        "findings",
        opens=True,
    )


def _worst(report: OrganisationReport) -> tuple[int, list[FindingRow]]:
    """How many findings there are, and the worst of them."""
    if isinstance(report.findings, Ranked):
        seen, found = report.findings.worst(WORST)
        return seen, sorted(found, key=badness)
    held = list(report.findings)
    return len(held), nsmallest(WORST, held, key=badness)


def badness(one: FindingRow) -> tuple[int, int, int, date, str, str]:
    """What findings are ordered by, see `Ranked`; no two of a history have the same."""
    return (
        _place(_OUTCOMES, one.outcome),
        _place(_LEVELS, one.level),
        _place(_SEVERITIES, one.severity),
        *(one.since, one.repository, one.fingerprint),
    )


def of(table: Table) -> Grid:
    """A table of the report as a grid."""
    headings = [heading(one.name, one.kind) for one in table.columns]
    rows: Any = [*table.rows]
    paper = _FEW if table.id in _DETAILED else PAPER
    return Grid(f"{table.id}-table", table.title, headings, rows, table.note, paper=paper)


def _place(known: Sequence[str], word: str) -> int:
    return known.index(word) if word in known else len(known)
