"""How questions are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)

from platguard.history import days, words
from platguard.history.database import Database
from platguard.history.tables import observations, placements, repositories, runs
from platguard.model.organisation import WITH_FINDINGS

_AT_ONCE = 2_000


def rows(database: Database, asked: Select[Any]) -> Iterator[Any]:
    """The rows of an answer, some at a time."""
    with database.reading() as connection:
        found = connection.execution_options(yield_per=_AT_ONCE).execute(asked)
        for some in found.partitions():
            yield from some


def numbers(database: Database, asked: Select[Any]) -> Iterator[tuple[str, str]]:
    """The rows of an answer of whole numbers: the first of each, and the others with commas between
    them, nothing for none.

    They are read as one text: for every row that a driver hands out it waits for its turn while
    others work, which takes longer than the row.
    """
    first, *others = asked.subquery().c
    told = cast(first, Text) + " "
    for place, each in enumerate(others):
        told += ("," if place else "") + func.coalesce(cast(each, Text), "")
    text = next(rows(database, select(func.aggregate_strings(told, " "))))[0] or ""
    parts = text.split(" ")
    return zip(parts[::2], parts[1::2], strict=False)


def holds(table: FromClause, on: date) -> ColumnElement[bool]:
    """Whether a row of steps or spans holds on a day."""
    day = days.number(on)
    return and_(table.c.opened <= day, or_(table.c.closed.is_(None), table.c.closed > day))


def there(on: date) -> Select[Any]:
    """The numbers of the repositories that are in the organisation on a day."""
    return select(placements.c.repository).where(holds(placements, on))


def among(names: Collection[str]) -> ColumnElement[bool]:
    """Whether a repository has one of these names."""
    return repositories.c.name.in_(written_out(names))


def written_out(values: Collection[Any]) -> BindParameter[Any]:
    """Values that stand in the statement itself, because databases limit the number of
    parameters."""
    return bindparam("written", sorted(values), expanding=True, literal_execute=True, unique=True)


def seen(on: date) -> Subquery:
    """What was known of the repositories that are in the organisation on a day, a row each.

    There is a row for every day on which something changed: the one of the day is found by its key,
    from each placement, rather than among all of them.
    """
    day = days.number(on)
    earlier = observations.alias()
    newest = select(func.max(earlier.c.opened))
    newest = newest.where(earlier.c.repository == placements.c.repository, earlier.c.opened <= day)
    same = and_(
        observations.c.repository == placements.c.repository,
        observations.c.opened == newest.scalar_subquery(),
    )
    ends = or_(observations.c.closed.is_(None), observations.c.closed > day)
    found = select(observations).join_from(placements, observations, same)
    return found.where(holds(placements, on), ends).subquery("seen")


def unjudged(on: date) -> Select[Any]:
    """The numbers of the repositories of which a day's findings are not known."""
    found = seen(on).c
    return select(found.repository).where(found.status.not_in(WITH_FINDINGS))


def judged(on: date) -> Select[Any]:
    """The numbers of the repositories of which a day's findings are known."""
    found = seen(on).c
    return select(found.repository).where(found.status.in_(WITH_FINDINGS))


def counting(since: date, until: date) -> Select[Any]:
    """The numbers of the runs whose sums are those of their days: the last complete one about all
    repositories, or about some where there is none."""
    c, other = runs.c, runs.alias()
    is_complete = c.state == words.COMPLETE
    whole = exists().where(
        other.c.as_of == c.as_of, other.c.state == words.COMPLETE, other.c.whole == 1
    )
    asked = select(func.max(c.id)).where(is_complete, or_(c.whole == 1, ~whole))
    return asked.where(c.as_of.between(days.number(since), days.number(until))).group_by(c.as_of)
