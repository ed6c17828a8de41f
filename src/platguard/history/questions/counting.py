"""How often each number comes in columns of millions of rows.

SQLite groups rows by sorting them, which takes a second for a million and each grouping. There the
numbers are read as text, those of many rows at once, and counted here in a fraction of that.
PostgreSQL groups by hashing, and needs no help.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import FromClause, Select, Text, cast, func, select

from platguard.history.database import Database
from platguard.history.questions.asking import rows

_PARTS = 32
"""Parts that are read as one text."""
_AT_ONCE = 1_000_000
"""Characters that are counted at once: one column after the other, because what is counted has to
stay near the processor, and few enough to hold."""


def counted(database: Database, found: FromClause) -> list[Counter[int]]:
    """The numbers of each column but the first, which says what part of the rows each is in: the
    rows of a part lie beside each other in an index. What has no value does not count."""
    part, *columns = found.c
    if not database.is_sqlite:
        return _grouped(database, columns)
    told: list[Any] = [_joined(cast(each, Text)).label(each.name) for each in columns]
    by_part, *joined = select(part, *told).group_by(part).subquery().c
    # For each row that comes we wait for our turn while others work: so let few come.
    asked: Select[Any] = select(*map(_joined, joined)).group_by(by_part // _PARTS)
    counts: list[Counter[str]] = [Counter() for _ in columns]
    for texts in _together(rows(database, asked)):
        for count, text in zip(counts, texts, strict=True):
            count.update(text.split())
    return [Counter({int(key): number for key, number in count.items()}) for count in counts]


def _joined(column: Any) -> Any:
    return func.aggregate_strings(column, " ")


def _grouped(database: Database, columns: Sequence[Any]) -> list[Counter[int]]:
    """The same from a database that goes through the rows once for all columns."""
    counts: list[Counter[int]] = [Counter() for _ in columns]
    asked: Select[Any] = select(*columns, func.count())
    for *keys, number in rows(database, asked.group_by(func.grouping_sets(*columns))):
        for count, key in zip(counts, keys, strict=True):
            # In each row all columns are empty but the one that it is about.
            if key is not None:
                count[int(key)] = number
    return counts


def _together(parts: Iterator[Sequence[str | None]]) -> Iterator[list[str]]:
    """The texts of some parts after each other."""
    held: list[Sequence[str]] = []
    size = 0
    for part in parts:
        held.append([text or "" for text in part])
        size += sum(map(len, held[-1]))
        if size > _AT_ONCE:
            yield [*map(" ".join, zip(*held, strict=True))]
            held, size = [], 0
    if held:
        yield [*map(" ".join, zip(*held, strict=True))]
