"""How a sheet looks: formats of cells, widths of columns, and how it is printed.

A column is as wide as what is in it, up to a bound beyond which texts are wrapped, so that nothing
of them is hidden. Excel makes rows as high as wrapped texts need when it opens a file, and
LibreOffice does not: so rows say how high they are. Digests and commits are longer than anybody
reads: their columns show how they begin, and the cells have them whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from platguard.patterns import pattern
from platguard.reporters.organisation.tables import Row, Table
from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    NUMBER,
    PERCENT,
    WHOLE,
    Cell,
    Column,
)

GAINED = "gained"
"""A change of something that is counted."""
TEXT, WRAPPED, ACTING, ACTING_WRAPPED = "text", "wrapped", "acting", "acting-wrapped"
"""Formats of texts: plain; broken into lines; and such as would be a formula if somebody edited the
cell, which `quote_prefix` prevents."""
BROKEN = frozenset({WRAPPED, ACTING_WRAPPED})

_TOP: dict[str, object] = {"valign": "top"}
# `_)` leaves the room of a bracket behind a number, so that it does not touch a text beside it.
FORMATS: dict[str, dict[str, object]] = {
    TEXT: _TOP,
    WRAPPED: {**_TOP, "text_wrap": True},
    ACTING: {**_TOP, "quote_prefix": True},
    ACTING_WRAPPED: {**_TOP, "text_wrap": True, "quote_prefix": True},
    DAY: {**_TOP, "num_format": "yyyy-mm-dd", "align": "left"},
    WHOLE: {**_TOP, "num_format": "#,##0_)"},
    NUMBER: {**_TOP, "num_format": "#,##0.0##_)"},
    PERCENT: {**_TOP, "num_format": "0.0%_)"},
    CHANGE: {**_TOP, "num_format": "+#,##0.0_);-#,##0.0_);0.0_)"},
    GAINED: {**_TOP, "num_format": "+#,##0_);-#,##0_);0_)"},
}
HEADER = {"bold": True, "bottom": 1, "bg_color": "#EDEDED", "text_wrap": True, "valign": "top"}

MEASURED = 200
"""Rows that decide how wide a column is."""
_LEAST = 7
_MOST, _MOST_OF_FEW = 44, 80
"""Characters of a column, and of one in a table that has at most `_FEW`."""
_FEW = 5
_LINES = 3
"""Lines that the name of a column may take."""
_ARROW, _MARGIN = 3, 2
"""Room for the arrow of a filter, and around what is in a cell."""
_SHOWN = 12
"""Characters of a digest that one sees."""
_PAGE = 230
"""Characters that a page of A4 across shows at a size that people read."""

_LINE = 15
"""Points of a line in the usual font."""
_NARROW = 1.2
"""Letters of a text in the width of a digit, by which columns are measured; rather too few."""
_HIGHEST = 27
"""Lines of a row ("Excel specifications and limits": 409 points)."""

_DIGEST = pattern(r"(?:sha256:)?[0-9a-f]{32,64}")
_ACTING = pattern(r"\s*[=+\-@]")


def text_format(text: str, width: float) -> str:
    """The format of a text in a column of that width."""
    is_long = len(text) > width and not is_digest(text)
    if _ACTING.match(text):
        return ACTING_WRAPPED if is_long else ACTING
    return WRAPPED if is_long else TEXT


def number_format(number: Decimal | int, kind: str) -> str:
    """The format of a number: one that is whole has no decimals, where its column allows that."""
    if kind == CHANGE:
        return CHANGE if isinstance(number, Decimal) else GAINED
    if isinstance(number, int):
        return WHOLE
    return WHOLE if kind == NUMBER and number == number.to_integral_value() else kind


def widths(columns: Sequence[Column], rows: Sequence[Row]) -> list[int]:
    """How wide the columns of a table are, by its first rows."""
    most = _MOST if len(columns) > _FEW else _MOST_OF_FEW
    found = []
    for number, column in enumerate(columns):
        inside = max((_length(row[number], column.kind) for row in rows), default=0) + _MARGIN
        found.append(max(_LEAST, _of_name(column.name), min(inside, most)))
    return found


def room_for_names(found: Iterable[int]) -> list[int]:
    """How much of columns their names have: the arrow of a filter takes the rest."""
    return [width - _ARROW + 1 for width in found]


def is_digest(text: str) -> bool:
    """Whether a text is the id of a commit or another digest."""
    return len(text) >= 32 and _DIGEST.fullmatch(text) is not None


def _of_name(name: str) -> int:
    words = name.split()
    return max(max(map(len, words)), math.ceil(len(name) / _LINES)) + _ARROW


def _length(cell: Cell, kind: str) -> int:
    """How many characters of a cell are shown."""
    if isinstance(cell, str):
        return _SHOWN if is_digest(cell) else len(cell)
    if isinstance(cell, date):
        return len("2026-11-22")
    if isinstance(cell, bool) or cell is None:
        return len("FALSE")
    if isinstance(cell, int | Decimal):
        # A separator, a sign and decimals are added to what is there.
        return len(f"{cell:,.1f}") + (1 if kind in (CHANGE, PERCENT) else 0)
    return 0


def height(texts: Iterable[tuple[str, int]]) -> int:
    """How high a row of wrapped texts is, in points; each stands in a column of some width."""
    return _LINE * min(max((lines(text, width) for text, width in texts), default=1), _HIGHEST)


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of a width; words that are longer are broken."""
    room = max(int(width * _NARROW), 1)
    found, used = 1, 0
    for word in text.split():
        needed = len(word) + (1 if used else 0)
        if used + needed <= room:
            used += needed
            continue
        found += (1 if used else 0) + (len(word) - 1) // room
        used = (len(word) - 1) % room + 1
    return found


def pages_across(found: Sequence[int]) -> int:
    """On how many pages beside each other columns of those widths can be read."""
    return max(1, math.ceil(sum(found) / _PAGE))


def finish(sheet: Any, table: Table, found: Sequence[int], rows: int) -> None:
    """Makes a sheet of so many rows one that can be filtered, read while one scrolls, and
    printed."""
    for number, width in enumerate(found):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, len(table.columns) - 1)
    sheet.repeat_rows(0)
    across = pages_across(found)
    if across > 1:
        sheet.repeat_columns(0)
        sheet.print_across()
    printed(sheet, across)


def printed(sheet: Any, across: int = 1) -> None:
    """A4 across, the name of the sheet above."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.fit_to_pages(across, 0)
    sheet.set_header('&L&"-,Bold"&A')
