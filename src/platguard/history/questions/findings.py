"""Findings themselves: those of a day, and all that a repository ever had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, there


class Finding(NamedTuple):
    """A finding on a day."""

    repository: str
    path: str
    line: int
    column: int
    rule: str
    fingerprint: str
    outcome: str
    level: str
    severity: str
    message: str
    worded_on: date | None
    """The day of the message, where it counts days; None where it counts none."""
    address: str
    subject: str
    exception: str
    since: date
    """Since when it has failed without a gap."""
    first_seen: date
    regressions: int
    cause: str


class Past(NamedTuple):
    """A time in which a finding was as it was."""

    repository: str
    rule: str
    fingerprint: str
    path: str
    opened: date
    closed: date | None
    """The first day on which it was so no more; None while it is."""
    since: date
    outcome: str
    level: str
    severity: str
    message: str
    exception: str
    cause: str
    ended: str


def findings(
    database: Database, on: date, *, outcomes: tuple[str, ...] = words.OUTCOMES
) -> Iterator[Finding]:
    """The findings of a day, by repository, path, line, column and rule; there may be millions."""
    day = days.number(on)
    earlier = t.spans.alias("earlier")
    first = select(func.min(earlier.c.opened)).where(earlier.c.finding == t.spans.c.finding)
    again = select(func.count()).where(
        earlier.c.finding == t.spans.c.finding,
        earlier.c.cause == words.REGRESSED,
        earlier.c.opened <= day,
    )
    asked = (
        _told(first.scalar_subquery(), again.scalar_subquery())
        .where(holds(t.spans, on), t.spans.c.repository.in_(there(on)))
        .where(t.spans.c.outcome.in_(outcomes))
    )
    for row in _by_repository(database, asked):
        yield Finding(
            row.repository, row.path, row.line, row.column, row.rule, row.fingerprint.hex(),
            row.outcome, row.level, row.severity, row.told or row.message,
            days.optional_day(row.worded_on), row.address, row.subject, row.exception or "",
            days.day_of(row.since), days.day_of(row[-2]), row[-1], row.cause,
        )  # fmt: skip


def of_repository(database: Database, name: str) -> Iterator[Past]:
    """The history of one repository, by rule, fingerprint, path and day."""
    asked = _told().where(t.repositories.c.name == name)
    found = map(_past, rows(database, asked))
    yield from sorted(found, key=lambda past: past[:5])


def _past(row: Any) -> Past:
    return Past(
        row.repository, row.rule, row.fingerprint.hex(), row.path, days.day_of(row.opened),
        days.optional_day(row.closed), days.day_of(row.since), row.outcome, row.level,
        row.severity, row.told or row.message, row.exception or "", row.cause, row.ended,
    )  # fmt: skip


def _told(*more: Any) -> Select[Any]:
    """Spans with all that belongs to them."""
    s, f = t.spans.c, t.findings.c
    path, address, subject, message, exception, told = (
        t.texts.alias(name)
        for name in ("path", "address", "subject", "message", "exception", "told")
    )
    columns = (
        t.repositories.c.name.label("repository"), t.rules.c.name.label("rule"), f.fingerprint,
        path.c.text.label("path"), f.line, f.column, address.c.text.label("address"),
        subject.c.text.label("subject"), message.c.text.label("message"),
        told.c.text.label("told"), t.wordings.c.worded_on, exception.c.text.label("exception"),
        *(s[name] for name in ("opened", "closed", "since", "outcome", "level", "severity")),
        s.cause, s.ended,
    )  # fmt: skip
    worded = (t.wordings.c.finding == s.finding) & (t.wordings.c.message == s.message)
    return (
        select(*columns, *more)
        .select_from(t.spans)
        .join(t.findings, f.id == s.finding)
        .join(t.repositories, t.repositories.c.id == f.repository)
        .join(t.rules, t.rules.c.id == s.rule)
        .join(path, path.c.id == f.path)
        .join(address, address.c.id == f.address)
        .join(subject, subject.c.id == f.subject)
        .join(message, message.c.id == s.message)
        .outerjoin(exception, exception.c.id == s.exception)
        .outerjoin(t.wordings, worded)
        .outerjoin(told, told.c.id == t.wordings.c.text)
    )


def _by_repository(database: Database, asked: Select[Any]) -> Iterator[Any]:
    """Rows by repository and place; only those of one repository are held at a time."""
    named = select(t.repositories.c.name, t.repositories.c.id)
    with database.reading() as connection:
        names = sorted((name, number) for name, number in connection.execute(named))
        for _, number in names:
            found = connection.execute(asked.where(t.findings.c.repository == number)).all()
            yield from sorted(found, key=_place)


def _place(row: Any) -> tuple[Any, ...]:
    return row.path, row.line, row.column, row.rule, row.fingerprint
