"""Teams, and what each of them has to do."""

from __future__ import annotations

from collections import defaultdict

from platguard.model.audit import MatrixRow
from platguard.model.audit.pace import RULES, TEAM
from platguard.reporters.organisation import html_charts as charts
from platguard.server.pages.exceptions import COLUMNS as EXCEPTION
from platguard.server.pages.exceptions import row_of as exception_row
from platguard.server.pages.paces import paces
from platguard.server.pages.repositories import COLUMNS, row_of
from platguard.server.pages.sight import NO_TEAM, Sight
from platguard.server.values import Page, Table


def teams(sight: Sight) -> Page:
    """Every team with a repository on the day."""
    whole = sight.report.adoption.standards[0] if sight.report.adoption.standards else None
    shares = {row.name: row for row in whole.by_team} if whole else {}
    rows = []
    for name, held in sorted(_by_team(sight).items()):
        share = shares.get(name)
        rows.append(
            (
                sight.team(name),
                len(held),
                share.rate if share else None,
                share.exempt if share else None,
                share.unknown if share else None,
                sum(row.findings for row in held),
            )
        )
    columns = ("team", "repositories", "that comply", "exempt", "unknown", "failing findings")
    return Page(
        "Teams",
        charts=[*charts.adoption(sight.report, ("team",)), *charts.drift(sight.report, "team")],
        main=Table("Teams", columns, rows),
        tables=[paces(sight, lambda one: one.subject == RULES)],
    )


def team(sight: Sight) -> Page | None:
    """One team: its repositories, its exceptions, and what it does."""
    name = "" if sight.name == NO_TEAM else sight.name
    held = _by_team(sight).get(name)
    if held is None:
        return None
    report = sight.report
    exceptions = [row for row in report.exceptions.rows if row.team == name]
    told = [(one.question, one.told) for one in report.practices if one.team == name]
    return Page(
        title=f"Team {name or NO_TEAM}",
        facts=[
            ("Repositories", len(held)),
            ("Failing findings", sum(row.findings for row in held)),
        ],
        main=Table("Repositories", COLUMNS, [row_of(sight, row) for row in held]),
        tables=[
            paces(sight, lambda one: (one.part, one.name) == (TEAM, name), names=False),
            Table("Exceptions", EXCEPTION, [exception_row(sight, row) for row in exceptions]),
            Table("What it does", ("question", "answer"), told),
        ],
    )


def _by_team(sight: Sight) -> dict[str, list[MatrixRow]]:
    found: dict[str, list[MatrixRow]] = defaultdict(list)
    for row in sight.report.matrix.rows:
        found[row.team].append(row)
    return found
