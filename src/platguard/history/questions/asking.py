"""How questions are asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from platguard.history import days
from platguard.history.database import Database
from platguard.history.tables import observations, placements

_AT_ONCE = 2_000


def rows(database: Database, asked: Select[Any]) -> Iterator[Any]:
    """The rows of an answer, some at a time."""
    with database.reading() as connection:
        yield from connection.execution_options(yield_per=_AT_ONCE).execute(asked)


def holds(table: Table, on: date) -> ColumnElement[bool]:
    """Whether a row of steps or spans holds on a day."""
    day = days.number(on)
    return and_(table.c.opened <= day, or_(table.c.closed.is_(None), table.c.closed > day))


def there(on: date) -> Select[Any]:
    """The numbers of the repositories that are in the organisation on a day."""
    return select(placements.c.repository).where(holds(placements, on))


def unjudged(on: date) -> Select[Any]:
    """The numbers of the repositories of which a day's findings are not known."""
    judged = observations.c.status.in_(("judged", "incomplete", "empty"))
    return select(observations.c.repository).where(holds(observations, on), ~judged)
