"""Since when repositories comply, as their scans saw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import rows

_BAD = ("fail", "unknown", "exempt")


def last_bad(database: Database, on: date) -> Iterator[tuple[str, str, date]]:
    """Repository, rule, and the first day on which that did not fail any more, and was neither
    unknown nor exempt, after the last time that it did; by repository and rule."""
    s = t.standings.c
    ends = (
        select(s.repository, s.rule, func.max(s.closed).label("ended"))
        .where(s.state.in_(_BAD), s.closed.is_not(None), s.closed <= days.number(on))
        .group_by(s.repository, s.rule)
        .subquery()
    )
    asked = (
        select(t.repositories.c.name, t.rules.c.name, ends.c.ended)
        .join(t.repositories, t.repositories.c.id == ends.c.repository)
        .join(t.rules, t.rules.c.id == ends.c.rule)
    )
    yield from sorted((name, rule, days.day_of(day)) for name, rule, day in rows(database, asked))


def first_pass(database: Database, on: date) -> Iterator[tuple[str, date]]:
    """Repository and the first day on which any rule passed there, by repository."""
    s = t.standings.c
    begun = (
        select(s.repository, func.min(s.opened).label("begun"))
        .where(s.state == "pass", s.opened <= days.number(on))
        .group_by(s.repository)
        .subquery()
    )
    asked = select(t.repositories.c.name, begun.c.begun)
    asked = asked.join(t.repositories, t.repositories.c.id == begun.c.repository)
    yield from sorted((name, days.day_of(day)) for name, day in rows(database, asked))


def last_bad_of_services(database: Database, on: date) -> Iterator[tuple[str, str, str, date]]:
    """As `last_bad` of the Components that are a part of their repository: repository, Component,
    rule and day."""
    s = t.service_standings.c
    ends = (
        select(s.repository, s.service, s.rule, func.max(s.closed).label("ended"))
        .where(s.state.in_(_BAD), s.closed.is_not(None), s.closed <= days.number(on))
        .group_by(s.repository, s.service, s.rule)
        .subquery()
    )
    asked = (
        select(t.repositories.c.name, t.texts.c.text, t.rules.c.name, ends.c.ended)
        .join(t.repositories, t.repositories.c.id == ends.c.repository)
        .join(t.texts, t.texts.c.id == ends.c.service)
        .join(t.rules, t.rules.c.id == ends.c.rule)
    )
    yield from sorted((*names, days.day_of(day)) for *names, day in rows(database, asked))


def first_pass_of_services(database: Database, on: date) -> Iterator[tuple[str, str, date]]:
    """Repository, Component, and the first day on which that was a part of it in which any rule
    passed."""
    s = t.service_standings.c
    begun = (
        select(s.repository, s.service, func.min(s.opened).label("begun"))
        .where(s.state == "pass", s.opened <= days.number(on))
        .group_by(s.repository, s.service)
        .subquery()
    )
    asked = (
        select(t.repositories.c.name, t.texts.c.text, begun.c.begun)
        .join(t.repositories, t.repositories.c.id == begun.c.repository)
        .join(t.texts, t.texts.c.id == begun.c.service)
    )
    yield from sorted((*names, days.day_of(day)) for *names, day in rows(database, asked))


def known_since(database: Database, on: date) -> Iterator[tuple[str, date]]:
    """Rule and the first day on which the standards had it, by rule."""
    e = t.rule_editions.c
    asked = (
        select(t.rules.c.name, func.min(e.opened))
        .join(t.rules, t.rules.c.id == e.rule)
        .where(e.opened <= days.number(on))
        .group_by(t.rules.c.name)
    )
    yield from sorted((name, days.day_of(day)) for name, day in rows(database, asked))
