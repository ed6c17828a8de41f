"""Standards and their rules: who complies with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from platguard.audit.matrix import NOT_APPLICABLE
from platguard.model.audit import AdoptionRow, RuleRow
from platguard.model.audit.pace import STANDARD
from platguard.reporters.organisation import html_charts as charts
from platguard.server.pages.paces import paces
from platguard.server.pages.sight import NO_TEAM, Sight
from platguard.server.values import Cell, Page, Table

_RULES = ("rule", "standard", "title", "severity", "state", "repositories", "exempt", "unknown",
          "failing findings")  # fmt: skip


def standards(sight: Sight) -> Page:
    """Every standard, then every rule."""
    rows = [
        (
            sight.to("standards", one.standard) if one.standard else "all of them",
            *_shared(one.repositories),
        )
        for one in sight.report.adoption.standards
    ]
    columns = ("standard", "repositories that comply", "exempt", "unknown")
    table = Table("Standards", columns, rows)
    return Page(
        "Standards",
        charts=[*charts.standards(sight.report), *charts.drift(sight.report, "rule")],
        main=_rules(sight, sight.report.matrix.rules),
        tables=[table],
    )


def standard(sight: Sight) -> Page | None:
    """One standard: its rules, and how far each group of repositories is."""
    found = next((a for a in sight.report.adoption.standards if a.standard == sight.name), None)
    if found is None or not sight.name:
        return None
    rules = [row for row in sight.report.matrix.rules if row.standard == sight.name]
    return Page(
        title=sight.name,
        facts=[(row.rate.counts, row.rate) for row in (found.repositories, *found.denominators)],
        main=_rules(sight, rules),
        tables=[
            paces(sight, lambda one: one.subject == STANDARD and one.what == sight.name),
            _repositories(sight),
            Table(
                "Teams", _GROUP, [(sight.team(row.name), *_shared(row)) for row in found.by_team]
            ),
            _groups("Segments", found.by_segment),
            _groups("Waves", found.by_wave),
        ],
    )


def _repositories(sight: Sight) -> Table:
    rows = [
        (
            sight.to("repositories", row.repository),
            sight.team(row.team),
            *(row.standards[sight.name], row.since.get(sight.name), row.commit[:12] or None),
        )
        for row in sight.report.matrix.rows
        if row.standards.get(sight.name, NOT_APPLICABLE) != NOT_APPLICABLE
    ]
    note = "Those that its rules are about, with the day since which they comply and the commit."
    columns = ("repository", "team", "result", "complies since", "commit")
    return Table("Repositories", columns, rows, note)


_GROUP = ("", "repositories that comply", "exempt", "unknown")


def _groups(title: str, rows: Iterable[AdoptionRow]) -> Table:
    return Table(title, _GROUP, [(row.name or NO_TEAM, *_shared(row)) for row in rows])


def _shared(row: AdoptionRow) -> tuple[Cell, ...]:
    return row.rate, row.exempt, row.unknown


def rule(sight: Sight) -> Page | None:
    """One rule, and what it comes to in each repository."""
    found = next((row for row in sight.report.matrix.rules if row.rule == sight.name), None)
    if found is None:
        return None
    rows = [
        (sight.to("repositories", row.repository), sight.team(row.team), row.segment, state)
        for row in sight.report.matrix.rows
        if (state := row.cells.get(sight.name))
    ]
    ends = any(one.rule == found.rule for one in sight.report.paces)
    return Page(
        title=f"{found.rule}: {found.title}",
        facts=[
            ("Standard", sight.to("standards", found.standard)),
            ("Severity", found.severity),
            ("State", found.state),
            ("Repositories that comply", found.repositories),
            ("Exempt", found.exempt),
            ("Unknown", found.unknown),
            ("Failing findings", found.findings),
        ],
        charts=[*charts.burndowns(sight.report, found.rule)],
        main=Table("Repositories", ("repository", "team", "segment", "result"), rows),
        tables=[paces(sight, lambda one: one.rule == found.rule)] if ends else (),
    )


def _rules(sight: Sight, rules: Sequence[RuleRow]) -> Table:
    rows = [
        (
            sight.to("rules", row.rule),
            sight.to("standards", row.standard),
            *(row.title, row.severity, row.state, row.repositories),
            *(row.exempt, row.unknown, row.findings),
        )
        for row in rules
    ]
    return Table("Rules", _RULES, rows)
