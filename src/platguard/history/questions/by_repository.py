"""The numbers of drift and of use with their repositories: what teams are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, case, func, literal, or_, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, seen


class Worst(NamedTuple):
    """What a repository comes to over all rules."""

    repository: str
    status: str
    failed: int
    """Files that could not be read."""
    state: str | None
    """The first of `words.STANDINGS` that came at all; None where no rule was judged."""


class Came(NamedTuple):
    """Failing findings of a repository that began or ended for one reason."""

    repository: str
    rule: str
    why: str
    """One of `words.CAUSES`, or of `words.ENDS`."""
    findings: int


class Lasted(NamedTuple):
    """Failing findings of a repository that were there for so many days."""

    repository: str
    rule: str
    days: int
    resolved: bool
    """Whether they ended so; the others are there on the last day."""
    findings: int


class InUse(NamedTuple):
    """A time in which something failed a rule, or was exempt from it."""

    repository: str
    address: str
    opened: date
    closed: date | None


def worst(database: Database, on: date) -> Iterator[Worst]:
    """Every repository of a day, by name."""
    o, s = seen(on).c, t.standings.c
    stands = and_(s.repository == o.repository, holds(t.standings, on))
    asked = (
        select(t.repositories.c.name, o.status, o.failed, func.min(s.state))
        .join(t.repositories, t.repositories.c.id == o.repository)
        .outerjoin(t.standings, stands)
        .group_by(t.repositories.c.name, o.status, o.failed)
    )
    yield from sorted((Worst(*row) for row in rows(database, asked)), key=lambda one: one[0])


def began(database: Database, since: date, until: date) -> Iterator[Came]:
    """What began to fail, or to be unseen, after `since` and through `until`."""
    s = t.spans.c
    fails = or_(s.outcome == "fail", and_(s.outcome == words.UNSEEN, s.seen == "fail"))
    yield from _came(database, since, until, s.opened, s.cause, fails)


def ended(database: Database, since: date, until: date) -> Iterator[Came]:
    """What ceased to fail as it did."""
    s = t.spans.c
    yield from _came(database, since, until, s.closed, s.ended, s.seen == "fail")


def _came(
    database: Database, since: date, until: date, day: object, why: object, fails: object
) -> Iterator[Came]:
    s = t.spans.c
    first, last = days.number(since) + 1, days.number(until)
    counted = (
        select(s.repository, s.rule, why.label("why"), func.count().label("count"))  # type: ignore[attr-defined]
        .where(day.between(first, last), fails)  # type: ignore[attr-defined, arg-type]
        .group_by(s.repository, s.rule, why)  # type: ignore[arg-type]
        .subquery()
    )
    c = counted.c
    asked = (
        select(t.repositories.c.name, t.rules.c.name, c.why, c.count)
        .join(t.repositories, t.repositories.c.id == c.repository)
        .join(t.rules, t.rules.c.id == c.rule)
    )
    yield from sorted(Came(*row) for row in rows(database, asked))


def lasted(database: Database, since: date, until: date) -> Iterator[Lasted]:
    """How long failing findings were there that were resolved after `since` and through `until`, or
    are there on that day; those that were there when somebody looked for the first time have no
    first day and are left out."""
    s, origin = t.spans.c, t.spans.alias("origin")
    first, last = days.number(since) + 1, days.number(until)
    resolved = and_(s.closed.between(first, last), s.ended == words.RESOLVED)
    end = case((resolved, s.closed), else_=literal(last))
    known = and_(origin.c.finding == s.finding, origin.c.opened == s.since)
    counted = (
        select(
            s.repository,
            s.rule,
            (end - s.since).label("lasted"),
            case((resolved, 1), else_=0).label("resolved"),
            func.count().label("count"),
        )
        .outerjoin(origin, known)
        .where(s.seen == "fail", or_(resolved, and_(holds(t.spans, until), s.outcome == "fail")))
        .where(or_(origin.c.cause.is_(None), origin.c.cause != words.FIRST))
        .group_by(s.repository, s.rule, "lasted", "resolved")
        .subquery()
    )
    c = counted.c
    asked = (
        select(t.repositories.c.name, t.rules.c.name, c.lasted, c.resolved, c.count)
        .join(t.repositories, t.repositories.c.id == c.repository)
        .join(t.rules, t.rules.c.id == c.rule)
    )
    yield from sorted(
        Lasted(name, rule, lasted, bool(resolved), number)
        for name, rule, lasted, resolved, number in rows(database, asked)
    )


def in_use(database: Database, rule: str, since: date, until: date) -> Iterator[InUse]:
    """What failed a rule or was exempt from it on any of the days, by repository and address."""
    s = t.spans.c
    asked = (
        select(t.repositories.c.name, t.texts.c.text, s.opened, s.closed)
        .join(t.findings, t.findings.c.id == s.finding)
        .join(t.texts, t.texts.c.id == t.findings.c.address)
        .join(t.repositories, t.repositories.c.id == s.repository)
        .join(t.rules, t.rules.c.id == s.rule)
        .where(t.rules.c.name == rule, s.outcome.in_(words.FAILING))
        .where(s.opened <= days.number(until))
        .where(or_(s.closed.is_(None), s.closed > days.number(since)))
    )
    found = [
        InUse(name, address, days.day_of(opened), days.optional_day(closed))
        for name, address, opened, closed in rows(database, asked)
    ]
    yield from sorted(found, key=lambda one: one[:3])


def exempt(database: Database, rule: str, on: date) -> Iterator[tuple[str, str]]:
    """Repository and address of what an exception covers on a day."""
    s = t.spans.c
    asked = (
        select(t.repositories.c.name, t.texts.c.text)
        .join(t.findings, t.findings.c.id == s.finding)
        .join(t.texts, t.texts.c.id == t.findings.c.address)
        .join(t.repositories, t.repositories.c.id == s.repository)
        .join(t.rules, t.rules.c.id == s.rule)
        .where(t.rules.c.name == rule, s.outcome == "exempt", holds(t.spans, on))
        .distinct()
    )
    yield from sorted((name, address) for name, address in rows(database, asked))
