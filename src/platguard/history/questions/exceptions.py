"""What exceptions cover, day by day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.pieces import pieces
from platguard.history.questions.asking import among, holds, rows


class Covered(NamedTuple):
    """A finding that an exception covers."""

    repository: str
    exception: str
    fingerprint: str


class Matched(NamedTuple):
    """A time in which an exception covered the same number of findings of a repository."""

    exception: str
    repository: str
    opened: date
    closed: date | None
    matches: int


def matched(database: Database, since: date, until: date) -> Iterator[Matched]:
    """What exceptions covered on any of the days, by exception, repository and day."""
    m = t.exception_matches.c
    asked = (
        select(t.texts.c.text, t.repositories.c.name, m.opened, m.closed, m.matches)
        .join(t.texts, t.texts.c.id == m.exception)
        .join(t.repositories, t.repositories.c.id == m.repository)
        .where(m.opened <= days.number(until))
        .where(m.closed.is_(None) | (m.closed > days.number(since)))
    )
    found = [
        Matched(name, repository, days.day_of(opened), days.optional_day(closed), matches)
        for name, repository, opened, closed, matches in rows(database, asked)
    ]
    yield from sorted(found, key=lambda match: match[:3])


def covered(database: Database, on: date, repositories: Collection[str]) -> Iterator[Covered]:
    """What exceptions cover on a day in some repositories, as it was known last, in any order."""
    s, f = t.spans.c, t.findings.c
    asked = (
        select(t.repositories.c.name, t.texts.c.text, f.fingerprint)
        .join_from(t.spans, t.findings, f.id == s.finding)
        .join(t.repositories, t.repositories.c.id == s.repository)
        .join(t.texts, t.texts.c.id == s.exception)
        .where(holds(t.spans, on), s.outcome == "exempt")
    )
    for some in pieces(repositories):
        for name, exception, fingerprint in rows(database, asked.where(among(some))):
            yield Covered(name, exception, fingerprint.hex())
