"""The register of exceptions, and what each of them covers."""

from __future__ import annotations

from platguard.history import questions
from platguard.model.audit import RegisterRow
from platguard.reporters.organisation.tables.figures import approvals, requested, whom
from platguard.server.pages.sight import Sight
from platguard.server.values import Cell, Page, Table

COLUMNS = ("id", "state", "rules", "for", "owner", "covers through", "days left", "approved by",
           "reason", "findings covered", "since")  # fmt: skip


def exceptions(sight: Sight) -> Page:
    """Every exception that the register has on the day."""
    rows = [row_of(sight, row) for row in sight.report.exceptions.rows]
    ages = [(f"{age} months", number) for age, number in sight.report.exceptions.ages.items()]
    return Page(
        "Exceptions",
        main=Table("Exceptions", COLUMNS, rows, empty="The register is empty."),
        tables=[Table("In force, by age", ("age", "exceptions"), ages)],
    )


def row_of(sight: Sight, row: RegisterRow) -> tuple[Cell, ...]:
    """An exception as a row of COLUMNS."""
    return (
        sight.to("exceptions", row.id),
        *(row.state, " ".join(row.rules), whom(row), sight.team(row.team), row.sunset),
        *(row.days_left, approvals(row), row.reason, row.matches, row.since),
    )


def exception(sight: Sight) -> Page | None:
    """One exception, and where it covers something."""
    found = next((row for row in sight.report.exceptions.rows if row.id == sight.name), None)
    if found is None:
        return None
    covered = [
        (sight.to("repositories", one.repository), one.matches)
        for one in questions.matched(sight.database, sight.day, sight.day)
        if one.exception == found.id
    ]
    return Page(
        title=f"Exception {found.id}",
        facts=[
            ("State", found.state),
            ("For", whom(found)),
            ("Owner", sight.team(found.team)),
            ("Category", found.category),
            ("Reason", found.reason),
            ("Requested by", requested(found) or None),
            ("Approved by", approvals(found) or None),
            ("Ticket", found.ticket or None),
            ("Starts", found.starts),
            ("Covers through", found.sunset),
            ("Days left", found.days_left),
            ("Since", found.since),
            ("Term", found.term),
            ("Findings covered", found.matches),
            ("Gone", found.orphaned or None),
            ("For leadership", "yes" if found.for_leadership else "no"),
        ],
        main=Table("What it covers", ("repository", "findings"), covered),
        tables=[Table("Rules", ("rule",), [(sight.to("rules", rule),) for rule in found.rules])],
    )
