"""The numbers of drift and of use with their repositories: what teams are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, and_, func, or_, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, written_out


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
    path: str
    subject: str
    """Of the address."""
    opened: date
    closed: date | None
    outcome: str
    """fail or exempt."""


_STAYING = frozenset(
    (words.MOVED, words.REWORDED, words.RAISED, words.UNSEEN, words.SEEN_AGAIN, words.CHANGED)
)
"""Causes and ends of states of what fails before and after."""


def stays(came: Came) -> bool:
    """Whether it failed before and fails since: it is told otherwise, stands elsewhere, counts for
    more, or its file can be read no more, or again."""
    return came.why in _STAYING


def began(database: Database, since: date, until: date) -> Iterator[Came]:
    """What began to fail as it does, or to be unseen, after `since` and through `until`."""
    s = t.spans.c
    fails = or_(s.outcome == "fail", and_(s.outcome == words.UNSEEN, s.seen == "fail"))
    yield from _came(database, since, until, s.opened, s.cause, fails)


def ended(database: Database, since: date, until: date) -> Iterator[Came]:
    """What ceased to fail as it did."""
    s = t.spans.c
    yield from _came(database, since, until, s.closed, s.ended, s.seen == "fail")


def _came(
    database: Database,
    since: date,
    until: date,
    day: Column[int],
    why: Column[str],
    fails: ColumnElement[bool],
) -> Iterator[Came]:
    s = t.spans.c
    first, last = days.number(since) + 1, days.number(until)
    counted = (
        select(s.repository, s.rule, why.label("why"), func.count().label("count"))
        .where(day.between(first, last), fails)
        .group_by(s.repository, s.rule, why)
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
    """What failed a rule or was exempt from it on any of the days, by repository, address and
    path."""
    s, f = t.spans.c, t.findings.c
    address, path, subject = (t.texts.alias(name) for name in ("address", "path", "subject"))
    told = (one.c.text for one in (address, path, subject))
    asked = (
        select(t.repositories.c.name, *told, s.opened, s.closed, s.outcome)
        .join(t.findings, f.id == s.finding)
        .join(address, address.c.id == f.address)
        .join(path, path.c.id == f.path)
        .join(subject, subject.c.id == f.subject)
        .join(t.repositories, t.repositories.c.id == s.repository)
        .join(t.rules, t.rules.c.id == s.rule)
        .where(t.rules.c.name == rule, s.outcome.in_(words.FAILING))
        .where(s.opened <= days.number(until))
        .where(or_(s.closed.is_(None), s.closed > days.number(since)))
    )
    found = [
        InUse._make((*what, days.day_of(opened), days.optional_day(closed), outcome))
        for *what, opened, closed, outcome in rows(database, asked)
    ]
    yield from sorted(found, key=lambda one: one[:5])


def exempt(database: Database, rules: Collection[str], on: date) -> Iterator[tuple[str, str, str]]:
    """Repository, rule and address of what an exception covers on a day, of some rules."""
    s = t.spans.c
    asked = (
        select(t.repositories.c.name, t.rules.c.name, t.texts.c.text)
        .join(t.findings, t.findings.c.id == s.finding)
        .join(t.texts, t.texts.c.id == t.findings.c.address)
        .join(t.repositories, t.repositories.c.id == s.repository)
        .join(t.rules, t.rules.c.id == s.rule)
        .where(t.rules.c.name.in_(written_out(rules)), s.outcome == "exempt")
        .where(holds(t.spans, on))
        .distinct()
    )
    yield from sorted((name, rule, address) for name, rule, address in rows(database, asked))
