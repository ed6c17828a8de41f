"""Which rules were judged on which days, as complete runs counted.

A rule that is a draft or retired is not judged, and neither is one that the standards do not have.
So days differ by the rules that were judged on them: because a rule was announced meanwhile, or
because one was judged by a backfill, which looks at earlier days by later rules, and the other not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Text, case, cast, func, select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import counting, rows
from platguard.model.judging import Judging


def judged_on(
    database: Database, since: date, until: date
) -> Iterator[tuple[date, frozenset[str]]]:
    """Each day on which anything was judged, oldest first, and the rules that were."""
    names = {row.id: row.name for row in rows(database, select(t.rules))}
    for day, numbers in _judged(database, since, until).items():
        yield days.day_of(day), frozenset(names[number] for number in numbers)


def judgings(database: Database, until: date) -> Iterator[Judging]:
    """When each rule was judged that ever was by a day, by rule."""
    names = {row.id: row.name for row in rows(database, select(t.rules))}
    known = _judged(database, date.min, until)
    first: dict[int, int] = {}
    gaps: dict[int, list[tuple[int, int | None]]] = {}
    before: frozenset[int] = frozenset()
    for day, now in known.items():
        if now == before:
            continue
        for rule in before - now:
            gaps.setdefault(rule, []).append((day, None))
        for rule in now - before:
            if rule not in first:
                first[rule] = day
            else:
                gaps[rule][-1] = (gaps[rule][-1][0], day)
        before = now
    earliest = next(iter(known), 0)
    of = days.day_of
    for rule, day in sorted(first.items(), key=lambda item: names[item[0]]):
        found = [(of(began), days.optional_day(ended)) for began, ended in gaps.get(rule, ())]
        yield Judging(names[rule], of(day), day == earliest, found)


def _judged(database: Database, since: date, until: date) -> Mapping[int, frozenset[int]]:
    """The numbers of the rules of which anything came out, by day; none of a day on which nothing
    could be judged, so that nobody knows by what it would have been."""
    c = t.tallies.c
    ran = c["pass"] + c.fail + c.exempt + c.unknown + c.not_applicable
    told = func.aggregate_strings(case((ran > 0, cast(c.rule, Text)), else_=""), " ")
    asked = (
        select(t.runs.c.as_of, told)
        .join(t.runs, t.runs.c.id == c.run)
        .where(c.run.in_(counting(since, until)), ran + c.not_evaluated > 0)
        .group_by(t.runs.c.as_of)
        .order_by(t.runs.c.as_of)
    )
    return {day: frozenset(map(int, text.split())) for day, text in rows(database, asked)}
