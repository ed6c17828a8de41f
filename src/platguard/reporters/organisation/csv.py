"""The tables of the report one after the other as CSV (RFC 4180), safe to open in a spreadsheet.

Each record begins with the id of its table, and the first of a table has the names of its columns.
A spreadsheet takes a cell that begins with one of `= + - @`, a tab or a carriage return for a
formula (OWASP, "CSV Injection"). Such a cell gets a single quote in front, and one that begins with
a quote gets another, so that `original` gives back what was there.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, TextIO

from platguard.reporters.inert import inert
from platguard.reporters.organisation.tables import tables

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

_ACTING = re.compile(r"\s*['=+\-@\t\r\uff1d\uff0b\uff0d\uff20|%]")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")


def write(report: OrganisationReport, stream: TextIO) -> None:
    """Writes every table that has rows, with all of them."""
    writer = csv.writer(stream, lineterminator="\r\n")
    if report.label:
        writer.writerow(["label", cell(report.label)])
    for table in tables(report):
        if not table.rows:
            continue
        writer.writerow(["table", *map(cell, table.columns)])
        for row in table.rows:
            writer.writerow([table.id, *map(cell, row)])


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula; a plain number and a dash stay."""
    shown = inert(text)
    if shown == "-" or _NUMBER.fullmatch(shown):
        return shown
    return f"'{shown}" if _ACTING.match(shown) else shown


def original(text: str) -> str:
    """What a cell held before `cell`, with what acts spelled out."""
    return text.removeprefix("'")
