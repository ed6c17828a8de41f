"""Rules that were judged on some of the days that are looked at, and not on others.

There are few: those that were announced or retired between the days, that came to the standards or
left them, and those by which only a backfill judged. What they come to is read apart, so that days
can be compared over what was judged on both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import Integer, func, or_, select, type_coerce

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import numbers, rows, written_out

_NOT_EVALUATED = words.STANDINGS[-1]


class Turning:
    """What these rules come to in repositories on some days."""

    def __init__(self, database: Database, on: Sequence[date]) -> None:
        self._on = [*map(days.number, on)]
        self._absent = _absent(database, self._on)
        known = frozenset[int]().union(*self._absent)
        self.rules = known | _began_or_ended(database, self._on)
        """The numbers of these rules."""
        names = {row.id: row.name for row in rows(database, select(t.rules))} if self.rules else {}
        self._names = {number: names[number] for number in self.rules}
        self._told = self._read(database) if self.rules else {}
        self._of = lru_cache(maxsize=65_536)(self._standings)

    def on(self, place: int, repository: str) -> tuple[tuple[str, str], ...]:
        """Rule and standing of a repository of this number, on the day at a place, by rule."""
        return self._of(self._told.get(repository, ""))[place] if self.rules else ()

    def _standings(self, told: str) -> Sequence[tuple[tuple[str, str], ...]]:
        """The same on each of the days. Most repositories have what others have."""
        times = [tuple(part.split(",")) for part in told.split()]
        found = []
        for day, absent in zip(self._on, self._absent, strict=True):
            held = dict.fromkeys(absent, _NOT_EVALUATED)
            for rule, state, opened, closed in times:
                if int(opened) <= day and (not closed or day < int(closed)):
                    held[int(rule)] = words.STANDINGS[int(state)]
            found.append(tuple(sorted((self._names[rule], state) for rule, state in held.items())))
        return found

    def _read(self, database: Database) -> Mapping[str, str]:
        """By the number of a repository: rule, state, first day and first day after, with commas
        between them, for each time that any of the days is in."""
        s = t.standings.c
        asked = select(
            s.repository, s.rule, type_coerce(s.state, Integer).label("place"), s.opened, s.closed
        ).where(
            s.rule.in_(written_out(self.rules)),
            s.opened <= max(self._on),
            or_(s.closed.is_(None), s.closed > min(self._on)),
        )
        found: dict[str, list[str]] = defaultdict(list)
        for repository, told in numbers(database, asked):
            found[repository].append(told)
        return {repository: " ".join(sorted(told)) for repository, told in found.items()}


def _absent(database: Database, on: Sequence[int]) -> Sequence[frozenset[int]]:
    """For each day the rules that the standards did not have, of those that they had on another."""
    e = t.rule_editions.c
    asked = select(e.rule, e.opened, e.closed).where(e.opened <= max(on, default=0))
    times = [*rows(database, asked)]
    had = [
        frozenset(
            rule
            for rule, opened, closed in times
            if opened <= day and (closed is None or day < closed)
        )
        for day in on
    ]
    ever = frozenset[int]().union(*had)
    return [ever - one for one in had]


def _began_or_ended(database: Database, on: Sequence[int]) -> frozenset[int]:
    """The rules that were judged by some of the runs whose results the days have, and not by
    others."""
    c, first, last = t.tallies.c, min(on, default=0), max(on, default=0)
    runs = select(t.runs.c.id).where(t.runs.c.state == words.COMPLETE)
    begun = select(func.max(t.runs.c.as_of)).where(
        t.runs.c.state == words.COMPLETE, t.runs.c.as_of <= first
    )
    since = func.coalesce(begun.scalar_subquery(), first)
    ran = c["pass"] + c.fail + c.exempt + c.unknown + c.not_applicable
    asked = (
        select(c.rule)
        .where(c.run.in_(runs.where(t.runs.c.as_of.between(since, last))))
        .group_by(c.rule)
        .having(func.sum(ran) > 0, func.sum(c.not_evaluated) > 0)
    )
    return frozenset(row.rule for row in rows(database, asked))
