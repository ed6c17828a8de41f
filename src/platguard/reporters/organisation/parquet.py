"""One table of the report as Parquet, for notebooks, DuckDB and warehouses.

Columns have types: days are dates, numbers are numbers, and what has no value is null, an empty
text as well. A share takes three columns: its numerator, its denominator and its percentage. Names
of columns are those of the other formats with `_` for a space. The metadata of the schema say what
the report is about, and how it is labelled. The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from platguard.reporters.inert import valid
from platguard.reporters.organisation.tables import Cell, Column, Row, about, plain, tables
from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    FLAG,
    NUMBER,
    PERCENT,
    TEXT,
    WHOLE,
)

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

Value = Cell | float

_DEFAULT = ("findings",)
_AT_ONCE = 50_000
"""Rows of a group: as many as are held in memory."""


def write(report: OrganisationReport, stream: BinaryIO, names: Collection[str] = _DEFAULT) -> None:
    """Writes the table of that id; the findings where none is named."""
    from pyarrow import RecordBatch, schema
    from pyarrow.parquet import ParquetWriter

    (table,) = map(plain, tables(report, names))
    told = {what: str(value) for what, value in about(report).rows}
    described = schema(_fields(table.columns), metadata={"table": table.id, **told})
    with ParquetWriter(stream, described, compression="zstd") as writer:
        for columns in _columns(table.rows, len(table.columns)):
            writer.write_batch(
                RecordBatch.from_arrays(_arrays(columns, described), schema=described)
            )


def _fields(columns: Sequence[Column]) -> list[Any]:
    import pyarrow as arrow

    types = {
        TEXT: arrow.string(),
        WHOLE: arrow.int64(),
        NUMBER: arrow.float64(),
        CHANGE: arrow.float64(),
        PERCENT: arrow.float64(),
        DAY: arrow.date32(),
        FLAG: arrow.bool_(),
    }
    return [arrow.field(_name(column.name), types[column.kind]) for column in columns]


def _name(name: str) -> str:
    """A name that nobody has to quote: `days left` is `days_left`."""
    return name.replace(" ", "_").replace("-", "_")


def _columns(rows: Iterable[Row], width: int) -> Iterator[list[list[Value]]]:
    """The cells of so many rows by column, and of the next ones."""
    left = iter(rows)
    while some := [*islice(left, _AT_ONCE)]:
        yield [[_value(row[number]) for row in some] for number in range(width)]


def _arrays(columns: list[list[Value]], described: Any) -> list[Any]:
    from pyarrow import array

    return [array(cells, one.type) for cells, one in zip(columns, described, strict=True)]


def _value(cell: Cell) -> Value:
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, str):
        return valid(cell) if cell else None
    return cell
