"""The numbers of drift and of use with their repositories: what teams are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows


class Came(NamedTuple):
    """Failing findings of a repository that began or ended for one reason."""

    repository: str
    rule: str
    why: str
    """One of `words.CAUSES`, or of `words.ENDS`."""
    findings: int


class InUse(NamedTuple):
    """A time in which something failed a rule, or was exempt from it."""

    repository: str
    address: str
    opened: date
    closed: date | None
    outcome: str
    """fail or exempt."""


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


def in_use(database: Database, rule: str, since: date, until: date) -> Iterator[InUse]:
    """What failed a rule or was exempt from it on any of the days, by repository and address."""
    s = t.spans.c
    asked = (
        select(t.repositories.c.name, t.texts.c.text, s.opened, s.closed, s.outcome)
        .join(t.findings, t.findings.c.id == s.finding)
        .join(t.texts, t.texts.c.id == t.findings.c.address)
        .join(t.repositories, t.repositories.c.id == s.repository)
        .join(t.rules, t.rules.c.id == s.rule)
        .where(t.rules.c.name == rule, s.outcome.in_(words.FAILING))
        .where(s.opened <= days.number(until))
        .where(or_(s.closed.is_(None), s.closed > days.number(since)))
    )
    found = [
        InUse(name, address, days.day_of(opened), days.optional_day(closed), outcome)
        for name, address, opened, closed, outcome in rows(database, asked)
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
