"""The scorecard, tools, exceptions and their calendar, and what was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    FLAG,
    NUMBER,
    SHARE,
    WHOLE,
    Column,
    columns,
    words,
)
from platguard.reporters.organisation.tables.table import Table

if TYPE_CHECKING:
    from platguard.model.audit import (
        CategorySprawl,
        OrganisationReport,
        RegisterReport,
        RegisterRow,
        ToolRow,
    )

_NAMED = 10
"""Ids that are told."""


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
    note = "A repository is excepted where an exception covers a finding about the product there."
    whole = "; ".join(
        f"{one.category} {one.distinct} of {words(one.target)}, surplus {words(one.surplus)}"
        for one in found.categories
    )
    note += f" {found.distinct} products, {found.target} named by the standard, surplus"
    note += f" {found.surplus}: {whole}." if whole else f" {found.surplus}."
    return Table("sprawl", "Tools by purpose", named, rows, note)


def capabilities(report: OrganisationReport) -> Table:
    """Who serves each purpose with nothing but what the standard names for it."""
    rows = [(row.name, row.rate, row.exempt, row.unknown) for row in report.adoption.by_capability]
    named = [
        Column("category"),
        Column("repositories", SHARE),
        *columns(["exempt", "unknown"], WHOLE),
    ]
    note = "Repositories that use only what the standard names for a purpose, of those that use"
    note += " anything for it. Of what could not be judged nobody knows what it uses."
    return Table("capabilities", "Only what the standard names", named, rows, note)


def _is_standard(category: CategorySprawl, row: ToolRow) -> bool | None:
    return None if category.target is None else row.is_standard


def exceptions(report: OrganisationReport) -> Table:
    """The register: who is excepted from what, by whom and until when, then the rest."""
    rows = [
        (row.id, row.state, " ".join(row.rules), whom(row), row.team, row.sunset, row.days_left,
         approvals(row), requested(row),
         row.reason, row.compensating, row.matches, " ".join(row.covered), row.starts, row.since,
         row.term, row.age,
         row.category, row.for_leadership, row.ticket, row.orphaned)
        for row in report.exceptions.rows
    ]  # fmt: skip
    named = [
        *columns(["id", "state", "rules", "for", "owner"]),
        Column("covers through", DAY),
        Column("days left", WHOLE),
        *columns(["approved by", "requested by", "reason", "done instead"]),
        Column("findings covered", WHOLE),
        Column("found in"),
        Column("starts", DAY),
        Column("since", DAY),
        Column("term", WHOLE),
        *columns(["age in months", "category"]),
        Column("for leadership", FLAG),
        *columns(["ticket", "gone"]),
    ]
    ages = ", ".join(f"{name} months {number}" for name, number in report.exceptions.ages.items())
    note = (
        f"In force, by age: {ages}. An exception covers through its last day; `since` is the first"
    )
    note += " day of the chain of terms that renew each other."
    note += "".join(f" {told}" for told in of_register(report.exceptions))
    return Table("exceptions", "Exceptions", named, rows, note)


def of_register(found: RegisterReport) -> Iterator[str]:
    """Whose register it is, and what it does not tell."""
    if found.kept_on:
        yield f"This is the register by which the scan of {found.kept_on} judged."
    if found.lost:
        told = counted(len(found.lost), "exception covers", "exceptions cover")
        named = ", ".join(found.lost[:_NAMED]) + (" and more" if len(found.lost) > _NAMED else "")
        yield (
            f"{told} findings on the day of which nobody knows more: {named}. The history has "
            "registers from the first scan of a version that keeps them."
        )


def whom(row: RegisterRow) -> str:
    """What an exception is for: repositories, and what in them."""
    repositories = " ".join(row.scope) or "every repository"
    return f"{repositories}: {', '.join(row.within)}" if row.within else repositories


def approvals(row: RegisterRow) -> str:
    """Who approved it in which role, and when."""
    return ", ".join(f"{one.by} ({one.role}) on {one.on}" for one in row.approvals)


def requested(row: RegisterRow) -> str:
    """Who asked for it, and when; empty where nobody is named."""
    return f"{row.requested_by} on {row.requested_on}" if row.requested_by else ""


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
