"""What was looked at in some time, and what could not be judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import rows

_GAPS = ("incomplete", "failed", "quarantined", "missing")


class Gap(NamedTuple):
    """A time in which a repository was not judged, or not in full, for one reason."""

    repository: str
    status: str
    reason: str
    first: date
    last: date
    """The last day within what was asked about."""


def looked_at(database: Database, on: date) -> frozenset[str]:
    """The repositories that complete runs looked at on a day."""
    asked = (
        select(t.repositories.c.name)
        .join(t.looks, t.looks.c.repository == t.repositories.c.id)
        .join(t.runs, t.runs.c.id == t.looks.c.run)
        .where(t.looks.c.day == days.number(on), t.runs.c.state == words.COMPLETE)
    )
    return frozenset(row.name for row in rows(database, asked))


def gaps(database: Database, since: date, until: date) -> Iterator[Gap]:
    """All gaps between two days, in the order of repositories and days."""
    o = t.observations.c
    asked = (
        select(t.repositories.c.name, o.status, t.texts.c.text, o.opened, o.closed)
        .join(t.repositories, t.repositories.c.id == o.repository)
        .join(t.texts, t.texts.c.id == o.reason)
        .where(o.status.in_(_GAPS), o.opened <= days.number(until))
        .where(or_(o.closed.is_(None), o.closed > days.number(since)))
    )
    found = []
    for name, status, reason, opened, closed in rows(database, asked):
        end = days.day_of(closed) - timedelta(days=1) if closed else until
        first, last = max(days.day_of(opened), since), min(end, until)
        found.append(Gap(name, status, reason, first, last))
    yield from sorted(found, key=lambda gap: (gap.repository, gap.first))
