"""Since when repositories, or the Components in them, comply, as their scans saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, func, select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import rows

Of = str | tuple[str, str]
"""A repository, or a repository and one of its Components that are a part of it."""
_BAD = ("fail", "unknown", "exempt")
_NAMES = {
    "repository": t.repositories.c.name,
    "service": t.texts.c.text,
    "rule": t.rules.c.name,
}
"""What the numbers in columns stand for."""


def last_bad(database: Database, on: date, *, of_services: bool) -> Iterator[tuple[Of, str, date]]:
    """Of what, rule, and the first day on which that did not fail any more, and was neither unknown
    nor exempt, after the last time that it did; in order."""
    table, whose = _standings(of_services=of_services)
    s = table.c
    ended = (s.state.in_(_BAD), s.closed.is_not(None), s.closed <= days.number(on))
    for *of, rule, day in _days(database, [*whose, s.rule], func.max(s.closed), ended):
        yield _of(of), rule, day


def first_pass(database: Database, on: date, *, of_services: bool) -> Iterator[tuple[Of, date]]:
    """Of what, and the first day on which that was there and any rule passed in it; in order."""
    table, whose = _standings(of_services=of_services)
    s = table.c
    passed = (s.state == "pass", s.opened <= days.number(on))
    for *of, day in _days(database, whose, func.min(s.opened), passed):
        yield _of(of), day


def known_since(database: Database, on: date) -> Iterator[tuple[str, date]]:
    """Rule and the first day on which the standards had it, by rule."""
    e = t.rule_editions.c
    yield from _days(database, [e.rule], func.min(e.opened), [e.opened <= days.number(on)])


def _standings(*, of_services: bool) -> tuple[Table, Sequence[Column[Any]]]:
    """Where it is told what a rule comes to, and the columns that say where."""
    table = t.service_standings if of_services else t.standings
    return table, [table.c[name] for name in ("repository", "service") if name in table.c]


def _days(
    database: Database,
    keys: Sequence[Column[Any]],
    day: ColumnElement[int],
    which: Sequence[ColumnElement[bool]],
) -> Iterator[Any]:
    """The names of each of some keys, and its day among the rows that count; in order."""
    found = select(*keys, day.label("day")).where(*which).group_by(*keys).subquery()
    names = [_NAMES[key.name] for key in keys]
    asked = select(*names, found.c.day).select_from(found)
    for key, name in zip(keys, names, strict=True):
        asked = asked.join(name.table, name.table.c.id == found.c[key.name])
    yield from sorted((*told, days.day_of(number)) for *told, number in rows(database, asked))


def _of(names: Sequence[str]) -> Of:
    return names[0] if len(names) == 1 else (names[0], names[1])
