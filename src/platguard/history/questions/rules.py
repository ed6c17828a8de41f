"""What the standards said of their rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows
from platguard.history.rule_notes import read
from platguard.model.organisation import RuleNote


def rules(database: Database, on: date) -> Iterator[RuleNote]:
    """The rules of a day, by id."""
    asked = select(t.rules.c.name, t.rule_editions)
    asked = asked.join(t.rules, t.rules.c.id == t.rule_editions.c.rule)
    found = [read(row) for row in rows(database, asked.where(holds(t.rule_editions, on)))]
    yield from sorted(found, key=lambda note: note.id)
