"""Which repositories comply with which rules on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Integer, Text, cast, func, select, type_coerce

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import counting, holds, rows, there, unjudged


class Tally(NamedTuple):
    """How often each outcome of a rule came in all repositories of the organisation."""

    as_of: date
    rule: str
    passed: int
    failed: int
    exempt: int
    unknown: int
    not_applicable: int
    not_evaluated: int


def held(database: Database, on: date) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Repository and the state of each of its rules, for those that the day's scan could judge.

    There may be a million: those of a repository are read as one text.
    """
    s, r = t.standings.c, t.repositories.c
    codes = s.rule * len(words.STANDINGS) + type_coerce(s.state, Integer)
    told = (
        select(s.repository, func.aggregate_strings(cast(codes, Text), " ").label("codes"))
        .where(holds(t.standings, on))
        .group_by(s.repository)
        .subquery()
    )
    wanted = r.id.in_(there(on)) & r.id.not_in(unjudged(on))
    asked = select(r.name, told.c.codes).join(told, told.c.repository == r.id).where(wanted)
    known = {
        str(row.id * len(words.STANDINGS) + place): (row.name, state)
        for row in rows(database, select(t.rules))
        for place, state in enumerate(words.STANDINGS)
    }
    for name, text in rows(database, asked):
        yield name, dict(map(known.__getitem__, text.split()))


def tallies(database: Database, since: date, until: date) -> Iterator[Tally]:
    """The exact numbers of outcomes by day and rule, of days with a complete run about all
    repositories, and the last one of each: numbers of some repositories are none of a day."""
    c = t.tallies.c
    counts = ("pass", "fail", "exempt", "unknown", "not_applicable", "not_evaluated")
    asked = (
        select(t.runs.c.as_of, t.rules.c.name, *(c[name] for name in counts))
        .join(t.runs, t.runs.c.id == c.run)
        .join(t.rules, t.rules.c.id == c.rule)
        .where(c.run.in_(counting(since, until)), t.runs.c.whole == 1)
        .order_by(t.runs.c.as_of)
    )
    found = [Tally(days.day_of(row[0]), *row[1:]) for row in rows(database, asked)]
    yield from sorted(found)
