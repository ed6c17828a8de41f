"""What stands in a cell of a table, and how it is told in words.

Cells are values. Forms for people show them by `words`; forms for programs take `plain` columns and
cells, in which a share is its numerator, its denominator and its percentage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from platguard.model.audit import Rate
from platguard.tuples import NamedTuple

Cell = str | int | Decimal | date | bool | Rate | None
"""None where there is no value: nobody knows, or there is nothing to be known."""

TEXT, WHOLE, NUMBER, CHANGE, DAY, FLAG, SHARE, PERCENT = (
    "text", "whole", "number", "change", "day", "flag", "share", "percent",
)  # fmt: skip
"""Kinds of columns. `CHANGE` is a number that is told with its sign, `SHARE` a Rate, and `PERCENT`
the percentage of one, from 0 to 100."""


class Column(NamedTuple):
    """The name of a column, and what its cells are."""

    name: str
    kind: str = TEXT


def columns(names: Iterable[str], kind: str = TEXT) -> list[Column]:
    """Columns of one kind."""
    return [Column(name, kind) for name in names]


def words(cell: Cell, kind: str = TEXT) -> str:
    """A cell as people read it: `18 of 25 (72.0%)`, `+2.0`, `yes`, and a dash for nothing."""
    if isinstance(cell, Rate):
        return share(cell)
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if kind == CHANGE:
        return f"{cell:+,f}" if isinstance(cell, Decimal) else f"{cell:+,}"
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,f}" if isinstance(cell, Decimal) else str(cell)


def share(rate: Rate | None) -> str:
    """`18 of 25 (72.0%)`, and a dash of nothing."""
    if rate is None or rate.percent is None:
        return "-"
    return f"{rate.part:,} of {rate.whole:,} ({rate.percent}%)"


def change(points: Decimal | None) -> str:
    """`+2.0`, and a dash where nobody knows."""
    return words(points, CHANGE)


def plain_columns(given: Iterable[Column]) -> list[Column]:
    """The columns for `plain_cells`: one of shares becomes three."""
    found = []
    for column in given:
        if column.kind != SHARE:
            found.append(column)
            continue
        found.append(Column(f"{column.name} part", WHOLE))
        found.append(Column(f"{column.name} whole", WHOLE))
        found.append(Column(f"{column.name} percent", PERCENT))
    return found


def plain_cells(given: Sequence[Column], row: Sequence[Cell]) -> Iterator[Cell]:
    """The cells of a row of columns without those of shares."""
    for column, cell in zip(given, row, strict=True):
        if column.kind != SHARE:
            yield cell
        elif isinstance(cell, Rate):
            yield from (cell.part, cell.whole, cell.percent)
        else:
            yield from (None, None, None)
