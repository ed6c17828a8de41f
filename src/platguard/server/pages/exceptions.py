"""The register of exceptions, and what each of them covers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from platguard.history import questions
from platguard.model.audit import RegisterRow
from platguard.model.organisation_scan import RegisterLine
from platguard.reporters.organisation import html_charts as charts
from platguard.reporters.organisation.tables.figures import (
    approvals,
    of_register,
    requested,
    whom,
)
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
        notes=[*of_register(sight.report.exceptions)],
        charts=[*charts.exceptions(sight.report)],
        main=Table("Exceptions", COLUMNS, rows, empty="The register is empty."),
        tables=[
            _wrong(sight, "What is wrong with the register", sight.report.exceptions.wrong),
            Table("In force, by age", ("age", "exceptions"), ages),
        ],
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
        (sight.repository(one.repository), one.matches)
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
        tables=[
            _wrong(sight, "What is wrong with it", _about(sight, found.id)),
            Table("Rules", ("rule",), [(sight.to("rules", rule),) for rule in found.rules]),
        ],
    )


def _about(sight: Sight, id: str) -> list[RegisterLine]:
    """What is wrong with one exception: what was told of its file, or names it."""
    named = re.compile(rf"(?<![\w-]){re.escape(id)}(?![\w-])")
    return [
        line
        for line in sight.report.exceptions.wrong
        if named.search(line.path) or named.search(line.message)
    ]


def _wrong(sight: Sight, title: str, lines: Sequence[RegisterLine]) -> Table:
    """What the last scan of all repositories told of the register, or of a part of it."""
    told_on = sight.report.exceptions.told_on
    rows = [
        (sight.to("rules", line.rule), line.level, line.message, line.fix, line.path)
        for line in lines
    ]
    note = f"As the scan of {told_on} told it." if told_on else ""
    empty = "Nothing." if told_on else "No scan of all repositories told of the register."
    return Table(title, ("rule", "level", "what is wrong", "fix", "in"), rows, note, empty=empty)
