"""How findings come and go: the numbers of trends and of drift."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, literal, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, there, unjudged


class Total(NamedTuple):
    """How many findings a rule has on a day, in how many repositories."""

    rule: str
    outcome: str
    """As for a span; unseen as well where the day's scan could not judge the repository."""
    findings: int
    repositories: int


class Opened(NamedTuple):
    """Findings that began to be as they are."""

    day: date
    rule: str
    cause: str
    """One of `words.CAUSES`; `words.ADDING` are those by which more fail than before."""
    outcome: str
    findings: int


class Closed(NamedTuple):
    """Findings that ceased to be as they were."""

    day: date
    rule: str
    ended: str
    """One of `words.ENDS`."""
    outcome: str
    """As they were seen last."""
    findings: int


class Resolution(NamedTuple):
    """Failing findings that were resolved after some days."""

    rule: str
    days: int
    """From the day since which they had failed to the first on which they did not."""
    findings: int


def totals(database: Database, on: date) -> Iterator[Total]:
    """The findings of a day by rule and outcome."""
    s = t.spans.c
    counted = (
        select(s.rule, s.repository, s.outcome, func.count().label("findings"))
        .where(holds(t.spans, on), s.repository.in_(there(on)))
        .group_by(s.rule, s.repository, s.outcome)
        .subquery()
    )
    c = counted.c
    outcome = case(
        (c.repository.in_(unjudged(on)), literal("unseen", s.outcome.type)), else_=c.outcome
    ).label("told")
    asked = (
        select(t.rules.c.name, outcome, func.sum(c.findings), func.count(c.repository.distinct()))
        .join(t.rules, t.rules.c.id == c.rule)
        .group_by(t.rules.c.name, outcome)
    )
    found = [Total(row[0], row[1], int(row[2]), row[3]) for row in rows(database, asked)]
    yield from sorted(found, key=lambda total: (total.rule, words.OUTCOMES.index(total.outcome)))


def opened(database: Database, since: date, until: date) -> Iterator[Opened]:
    """What began on the days from `since` to `until`, by day, rule, cause and outcome."""
    s = t.spans.c
    asked = _counted(since, until, s.opened, s.cause, s.outcome)
    found = [Opened(days.day_of(row[0]), *row[1:]) for row in rows(database, asked)]
    yield from sorted(found)


def closed(database: Database, since: date, until: date) -> Iterator[Closed]:
    """What ended on the days from `since` to `until`, by day, rule, end and outcome."""
    s = t.spans.c
    asked = _counted(since, until, s.closed, s.ended, s.seen)
    found = [Closed(days.day_of(row[0]), *row[1:]) for row in rows(database, asked)]
    yield from sorted(found)


def _counted(since: date, until: date, day: Any, why: Any, outcome: Any) -> Select[Any]:
    counted = (
        select(
            day.label("day"),
            t.spans.c.rule,
            why.label("why"),
            outcome.label("outcome"),
            func.count().label("count"),
        )
        .where(day.between(days.number(since), days.number(until)))
        .group_by(day, t.spans.c.rule, why, outcome)
        .subquery()
    )
    c = counted.c
    named = select(c.day, t.rules.c.name, c.why, c.outcome, c.count)
    return named.join(t.rules, t.rules.c.id == c.rule)


def resolutions(database: Database, since: date, until: date) -> Iterator[Resolution]:
    """How long failing findings lasted that were resolved from `since` to `until`."""
    s = t.spans.c
    lasted = (s.closed - s.since).label("lasted")
    counted = (
        select(s.rule, lasted, func.count().label("count"))
        .where(s.closed.between(days.number(since), days.number(until)))
        .where(s.ended == words.RESOLVED, s.seen.in_(words.FAILING))
        .group_by(s.rule, lasted)
        .subquery()
    )
    c = counted.c
    asked = select(t.rules.c.name, c.lasted, c.count).join(t.rules, t.rules.c.id == c.rule)
    yield from sorted(Resolution(*row) for row in rows(database, asked))
