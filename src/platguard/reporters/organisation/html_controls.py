"""The controls of frameworks as a table of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from platguard.reporters.organisation.tables import Cell
from platguard.reporters.organisation.tables.compliance import OF_CONTROLS, SINCE
from platguard.reporters.pages.grids import STATE, Grid, Heading, heading

if TYPE_CHECKING:
    from platguard.model.audit import ControlRow, OrganisationReport, RuleRow


def controls(report: OrganisationReport) -> Grid:
    """The controls of all frameworks; a row opens what its rules come to."""
    rules = {row.rule: row for row in report.matrix.rules}
    places = {rule: place for place, rule in enumerate(rules)}
    held = {rule: _letter(row) for rule, row in rules.items()}
    rows: list[Sequence[Cell]] = []
    for framework in report.controls:
        for one in framework.controls:
            letters = ["-"] * len(rules)
            for rule in one.rules:
                letters[places[rule]] = held[rule]
            rows.append((
                one.control, one.title, framework.title, one.state, since(one), one.repositories,
                one.exempt, one.unknown, one.checks, " ".join(one.deviations), " ".join(one.rules),
                one.committed_from, one.committed_to, "".join(letters),
            ))  # fmt: skip
    return Grid(
        "controls-table",
        "Controls",
        [
            *(heading("control", "text"), heading("title", "text")),
            heading("framework", "text", narrows=True),
            Heading("state", STATE, narrows=True),
            heading("since", "day"),
            heading("repositories", "share"),
            *(heading(name, "whole") for name in ("exempt", "unknown")),
            heading("checks", "share", printed=False),
            *(heading("exceptions", "text"), heading("rules", "text")),
            *(heading(name, "day", printed=False) for name in ("commits from", "commits to")),
        ],
        rows,
        f"{OF_CONTROLS} {SINCE} A control opens its rules, with what each comes to over all "
        "repositories.",
        "controls",
        opens=True,
        things=[{"id": row.rule, "title": row.title, "of": _counts(row)} for row in rules.values()],
    )


def since(row: ControlRow) -> str:
    """Since when a control is in its state: `2026-01-31`, `2024-12-31 or earlier`."""
    if row.since is None:
        return ""
    return f"{row.since} or earlier" if row.or_earlier else str(row.since)


def _letter(row: RuleRow) -> str:
    """What a rule comes to over all repositories."""
    if row.repositories.part < row.repositories.whole:
        return "f"
    if row.unknown or row.exempt:
        return "u" if row.unknown else "e"
    return "p" if row.repositories.part else "-"


def _counts(row: RuleRow) -> str:
    found = row.repositories
    return f"{row.standard}; passes in {found.part} of {found.whole} repositories"
