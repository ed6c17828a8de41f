"""What repositories come to, added up in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    Integer,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
    union_all,
)

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import (
    holds,
    numbers,
    rows,
    seen,
    unjudged,
    written_out,
)
from platguard.history.questions.turning import Turning


def above_notes(database: Database, on: date) -> Iterator[str]:
    """The repositories in which something fails that is more than a note.

    One such finding decides, so that of what is there now only the first of each is looked for.
    """
    s, r, day = t.spans.c, t.repositories.c, days.number(on)
    is_bad = and_(s.outcome == "fail", s.level.in_(("error", "warning")), s.opened <= day)
    now = exists().where(s.repository == r.id, s.closed.is_(None), is_bad)
    later = select(s.repository).where(s.closed > day, is_bad)
    for row in rows(database, select(r.name).where(or_(now, r.id.in_(later)))):
        yield row.name


def above_notes_of(
    database: Database, on: date, rules: Collection[str]
) -> Iterator[tuple[str, str, int]]:
    """Rule, repository, and how many findings of some rules fail there that are more than notes;
    where that is known."""
    s, day = t.spans.c, days.number(on)
    known = rows(database, select(t.rules.c.id).where(t.rules.c.name.in_(sorted(rules))))
    told = select(s.rule, s.repository).where(
        # The sum is for SQLite, which would else read all spans of the rule.
        (s.rule + 0).in_(written_out([row.id for row in known])),
        *(s.outcome == "fail", s.level.in_(("error", "warning")), s.opened <= day),
    )
    found = union_all(told.where(s.closed.is_(None)), told.where(s.closed > day)).subquery().c
    counted = (
        select(found.rule, found.repository, func.count().label("count"))
        .where(found.repository.not_in(unjudged(on)))
        .group_by(found.rule, found.repository)
        .subquery()
    )
    asked = (
        select(t.rules.c.name, t.repositories.c.name, counted.c.count)
        .join(counted, counted.c.rule == t.rules.c.id)
        .join(t.repositories, t.repositories.c.id == counted.c.repository)
    )
    yield from sorted((rule, name, number) for rule, name, number in rows(database, asked))


def failed_in(database: Database, on: date) -> Iterator[tuple[str, int]]:
    """How many findings fail in each repository, where that is known."""
    day, s = days.number(on), t.spans.c
    told = select(s.repository).where(s.outcome == "fail", s.opened <= day)
    # Most of what fails on a day does now, and the rest ended later.
    found = union_all(told.where(s.closed.is_(None)), told.where(s.closed > day)).subquery().c
    counted = (
        select(found.repository, func.count().label("count"))
        .where(found.repository.not_in(unjudged(on)))
        .group_by(found.repository)
        .subquery()
    )
    asked = select(t.repositories.c.name, counted.c.count)
    asked = asked.join(counted, counted.c.repository == t.repositories.c.id)
    yield from sorted((name, number) for name, number in rows(database, asked))


def worst(database: Database, on: Sequence[date]) -> Iterator[tuple[date, Mapping[str, Worst]]]:
    """Each of some days, and by name what every repository of that day comes to."""
    names = {str(row.id): row.name for row in rows(database, select(t.repositories))}
    turning = Turning(database, on)
    lasting, passing = _lowest(database, on, turning.rules)
    nothing = [""] * len(on)
    for place, day in enumerate(on):
        o = seen(day).c
        told = select(
            o.repository, o.status, o.failed, *(o[f"checks_{name}"] for name in words.CHECKED)
        )
        yield (
            day,
            {
                names[number]: _worst(
                    state,
                    turning.on(place, number),
                    lasting.get(number, ""),
                    passing.get(number, nothing)[place],
                )
                for number, state in numbers(database, told)
            },
        )


def _lowest(
    database: Database, on: Sequence[date], without: Collection[int]
) -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """The place in `words.STANDINGS` of the worst that is so in repositories, by their numbers: on
    all of the days, and beside that on each of them; empty where nothing is. Rules of the numbers
    `without` do not count."""
    s = t.standings.c
    state = type_coerce(s.state, Integer)
    # What holds on all of the days is nearly all, and is looked at once.
    always = and_(s.opened <= min(map(days.number, on), default=0), s.closed.is_(None))
    told = select(s.repository, func.min(state)).where(always).group_by(s.repository)
    columns = [func.min(case((holds(t.standings, day), state))) for day in on]
    more = select(s.repository, *columns).where(not_(always)).group_by(s.repository)
    if without:
        others = s.rule.not_in(written_out(without))
        told, more = told.where(others), more.where(others)
    beside = {number: places.split(",") for number, places in numbers(database, more)}
    return dict(numbers(database, told)), beside


@lru_cache(maxsize=65_536)
def _worst(told: str, turning: tuple[tuple[str, str], ...], *lowest: str) -> Worst:
    """What a repository comes to, from its numbers; most are like others."""
    status, failed, *checks = told.split(",")
    steady = _first(words.STANDINGS[int(place)] for place in lowest if place)
    return Worst(
        words.STATUSES[int(status)],
        int(failed),
        _first(state for state in (steady, *(state for _, state in turning)) if state),
        None if "" in checks else tuple(map(int, checks)),
        steady,
        turning,
    )


def _first(states: Iterable[str]) -> str | None:
    """The worst of some standings."""
    return min(states, key=words.STANDINGS.index, default=None)


class Worst(NamedTuple):
    """What a repository comes to over all rules."""

    status: str
    failed: int
    """Files that could not be read."""
    state: str | None
    """The first of `words.STANDINGS` that came at all; None where no rule was judged."""
    checks: tuple[int, ...] | None
    """How often each of `words.CHECKED` came; None where that is not known."""
    steady: str | None = None
    """As `state`, over the rules that were judged on all of the days."""
    turning: tuple[tuple[str, str], ...] = ()
    """Each of the other rules, and what it comes to here; not-evaluated where it was not judged."""
