"""Findings themselves: those of a day, and all that a repository ever had."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, there
from platguard.model.open_finding import OpenFinding

_AT_ONCE = 500
"""Findings that one statement names."""


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
    database: Database,
    on: date,
    *,
    outcomes: tuple[str, ...] = words.OUTCOMES,
    repositories: Container[str] | None = None,
) -> Iterator[OpenFinding]:
    """The findings of a day, by repository, path, line, column and rule; there may be millions.

    `repositories` names those that are asked about; None for all of the organisation.
    """
    asked = _on(on).where(t.spans.c.repository.in_(there(on)), t.spans.c.outcome.in_(outcomes))
    yield from map(_finding, _by_repository(database, asked, repositories))


def of_findings(database: Database, on: date, numbers: Sequence[int]) -> list[OpenFinding]:
    """The findings with these numbers as they are on a day, by repository and place."""
    found: list[OpenFinding] = []
    with database.reading() as connection:
        for first in range(0, len(numbers), _AT_ONCE):
            asked = _on(on).where(t.spans.c.finding.in_(numbers[first : first + _AT_ONCE]))
            found += map(_finding, connection.execute(asked))
    return sorted(found)


def _on(on: date) -> Select[Any]:
    """Findings as they are on a day, with their first day and how often they came back."""
    earlier = t.spans.alias("earlier")
    first = select(func.min(earlier.c.opened)).where(earlier.c.finding == t.spans.c.finding)
    again = select(func.count()).where(
        earlier.c.finding == t.spans.c.finding,
        earlier.c.cause == words.REGRESSED,
        earlier.c.opened <= days.number(on),
    )
    asked = _told(first.scalar_subquery(), again.scalar_subquery())
    return asked.where(holds(t.spans, on))


def _finding(row: Any) -> OpenFinding:
    # A row is taken apart at once: asked by name, a million of them cost seconds more.
    (
        repository, rule, fingerprint, path, line, column, address, subject, message, told,
        worded_on, exception, _, _, since, outcome, level, severity, cause, _, seen, regressions,
    ) = row  # fmt: skip
    return OpenFinding(
        repository, path, line, column, rule, fingerprint.hex(), outcome, level, severity,
        told or message, days.optional_day(worded_on), address, subject, exception or "",
        days.day_of(since), days.day_of(seen), regressions, cause,
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


def _by_repository(
    database: Database, asked: Select[Any], wanted: Container[str] | None
) -> Iterator[Any]:
    """Rows by repository and place; only those of one repository are held at a time."""
    named = select(t.repositories.c.name, t.repositories.c.id)
    of_one = asked.where(t.findings.c.repository == bindparam("number"))
    with database.reading() as connection:
        names = sorted((name, number) for name, number in connection.execute(named))
        for name, number in names:
            if wanted is not None and name not in wanted:
                continue
            found = connection.execute(of_one, {"number": number}).all()
            yield from sorted(found, key=_place)


_place = itemgetter(3, 4, 5, 1, 2)
"""Path, line, column, rule and fingerprint of a row of `_told`."""
