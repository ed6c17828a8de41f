"""The tables of the report as a workbook: a sheet about the report, then one for each table.

Texts are written as texts, so that no spreadsheet takes one for a formula or a link, and what it
says is all there. Days are days and numbers are numbers; a share stands as a percentage beside its
numerator and its denominator. The first sheet links to the others, and there are no other links.
The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from platguard.reporters.inert import inert, shortened
from platguard.reporters.organisation import xlsx_layout as layout
from platguard.reporters.organisation.tables import Row, Table, about, plain, scope, tables
from platguard.reporters.organisation.tables.cells import (
    DAY,
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
_ABOUT = (32, 90, 12)
"""How wide the columns of the first sheet are."""


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
        self._formats = {
            kind: self._book.add_format(given) for kind, given in layout.FORMATS.items()
        }
        self._header = self._book.add_format(layout.HEADER)
        self._bold = self._book.add_format({"bold": True, "valign": "top"})
        self._link = self._book.add_format({"font_color": "#0B5394", "valign": "top"})

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
        rows = iter(table.rows)
        measured = [*islice(rows, min(layout.MEASURED, MOST_ROWS))]
        widths = layout.widths(table.columns, measured)
        names = [column.name for column in table.columns]
        sheet.set_row(0, layout.height(zip(names, layout.room_for_names(widths), strict=True)))
        for number, name in enumerate(names):
            sheet.write_string(0, number, name, self._header)
        count, rest = 0, islice(rows, MOST_ROWS - len(measured))
        for count, row in enumerate(chain(measured, rest), 1):
            self._row(sheet, count, row, table.columns, widths)
        left_out = sum(1 for _ in rows)
        layout.finish(sheet, table, widths, count)
        self._foot(sheet)
        return _Sheet(table.title, count, left_out, table.note)

    def _row(
        self, sheet: Any, number: int, row: Row, columns: Sequence[Column], widths: Sequence[int]
    ) -> None:
        wrapped = []
        for place, (cell, column, width) in enumerate(zip(row, columns, widths, strict=True)):
            if not isinstance(cell, str):
                self._value(sheet, number, place, cell, column)
            elif cell:
                text = shortened(inert(cell), MOST_CHARACTERS)
                kind = layout.text_format(text, width)
                sheet.write_string(number, place, text, self._formats[kind])
                if kind in layout.BROKEN:
                    wrapped.append((text, width))
        if wrapped:
            sheet.set_row(number, layout.height(wrapped))

    def _value(self, sheet: Any, row: int, number: int, cell: Cell, column: Column) -> None:
        if cell is None:
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, number, cell, self._formats[layout.TEXT])
        elif isinstance(cell, Decimal | int):
            kind = layout.number_format(cell, column.kind)
            told = cell / 100 if column.kind == PERCENT else cell
            sheet.write_number(row, number, float(told), self._formats[kind])
        elif isinstance(cell, date):
            sheet.write_datetime(row, number, cell, self._formats[DAY])

    def _about(self, sheet: Any, sheets: list[_Sheet]) -> None:
        lines = [(str(what), str(value)) for what, value in about(self._report).rows]
        for row, (what, value) in enumerate(lines):
            sheet.write_string(row, 0, inert(what), self._bold)
            sheet.write_string(row, 1, inert(value), self._formats[layout.WRAPPED])
            sheet.set_row(row, layout.height([(value, _ABOUT[1])]))
        below = len(lines) + 1
        for number, name in enumerate(("sheet", "what one must know", "rows")):
            sheet.write_string(below, number, name, self._header)
        for row, one in enumerate(sheets, below + 1):
            sheet.write_url(row, 0, f"internal:'{one.title}'!A1", self._link, one.title)
            sheet.write_string(row, 1, inert(_known(one)), self._formats[layout.WRAPPED])
            sheet.write_number(row, 2, one.rows, self._formats[WHOLE])
            sheet.set_row(row, layout.height([(_known(one), _ABOUT[1])]))
        for number, width in enumerate(_ABOUT):
            sheet.set_column(number, number, width)
        layout.printed(sheet)
        self._foot(sheet)

    def _foot(self, sheet: Any) -> None:
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
