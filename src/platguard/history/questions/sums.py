"""What repositories come to, added up in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import (
    Integer,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
    union_all,
)

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, seen, unjudged


def above_notes(database: Database, on: date) -> Iterator[str]:
    """The repositories in which something fails that is more than a note.

    One such finding decides, so that of what is there now only the first of each is looked for.
    """
    s, r, day = t.spans.c, t.repositories.c, days.number(on)
    is_bad = and_(s.outcome == "fail", s.level.in_(("error", "warning")), s.opened <= day)
    now = exists().where(s.repository == r.id, s.closed.is_(None), is_bad)
    later = select(s.repository).where(s.closed > day, is_bad)
    for row in rows(database, select(r.name).where(or_(now, r.id.in_(later)))):
        yield row.name


def failed_in(database: Database, on: date) -> Iterator[tuple[str, int]]:
    """How many findings fail in each repository, where that is known."""
    day, s = days.number(on), t.spans.c
    told = select(s.repository).where(s.outcome == "fail", s.opened <= day)
    # Most of what fails on a day does now, and the rest ended later.
    found = union_all(told.where(s.closed.is_(None)), told.where(s.closed > day)).subquery().c
    counted = (
        select(found.repository, func.count().label("count"))
        .where(found.repository.not_in(unjudged(on)))
        .group_by(found.repository)
        .subquery()
    )
    asked = select(t.repositories.c.name, counted.c.count)
    asked = asked.join(counted, counted.c.repository == t.repositories.c.id)
    yield from sorted((name, number) for name, number in rows(database, asked))


def worst(database: Database, on: Sequence[date]) -> Iterator[tuple[date, Worst]]:
    """What every repository of each day comes to, by day and name."""
    s, numbers = t.standings.c, [days.number(day) for day in on]
    state = type_coerce(s.state, Integer)
    # What holds on all of the days is nearly all, and is looked at once.
    always = and_(s.opened <= min(numbers, default=0), s.closed.is_(None))
    told = select(s.repository, func.min(state)).where(always).group_by(s.repository)
    lasting = dict(tuple(row) for row in rows(database, told))
    columns = [func.min(case((holds(t.standings, day), state))) for day in on]
    told = select(s.repository, *columns).where(not_(always)).group_by(s.repository)
    passing = {number: lowest for number, *lowest in rows(database, told)}
    names = {row.id: row.name for row in rows(database, select(t.repositories))}
    nothing = [None] * len(on)
    for place, day in enumerate(on):
        o = seen(day).c
        there = rows(
            database,
            select(
                o.repository, o.status, o.failed, *(o[f"checks_{name}"] for name in words.CHECKED)
            ),
        )
        named = sorted(((names[row[0]], *row) for row in there), key=itemgetter(0))
        for name, number, status, failed, *checks in named:
            found = (lasting.get(number), passing.get(number, nothing)[place])
            lowest = min((one for one in found if one is not None), default=None)
            held = None if lowest is None else words.STANDINGS[lowest]
            yield day, Worst(name, status, failed, held, None if None in checks else tuple(checks))


class Worst(NamedTuple):
    """What a repository comes to over all rules."""

    repository: str
    status: str
    failed: int
    """Files that could not be read."""
    state: str | None
    """The first of `words.STANDINGS` that came at all; None where no rule was judged."""
    checks: tuple[int, ...] | None
    """How often each of `words.CHECKED` came; None where that is not known."""
