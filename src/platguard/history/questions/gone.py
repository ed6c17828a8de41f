"""What is there no more, or does nothing: repositories that left, rules that say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import rows, there
from platguard.model.states import Spoken


class Left(NamedTuple):
    """A repository that is not in the organisation any more."""

    repository: str
    seen_on: date
    """The day of the last scan that it was there for."""


def left(database: Database, on: date) -> Iterator[Left]:
    """Repositories that were in the organisation before, and are not on a day, by name."""
    p, k = t.placements.c, t.looks.c
    gone = (
        select(p.repository, func.max(p.closed).label("closed"))
        .where(p.closed <= days.number(on), p.repository.not_in(there(on)))
        .group_by(p.repository)
        .subquery()
    )
    asked = (
        select(t.repositories.c.name, func.max(k.day))
        .join(gone, gone.c.repository == t.repositories.c.id)
        .join(t.looks, and_(k.repository == gone.c.repository, k.day < gone.c.closed))
        .group_by(t.repositories.c.name)
    )
    yield from sorted(Left(name, days.day_of(day)) for name, day in rows(database, asked))


def spoken(database: Database, on: date) -> Iterator[Spoken]:
    """The rules of a day with the last day on which they said something, by id."""
    s, e = t.standings.c, t.rule_editions.c
    day = days.number(on)
    said = (
        select(s.rule, func.max(func.coalesce(s.closed - 1, day)).label("last_on"))
        .where(s.opened <= day, s.state.in_(("fail", "unknown", "exempt", "pass")))
        .group_by(s.rule)
        .subquery()
    )
    known = select(e.rule).where(e.opened <= day, or_(e.closed.is_(None), e.closed > day))
    asked = (
        select(t.rules.c.name, func.min(e.opened), func.max(said.c.last_on))
        .join(t.rules, t.rules.c.id == e.rule)
        .outerjoin(said, said.c.rule == e.rule)
        .where(e.rule.in_(known))
        .group_by(t.rules.c.name)
    )
    found = [
        Spoken(
            name, days.day_of(since), days.optional_day(None if last is None else min(last, day))
        )
        for name, since, last in rows(database, asked)
    ]
    yield from sorted(found)
