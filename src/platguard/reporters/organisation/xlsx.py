"""The tables of the report as a workbook: a sheet about the report, then one for each table.

Texts are written as texts, so that no spreadsheet takes one for a formula or a link, and what it
says is all there. Days are days and numbers are numbers; a share stands as a percentage beside its
numerator and its denominator. The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from platguard.reporters.inert import inert, shortened
from platguard.reporters.organisation.tables import Table, about, plain, scope, tables
from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    NUMBER,
    PERCENT,
    WHOLE,
    Cell,
    Column,
)
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header ("Excel specifications and limits" of Microsoft)."""
MOST_CHARACTERS = 32_767
"""Of a cell."""
_MOST_FOOTER = 255

_GAINED = "gained"
"""A change of something that is counted."""
_FORMATS = {
    _GAINED: {"num_format": "+#,##0;-#,##0;0"},
    DAY: {"num_format": "yyyy-mm-dd"},
    PERCENT: {"num_format": "0.0%"},
    WHOLE: {"num_format": "#,##0"},
    NUMBER: {"num_format": "#,##0.0##"},
    CHANGE: {"num_format": "+#,##0.0;-#,##0.0;0.0"},
}
_MEASURED = 200
"""Rows that decide how wide a column is."""
_WIDTHS = (8, 60)


class _Sheet(NamedTuple):
    """What became of a table."""

    title: str
    rows: int
    left_out: int
    note: str


def write(report: OrganisationReport, stream: BinaryIO, names: Collection[str] = ()) -> None:
    """Writes the tables of those ids, or every table, as far as they have rows."""
    with TemporaryDirectory(prefix="platguard-") as folder:
        whole = Path(folder) / "report.xlsx"
        _Workbook(report, str(whole), folder).write(names)
        with whole.open("rb") as made:
            copyfileobj(made, stream)


class _Workbook:
    """One workbook while it is written; a sheet keeps no row in memory."""

    def __init__(self, report: OrganisationReport, path: str, folder: str) -> None:
        import xlsxwriter

        self._report = report
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": folder,
        }
        self._book: Any = xlsxwriter.Workbook(path, options)
        self._book.set_properties(
            {
                "title": f"Compliance as of {report.as_of}",
                "subject": scope(report),
                "keywords": shortened(inert(report.label), _MOST_FOOTER),
                "author": f"platguard {report.version}",
                # The day of the report, because the moment of writing would change the bytes.
                "created": datetime.combine(report.as_of, time()),
            }
        )
        self._formats = {kind: self._book.add_format(given) for kind, given in _FORMATS.items()}
        self._header = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._bold = self._book.add_format({"bold": True})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, names: Collection[str]) -> None:
        """Writes all sheets and closes the workbook; raises OSError."""
        from xlsxwriter.exceptions import FileCreateError

        first = self._book.add_worksheet("About")
        shown = (one for one in tables(self._report, names) if one.id != "about")
        sheets = [self._sheet(table) for table in shown if _has_rows(table.rows)]
        self._about(first, sheets)
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error

    def _sheet(self, told: Table) -> _Sheet:
        table = plain(told)
        sheet = self._book.add_worksheet(table.title)
        for number, column in enumerate(table.columns):
            sheet.write_string(0, number, column.name, self._header)
        widths = [len(column.name) for column in table.columns]
        count, rows = 0, iter(table.rows)
        for count, row in enumerate(islice(rows, MOST_ROWS), 1):
            for number, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(sheet, count, number, cell, column)
            if count <= _MEASURED:
                widths = [max(pair) for pair in zip(widths, map(_width, row), strict=True)]
        left_out = sum(1 for _ in rows)
        for number, width in enumerate(widths):
            sheet.set_column(number, number, max(_WIDTHS[0], min(width + 2, _WIDTHS[1])))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, count, len(table.columns) - 1)
        sheet.repeat_rows(0)
        self._print(sheet)
        return _Sheet(table.title, count, left_out, table.note)

    def _cell(self, sheet: Any, row: int, number: int, cell: Cell, column: Column) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            sheet.write_string(row, number, shortened(inert(cell), MOST_CHARACTERS))
        elif isinstance(cell, bool):
            sheet.write_boolean(row, number, cell)
        elif isinstance(cell, Decimal):
            told = cell / 100 if column.kind == PERCENT else cell
            sheet.write_number(row, number, float(told), self._formats[column.kind])
        elif isinstance(cell, int):
            kind = _GAINED if column.kind == CHANGE else WHOLE
            sheet.write_number(row, number, cell, self._formats[kind])
        else:
            sheet.write_datetime(row, number, cell, self._formats[DAY])

    def _about(self, sheet: Any, sheets: list[_Sheet]) -> None:
        lines = [(str(what), str(value)) for what, value in about(self._report).rows]
        for row, (what, value) in enumerate(lines):
            sheet.write_string(row, 0, inert(what), self._bold)
            sheet.write_string(row, 1, inert(value), self._wrapped)
        below = len(lines) + 1
        for number, name in enumerate(("sheet", "what one must know", "rows")):
            sheet.write_string(below, number, name, self._header)
        for row, one in enumerate(sheets, below + 1):
            sheet.write_string(row, 0, one.title)
            sheet.write_string(row, 1, inert(_known(one)), self._wrapped)
            sheet.write_number(row, 2, one.rows, self._formats[WHOLE])
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 90)
        self._print(sheet)

    def _print(self, sheet: Any) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        rest = f"&C{self._report.as_of}&R&P / &N"
        sheet.set_footer(_footer(inert(self._report.label), rest))


def _known(sheet: _Sheet) -> str:
    if not sheet.left_out:
        return sheet.note
    left_out = f"{sheet.left_out} more rows do not fit on a sheet; CSV and Parquet have them."
    return f"{left_out} {sheet.note}".strip()


def _footer(label: str, rest: str) -> str:
    """The label on the left, as much of it as a footer holds; `&` begins a command there."""
    most = _MOST_FOOTER - len("&L") - len(rest)
    shown = shortened(label, most)
    while len(shown) + shown.count("&") > most:
        shown = f"{shown[:-2]}…"
    return f"&L{shown.replace('&', '&&')}{rest}"


def _has_rows(rows: Iterable[object]) -> bool:
    return any(True for _ in rows)


def _width(cell: Cell) -> int:
    return len(str(cell)) if cell is not None else 0
