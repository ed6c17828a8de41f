"""Tools and runtimes in use, and over days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, there


class UsageNow(NamedTuple):
    """Something in use in a repository on a day."""

    kind: str
    category: str
    product: str
    version: str
    repository: str
    subject: str
    path: str
    line: int
    strength: str


class UsageCount(NamedTuple):
    """How much of a product was in use on a day."""

    day: date
    kind: str
    category: str
    product: str
    version: str
    strength: str
    subjects: int
    """Each once a repository, however many files name it."""
    repositories: int


def usages(database: Database, on: date) -> Iterator[UsageNow]:
    """What is in use on a day, by kind, category, product, version and repository."""
    u = t.usages.c
    category, product, version, subject, path = (
        t.texts.alias(name) for name in ("category", "product", "version", "subject", "path")
    )
    asked = (
        select(
            u.kind, category.c.text, product.c.text, version.c.text, t.repositories.c.name,
            subject.c.text, path.c.text, u.line, u.strength,
        )
        .join(t.repositories, t.repositories.c.id == u.repository)
        .join(category, category.c.id == u.category)
        .join(product, product.c.id == u.product)
        .join(version, version.c.id == u.version)
        .join(subject, subject.c.id == u.subject)
        .join(path, path.c.id == u.path)
        .where(holds(t.usages, on), u.repository.in_(there(on)))
    )  # fmt: skip
    yield from sorted(UsageNow(*row) for row in rows(database, asked))


def usage_counts(
    database: Database, since: date, until: date, products: tuple[str, ...] = ()
) -> Iterator[UsageCount]:
    """How much was in use on each day of a complete run; of some products, or of all.

    Repositories that have left the organisation do not count from then on.
    """
    u, p, r = t.usages.c, t.placements.c, t.runs.c
    category, product, version = (
        t.texts.alias(name) for name in ("category", "product", "version")
    )
    ran = (
        select(r.as_of.label("day"))
        .where(r.state == "complete", r.as_of.between(days.number(since), days.number(until)))
        .distinct()
        .subquery()
    )
    day = ran.c.day
    used = and_(u.opened <= day, or_(u.closed.is_(None), u.closed > day))
    is_there = and_(
        p.repository == u.repository, p.opened <= day, or_(p.closed.is_(None), p.closed > day)
    )
    subjects = (
        select(day, u.kind, u.category, u.product, u.version, u.strength, u.repository, u.subject)
        .join(t.usages, used)
        .join(t.placements, is_there)
        .distinct()
    )
    if products:
        named = select(t.texts.c.id).where(t.texts.c.text.in_(products))
        subjects = subjects.where(u.product.in_(named))
    s = subjects.subquery().c
    keys = (s.day, s.kind, category.c.text, product.c.text, version.c.text, s.strength)
    asked = (
        select(*keys, func.count(), func.count(s.repository.distinct()))
        .join(category, category.c.id == s.category)
        .join(product, product.c.id == s.product)
        .join(version, version.c.id == s.version)
        .group_by(*keys)
    )
    found = [UsageCount(days.day_of(row[0]), *row[1:]) for row in rows(database, asked)]
    yield from sorted(found)
