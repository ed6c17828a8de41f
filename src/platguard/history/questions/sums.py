"""Numbers of failing findings, added up in the database: by rule and by team, or by repository.

A large organisation has millions of findings, and reports tell hundreds of numbers. Teams are those
of the last day that is asked about; `names` are the repositories that count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Subquery, and_, bindparam, case, func, literal, or_, select, union_all

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, seen, unjudged

_MANY = 2**31 - 1


class Failed(NamedTuple):
    """How many findings fail."""

    team: str
    rule: str
    findings: int


class Came(NamedTuple):
    """How many failing findings began or ended for one reason."""

    team: str
    rule: str
    why: str
    """One of `words.CAUSES`, or of `words.ENDS`."""
    findings: int


class Lasted(NamedTuple):
    """How many failing findings were there for so many days."""

    of: str
    """The team, or the rule."""
    days: int
    resolved: bool
    """Whether they ended so; the others are there on the last day."""
    findings: int


def failed(
    database: Database, on: Sequence[date], placed: date, names: Collection[str]
) -> Iterator[tuple[date, Failed]]:
    """What fails on each of some days, where that is known, by the teams of one day."""
    s, p, numbers = t.spans.c, _placed(placed, names).c, [days.number(day) for day in on]
    told = select(s.repository, s.rule, s.opened, s.closed).where(s.outcome == "fail")
    told = told.where(s.opened <= max(numbers))
    # All days in one go: most of what failed once fails on all of them.
    found = union_all(told.where(s.closed.is_(None)), told.where(s.closed > min(numbers)))
    f = found.subquery().c
    counts = [
        func.sum(case((and_(_on(f, number), f.repository.not_in(unjudged(day))), 1), else_=0))
        for day, number in zip(on, numbers, strict=True)
    ]
    counted = (
        select(p.team, f.rule, *(count.label(f"on_{n}") for n, count in enumerate(counts)))
        .where(_of(f, p))
        .group_by(p.team, f.rule)
        .subquery()
    )
    for team, rule, *sums in sorted(_named(database, counted)):
        for day, number in zip(on, sums, strict=True):
            if number:
                yield day, Failed(team, rule, int(number))


def _on(found: Any, number: int) -> Any:
    return and_(found.opened <= number, or_(found.closed.is_(None), found.closed > number))


def failed_in(database: Database, on: date) -> Iterator[tuple[str, int]]:
    """How many findings fail in each repository, where that is known."""
    s = _standing(on).c
    counted = (
        select(s.repository, func.count().label("count"))
        .where(s.repository.not_in(unjudged(on)))
        .group_by(s.repository)
        .subquery()
    )
    asked = select(t.repositories.c.name, counted.c.count)
    asked = asked.join(counted, counted.c.repository == t.repositories.c.id)
    yield from sorted((name, number) for name, number in rows(database, asked))


def began(database: Database, since: date, until: date, names: Collection[str]) -> Iterator[Came]:
    """What began to fail, or to be unseen, after `since` and through `until`."""
    s, first = t.spans.c, days.number(since) + 1
    fails = or_(s.outcome == "fail", and_(s.outcome == words.UNSEEN, s.seen == "fail"))
    told = select(s.repository, s.rule, s.cause.label("why"))
    told = told.where(s.opened.between(first, days.number(until)), fails)
    # What has ended since: it cannot have before it began.
    found = union_all(told.where(s.closed.is_(None)), told.where(s.closed > first))
    yield from _came(database, until, names, found.subquery())


def ended(database: Database, since: date, until: date, names: Collection[str]) -> Iterator[Came]:
    """What ceased to fail as it did."""
    s = t.spans.c
    told = select(s.repository, s.rule, s.ended.label("why")).where(s.seen == "fail")
    found = told.where(s.closed.between(days.number(since) + 1, days.number(until)))
    yield from _came(database, until, names, found.subquery())


def _came(
    database: Database, until: date, names: Collection[str], found: Subquery
) -> Iterator[Came]:
    s, p = found.c, _placed(until, names).c
    counted = (
        select(p.team, s.rule, s.why, func.count().label("count"))
        .where(_of(s, p))
        .group_by(p.team, s.rule, s.why)
        .subquery()
    )
    yield from sorted(Came(*row) for row in _named(database, counted))


def lasted(
    database: Database, since: date, until: date, names: Collection[str], *, by_team: bool
) -> Iterator[Lasted]:
    """How long failing findings were there that were resolved after `since` and through `until`, or
    are there on that day, by team or by rule.

    Those that were there when somebody looked at the repository for the first time have no first
    day and are left out.
    """
    s, p = t.spans.c, _placed(until, names).c
    resolved = select(
        s.repository, s.rule, s.since, (s.closed - s.since).label("lasted"), literal(1).label("is")
    ).where(s.closed.between(days.number(since) + 1, days.number(until)))
    open_now = _standing(until).c
    left = select(
        open_now.repository,
        open_now.rule,
        open_now.since,
        (days.number(until) - open_now.since).label("lasted"),
        literal(0).label("is"),
    )
    found = (
        union_all(resolved.where(s.ended == words.RESOLVED, s.seen == "fail"), left).subquery().c
    )
    of = (p.team if by_team else found.rule).label("of")
    counted = (
        select(of, found.lasted, found["is"], func.count())
        .where(_of(found, p), found.since > p.looked_on)
        .group_by(of, found.lasted, found["is"])
    )
    rules = {row.id: row.name for row in rows(database, select(t.rules))}
    yield from sorted(
        Lasted(name if by_team else rules[name], days_open, bool(is_resolved), number)
        for name, days_open, is_resolved, number in rows(database, counted)
    )


def _placed(on: date, names: Collection[str]) -> Subquery:
    """The repositories of these names, their teams on a day, and when somebody first looked."""
    known: Any = bindparam("names", sorted(names), expanding=True, literal_execute=True)
    p, r, looks = t.placements.c, t.repositories.c, t.looks.c
    first = select(func.min(looks.day)).where(looks.repository == p.repository, looks.judged == 1)
    found = select(p.repository, p.team, first.scalar_subquery().label("looked_on"))
    found = found.join(t.repositories, r.id == p.repository)
    found = found.where(holds(t.placements, on), r.name.in_(known))
    # A limit, whatever it is, makes this once instead of for each finding.
    return found.limit(_MANY).subquery("placed")


def _standing(on: date) -> Subquery:
    """What fails on a day: most of it does now, and the rest ended later."""
    day, s = days.number(on), t.spans.c
    told = select(s.repository, s.rule, s.since).where(s.outcome == "fail", s.opened <= day)
    return union_all(told.where(s.closed.is_(None)), told.where(s.closed > day)).subquery()


def _of(found: Any, placed: Any) -> Any:
    """Whether a finding is of a repository. The sum is for SQLite, which would else look through
    the findings once more for each repository."""
    return found.repository + 0 == placed.repository


def _named(database: Database, counted: Subquery) -> Iterator[tuple[Any, ...]]:
    """The rows with the name of their rule in the place of its number."""
    named = [t.rules.c.name if column.name == "rule" else column for column in counted.c]
    asked = select(*named).join(counted, counted.c.rule == t.rules.c.id)
    for row in rows(database, asked):
        yield tuple(row)


def worst(database: Database, on: Sequence[date]) -> Iterator[tuple[date, Worst]]:
    """What every repository of each day comes to, by day and name."""
    s = t.standings.c
    columns = [
        func.min(case((holds(t.standings, day), s.state))).label(f"on_{number}")
        for number, day in enumerate(on)
    ]
    held = select(s.repository, *columns).group_by(s.repository)
    states = {row[0]: row[1:] for row in rows(database, held)}
    nothing = (None,) * len(on)
    for number, day in enumerate(on):
        found = seen(day)
        o, r = found.c, t.repositories.c
        asked = select(r.name, r.id, o.status, o.failed).join(found, o.repository == r.id)
        for row in sorted(rows(database, asked), key=itemgetter(0)):
            state = states.get(row.id, nothing)[number]
            yield day, Worst(row.name, row.status, row.failed, state)


class Worst(NamedTuple):
    """What a repository comes to over all rules."""

    repository: str
    status: str
    failed: int
    """Files that could not be read."""
    state: str | None
    """The first of `words.STANDINGS` that came at all; None where no rule was judged."""
