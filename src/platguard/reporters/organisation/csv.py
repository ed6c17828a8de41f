"""The tables of the report as CSV (RFC 4180), safe to open in a spreadsheet.

One table that is asked for is plain: its first record has the names of its columns, and every
further one is a row; where the report is labelled, the last column says so in each. Several tables
stand one after the other: each record begins with the id of its table, and the first of a table has
the names of its columns.

Numbers have no separators, days are written as 2026-11-22, a truth is `true` or `false`, and what
has no value is empty. A spreadsheet takes a text that begins with one of `= + - @`, a tab or a
carriage return for a formula (OWASP, "CSV Injection"), and the log of a CI runner takes a line that
begins with `::` for a command. Such a text gets a single quote in front, and one that begins with a
quote gets another, so that `original` gives back what was there.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from platguard.patterns import pattern
from platguard.reporters.inert import inert
from platguard.reporters.organisation.tables import Cell, plain, tables
from platguard.reporters.organisation.texts import as_text

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

_ACTING = pattern(r"\s*(?:['=+\-@\t\r\uff1d\uff0b\uff0d\uff20|%]|::)")
_SHORT = 100


def write(report: OrganisationReport, stream: BinaryIO, names: Collection[str] = ()) -> None:
    """Writes the tables of those ids, or every table that has rows, with all of them."""
    with as_text(stream) as text:
        writer = csv.writer(text, lineterminator="\r\n")
        if len(names) == 1:
            writer.writerows(_alone(report, names))
        else:
            writer.writerows(_together(report, names))


def _alone(report: OrganisationReport, names: Collection[str]) -> Iterator[list[str]]:
    """One table, with the label in each of its rows."""
    (table,) = map(plain, tables(report, names))
    named, label = (["label"], [safe(report.label)]) if report.label else ([], [])
    yield [*(safe(column.name) for column in table.columns), *named]
    for row in table.rows:
        yield [*map(cell, row), *label]


def _together(report: OrganisationReport, names: Collection[str]) -> Iterator[list[str]]:
    """Tables below each other, with their ids in front."""
    if report.label:
        yield ["label", safe(report.label)]
    for table in map(plain, tables(report, names)):
        for number, row in enumerate(table.rows):
            if not number:
                yield ["table", *(safe(column.name) for column in table.columns)]
            yield [table.id, *map(cell, row)]


def cell(value: Cell) -> str:
    """A value in a record."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(value) if isinstance(value, str) else str(value)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return _remembered(text) if len(text) <= _SHORT else _quoted(text)


def _quoted(text: str) -> str:
    shown = inert(text)
    return f"'{shown}" if _ACTING.match(shown) else shown


_remembered = lru_cache(maxsize=10_000)(_quoted)
"""Most short texts of a long table were there before: names of teams, rules, causes."""


def original(text: str) -> str:
    """What a text was before `safe`, with what acts spelled out."""
    return text.removeprefix("'")
