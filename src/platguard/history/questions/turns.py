"""When rules failed in repositories and when they ceased to: what is behind every trend by rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache

from sqlalchemy import and_, func, not_, or_, select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import among, rows
from platguard.model.turn import Turn

_LEFT = ("fail", "unknown", "exempt")


def turns(database: Database, on: date) -> Iterator[Turn]:
    """The times that began by a day, in no certain order, but for those that last from the first
    look of all through that day: what is so today was so then, and that may be most of it."""
    s, day = t.standings.c, days.number(on)
    first = select(func.min(s.opened)).scalar_subquery()
    lasts = and_(s.opened == first, or_(s.closed.is_(None), s.closed > day))
    asked = select(s.repository, s.rule, s.state, s.opened, s.closed).where(
        s.state.in_(_LEFT), s.opened <= day, not_(lasts)
    )
    names = {row.id: row.name for row in rows(database, select(t.repositories))}
    rules = {row.id: row.name for row in rows(database, select(t.rules))}
    of = cache(days.day_of)
    for repository, rule, state, opened, closed in rows(database, asked):
        ended = None if closed is None or closed > day else of(closed)
        yield Turn(names[repository], rules[rule], state, of(opened), ended)


def first_passes(
    database: Database, on: date, names: Collection[str] | None
) -> Iterator[tuple[str, date]]:
    """Rule and the first day by then on which it passed in any repository, or in any of these
    names; by rule."""
    s, r = t.standings.c, t.repositories.c
    asked = select(s.rule, func.min(s.opened)).where(s.state == "pass", s.opened <= days.number(on))
    if names is not None:
        asked = asked.where(s.repository.in_(select(r.id).where(among(names))))
    rules = {row.id: row.name for row in rows(database, select(t.rules))}
    found = rows(database, asked.group_by(s.rule))
    yield from sorted((rules[rule], days.day_of(day)) for rule, day in found)
