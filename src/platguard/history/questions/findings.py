"""Findings themselves: those of a day, and all that a repository ever had."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, seen, there
from platguard.model.open_finding import OpenFinding

_NEVER = 2**31 - 1
_BECAME = (words.EXEMPTED, words.UNDECIDED)
"""Ends of states that tell better why the next one began than that it is told otherwise."""
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
    """The findings of a day, by repository, path, line, column and rule.

    There may be millions, of which only those of one repository are held at a time.

    A history has the line on which a finding was seen last. One that was seen later at another
    commit than that of the day has none.

    `repositories` names those that are asked about; None for all of the organisation.
    """
    with database.reading() as connection:
        went_on = _went_on(connection, on)
        asked = _on(on, has_left=bool(went_on)).where(
            t.spans.c.repository.in_(there(on)),
            t.spans.c.outcome.in_(outcomes),
            t.findings.c.repository == bindparam("number"),
        )
        named = connection.execute(select(t.repositories.c.name, t.repositories.c.id))
        for name, number in sorted((name, number) for name, number in named):
            if repositories is None or name in repositories:
                found = connection.execute(asked, {"number": number})
                yield from sorted(_finding(row, went_on) for row in found)


def of_findings(database: Database, on: date, numbers: Sequence[int]) -> list[OpenFinding]:
    """The findings with these numbers as they are on a day, by repository and place."""
    found: list[OpenFinding] = []
    with database.reading() as connection:
        went_on = _went_on(connection, on)
        of_all = _on(on, has_left=bool(went_on))
        for first in range(0, len(numbers), _AT_ONCE):
            asked = of_all.where(t.spans.c.finding.in_(numbers[first : first + _AT_ONCE]))
            found += (_finding(row, went_on) for row in connection.execute(asked))
    return sorted(found)


def _on(on: date, *, has_left: bool) -> Select[Any]:
    """Findings as they are on a day, with their first day, how often they came back, and how the
    state before ended; where it is asked, also with the day from which on they were not seen."""
    earlier = t.spans.alias("earlier")
    first = select(func.min(earlier.c.opened)).where(earlier.c.finding == t.spans.c.finding)
    again = select(func.count()).where(
        earlier.c.finding == t.spans.c.finding,
        earlier.c.cause == words.REGRESSED,
        earlier.c.opened <= days.number(on),
    )
    before = select(earlier.c.ended).where(
        earlier.c.finding == t.spans.c.finding,
        earlier.c.closed + 0 == t.spans.c.opened,  # by the number of the finding, not by the day
        t.spans.c.cause == words.REWORDED,
    )
    more = [one.scalar_subquery() for one in (first, again, before)]
    if has_left:
        ended = select(func.max(func.coalesce(earlier.c.closed, _NEVER)))
        more.append(ended.where(earlier.c.finding == t.spans.c.finding).scalar_subquery())
    return _told(*more).where(holds(t.spans, on))


def _went_on(connection: Connection, on: date) -> dict[str, int]:
    """The repositories that were seen at another commit after a day, with the first such day."""
    then, later = seen(on), t.observations.alias("later")
    # Asked of each repository apart, by its key: there are millions of observations.
    first = select(func.min(later.c.opened)).where(
        later.c.repository == then.c.repository,
        later.c.opened > days.number(on),
        later.c.commit != then.c.commit,
        later.c.commit != "",
    )
    asked = select(t.repositories.c.name, first.scalar_subquery())
    found = connection.execute(asked.join(then, then.c.repository == t.repositories.c.id))
    return {name: opened for name, opened in found if opened is not None}


def _finding(row: Any, went_on: Mapping[str, int]) -> OpenFinding:
    # A row is taken apart at once: asked by name, a million of them cost seconds more.
    (
        repository, rule, fingerprint, path, line, column, address, subject, message, told,
        worded_on, exception, _, _, since, outcome, level, severity, cause, _, seen, regressions,
        before, *left,
    ) = row  # fmt: skip
    if left and left[0] > went_on.get(repository, _NEVER):
        line = column = -1  # it was seen last at another commit, and its line is of that day
    if before in _BECAME:
        cause = before
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
