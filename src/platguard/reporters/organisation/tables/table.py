"""One part of the report as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from platguard.reporters.organisation.tables.cells import (
    Cell,
    Column,
    plain_cells,
    plain_columns,
)
from platguard.tuples import NamedTuple

Row = Sequence[Cell]


class Table(NamedTuple):
    """One part of the report."""

    id: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    """May be gone through as often as one likes."""
    note: str = ""
    """What one must know to read it."""
    is_detail: bool = False
    """Whether it has too many rows for a page. They may be millions, and are made while one
    iterates."""


class Made:
    """Rows that are made while one iterates, as often as one does."""

    def __init__(self, make: Callable[[], Iterator[Row]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Row]:
        return self._make()


def plain(table: Table) -> Table:
    """The table with nothing but plain values in its cells: a share takes three."""

    def rows() -> Iterator[Row]:
        for row in table.rows:
            yield [*plain_cells(table.columns, row)]

    return table._replace(columns=plain_columns(table.columns), rows=Made(rows))
