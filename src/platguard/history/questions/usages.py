"""Tools and runtimes in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

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
