"""The part of a long table that a page shows: filtered, sorted, and some rows at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from platguard.records import dataclass
from platguard.server.values import Cell, Table, order, told

ROWS = 200
"""How many rows a page has."""
_LONGEST = 200
"""Characters of a filter."""


class Heading(NamedTuple):
    """A column, and where its heading leads."""

    title: str
    href: str
    sorted: str
    """ascending, descending or none, as `aria-sort` has it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Some rows of a table."""

    table: Table
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    first: int
    """The number of the first row, from 1; 0 where there is none."""
    found: int
    """Rows that the filter leaves."""
    filter: str
    kept: Mapping[str, str]
    """The parameters that a new filter keeps."""
    before: str
    """Where the rows before are; empty on the first page."""
    after: str


def leaf(table: Table, given: Mapping[str, str]) -> Leaf:
    """The rows that the parameters `filter`, `sort` (`column`, `-column`) and `page` ask for.

    What they do not fit is taken for the nearest that does: an address may be old.
    """
    words = given.get("filter", "")[:_LONGEST]
    rows = [row for row in table.rows if _has(row, words.casefold().split())]
    column, is_descending = _sorting(table, given.get("sort", ""))
    if column is not None:
        rows.sort(key=lambda row: order(row[column]), reverse=is_descending)
    last = max((len(rows) - 1) // ROWS, 0)
    page = min(_number(given.get("page", "")), last)
    shown = rows[page * ROWS : (page + 1) * ROWS]
    return Leaf(
        table=table,
        headings=[
            _heading(table, number, given, column, is_descending)
            for number in range(len(table.columns))
        ],
        rows=shown,
        first=page * ROWS + 1 if shown else 0,
        found=len(rows),
        filter=words,
        kept={name: value for name, value in given.items() if name not in ("filter", "page")},
        before=_with(given, page=str(page - 1) if page > 1 else "") if page else "",
        after=_with(given, page=str(page + 1)) if page < last else "",
    )


def _has(row: Sequence[Cell], words: Sequence[str]) -> bool:
    if not words:
        return True
    text = " ".join(told(cell) for cell in row).casefold()
    return all(word in text for word in words)


def _sorting(table: Table, asked: str) -> tuple[int | None, bool]:
    name = asked.removeprefix("-")
    number = table.columns.index(name) if name in table.columns else None
    return number, asked.startswith("-")


def _heading(
    table: Table, number: int, given: Mapping[str, str], column: int | None, is_descending: bool
) -> Heading:
    title = table.columns[number]
    if number != column:
        return Heading(title, _with(given, sort=title, page=""), "none")
    other = title if is_descending else f"-{title}"
    now = "descending" if is_descending else "ascending"
    return Heading(title, _with(given, sort=other, page=""), now)


def _with(given: Mapping[str, str], **changed: str) -> str:
    parameters = {**given, **changed}
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
