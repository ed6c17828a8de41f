"""The scorecard, tools, exceptions and their calendar, and what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    FLAG,
    NUMBER,
    WHOLE,
    Column,
    columns,
    words,
)
from platguard.reporters.organisation.tables.table import Table

if TYPE_CHECKING:
    from platguard.model.audit import CategorySprawl, OrganisationReport, ToolRow


def scorecard(report: OrganisationReport) -> Table:
    """Metrics, their targets, and where they come from."""
    rows = [
        (row.title, row.value, row.unit, row.target, row.state, row.month, row.quarter, row.source,
         row.recorded_on, row.note)
        for row in report.scorecard
    ]  # fmt: skip
    named = [
        Column("metric"),
        Column("value", NUMBER),
        *columns(["unit", "target", "state"]),
        *columns(["month", "quarter"], CHANGE),
        Column("source"),
        Column("recorded on", DAY),
        Column("how"),
    ]
    return Table("scorecard", "Scorecard", named, rows)


def sprawl(report: OrganisationReport) -> Table:
    """Which products serve one purpose."""
    rows = [
        (one.category, row.product, _is_standard(one, row), row.repositories, row.excepted,
         row.referenced_only)
        for one in report.sprawl.categories
        for row in one.products
    ]  # fmt: skip
    named = [
        *columns(["category", "product"]),
        Column("standard", FLAG),
        *columns(["repositories", "of these excepted"], WHOLE),
        Column("only named", FLAG),
    ]
    found = report.sprawl
    whole = "; ".join(
        f"{one.category} {one.distinct} of {words(one.target)}, surplus {words(one.surplus)}"
        for one in found.categories
    )
    note = f"{found.distinct} products, {found.target} named by the standard, surplus"
    note += f" {found.surplus}: {whole}." if whole else f" {found.surplus}."
    return Table("sprawl", "Tools by purpose", named, rows, note)


def _is_standard(category: CategorySprawl, row: ToolRow) -> bool | None:
    return None if category.target is None else row.is_standard


def exceptions(report: OrganisationReport) -> Table:
    """The register."""
    rows = [
        (row.id, row.state, row.team, row.category, " ".join(row.rules), row.since, row.term,
         row.age, row.starts, row.sunset, row.days_left, row.matches, row.for_leadership,
         ", ".join(f"{one.by} ({one.role}) on {one.on}" for one in row.approvals), row.ticket,
         row.reason, row.orphaned)
        for row in report.exceptions.rows
    ]  # fmt: skip
    named = [
        *columns(["id", "state", "team", "category", "rules"]),
        Column("since", DAY),
        Column("term", WHOLE),
        Column("months"),
        *columns(["starts", "sunset"], DAY),
        *columns(["days left", "findings"], WHOLE),
        Column("for leadership", FLAG),
        *columns(["approved by", "ticket", "reason", "gone"]),
    ]
    ages = ", ".join(f"{name} months {number}" for name, number in report.exceptions.ages.items())
    return Table("exceptions", "Exceptions", named, rows, f"In force, by age: {ages}.")


def calendar(report: OrganisationReport) -> Table:
    """What the days ahead bring."""
    rows = [(one.day, one.days_left, one.kind, one.told) for one in report.calendar]
    named = [Column("day", DAY), Column("days left", WHOLE), *columns(["kind", "what"])]
    return Table("calendar", "The next 90 days", named, rows)


def practices(report: OrganisationReport) -> Table:
    """What teams do where nothing passes or fails."""
    rows = [(one.team, one.question, one.told) for one in report.practices]
    return Table("practices", "What teams do", columns(["team", "question", "answer"]), rows)


def estimates(report: OrganisationReport) -> Table:
    """What follows from inputs of people."""
    rows = [(one.name, one.value, one.unit, one.formula) for one in report.estimates]
    named = [Column("estimate"), Column("value", NUMBER), *columns(["unit", "formula"])]
    return Table("estimates", "Estimates", named, rows)


def inconsistencies(report: OrganisationReport) -> Table:
    """Given numbers that cannot all be true."""
    rows = [(one.about, one.told) for one in report.inconsistencies]
    return Table(
        "inconsistencies", "Given numbers that cannot be", columns(["about", "what"]), rows
    )
