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
    id: str
    """Of the part of the page that it is in."""
    suffix: str
    """What is behind the names of its parameters: a page may have several tables."""
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

    @property
    def has_tools(self) -> bool:
        """Whether it is filtered and sorted: the first table of a page, and those that do not fit
        on one."""
        return not self.suffix or len(self.table.rows) > ROWS


def leaf(table: Table, given: Mapping[str, str], number: int = 1) -> Leaf:
    """The rows that the parameters `filter`, `sort` (`column`, `-column`) and `page` ask for;
    those of the second table are `filter-2`, `sort-2` and `page-2`.

    What they do not fit is taken for the nearest that does: an address may be old.
    """
    suffix = f"-{number}" if number > 1 else ""
    filter_, sort, page_ = (f"{name}{suffix}" for name in ("filter", "sort", "page"))
    place = f"#table-{number}"
    words = given.get(filter_, "")[:_LONGEST]
    rows = [row for row in table.rows if _has(row, words.casefold().split())]
    column, is_descending = _sorting(table, given.get(sort, ""))
    if column is not None:
        rows.sort(key=lambda row: order(row[column]), reverse=is_descending)
    last = max((len(rows) - 1) // ROWS, 0)
    page = min(_number(given.get(page_, "")), last)
    shown = rows[page * ROWS : (page + 1) * ROWS]
    return Leaf(
        table=table,
        id=f"table-{number}",
        suffix=suffix,
        headings=[
            Heading(
                title,
                _with(given, {sort: _turned(title, at == column, is_descending), page_: ""})
                + place,
                _order(at == column, is_descending),
            )
            for at, title in enumerate(table.columns)
        ],
        rows=shown,
        first=page * ROWS + 1 if shown else 0,
        found=len(rows),
        filter=words,
        kept={name: value for name, value in given.items() if name not in (filter_, page_)},
        before=_with(given, {page_: str(page - 1) if page > 1 else ""}) + place if page else "",
        after=_with(given, {page_: str(page + 1)}) + place if page < last else "",
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


def _turned(title: str, is_sorted: bool, is_descending: bool) -> str:
    """What the heading of a column sorts by: the other way round where it does already."""
    return f"-{title}" if is_sorted and not is_descending else title


def _order(is_sorted: bool, is_descending: bool) -> str:
    if not is_sorted:
        return "none"
    return "descending" if is_descending else "ascending"


def _with(given: Mapping[str, str], changed: Mapping[str, str]) -> str:
    parameters = {**given, **changed}
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
