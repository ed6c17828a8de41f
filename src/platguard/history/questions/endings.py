"""What passes and soon will not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, there
from platguard.model.ending import Ending


def endings(database: Database, on: date) -> Iterator[Ending]:
    """What was known on a day to end on it or later, by that day, rule, thing and repository."""
    e = t.endings.c
    asked = (
        select(e.day, t.rules.c.name, t.texts.c.text, t.repositories.c.name, e.findings)
        .join(t.rules, t.rules.c.id == e.rule)
        .join(t.texts, t.texts.c.id == e.what)
        .join(t.repositories, t.repositories.c.id == e.repository)
        .where(holds(t.endings, on), e.repository.in_(there(on)), e.day >= days.number(on))
    )
    yield from sorted(Ending(days.day_of(day), *more) for day, *more in rows(database, asked))
