"""Which repositories comply with which rules on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, Text, case, cast, func, select, type_coerce

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import counting, holds, rows, there, unjudged


class Standing(NamedTuple):
    """What a rule comes to in a repository."""

    rule: str
    repository: str
    state: str
    """fail, unknown, exempt, pass, not-applicable or not-evaluated: the first that came at all."""
    is_known: bool
    """Whether the day's scan could judge the repository; else this is what was known last."""


class Cell(NamedTuple):
    """How many findings of a rule a repository has."""

    rule: str
    repository: str
    outcome: str
    """fail, exempt, unknown, soon or unseen."""
    findings: int
    is_known: bool
    """As for a Standing."""


class Tally(NamedTuple):
    """How often each outcome of a rule came in all repositories of the organisation."""

    as_of: date
    rule: str
    passed: int
    failed: int
    exempt: int
    unknown: int
    not_applicable: int
    not_evaluated: int


def standings(database: Database, on: date) -> Iterator[Standing]:
    """Every rule in every repository of a day, in the order of rules and repositories."""
    s, r = t.standings.c, t.repositories.c
    named = select(r.id, r.name, _known(r.id, on)).where(r.id.in_(there(on)))
    places = sorted((name, bool(known), number) for number, name, known in rows(database, named))
    order = {number: place for place, (_, _, number) in enumerate(places)}
    by_rule: dict[int, list[tuple[int, str]]] = defaultdict(list)
    # There may be a million: each is only put beside the others of its rule.
    asked = select(s.rule, s.repository, s.state).where(holds(t.standings, on))
    for rule, repository, state in rows(database, asked):
        if repository in order:
            by_rule[rule].append((order[repository], state))
    rules = {row.id: row.name for row in rows(database, select(t.rules))}
    for rule in sorted(by_rule, key=rules.__getitem__):
        name = rules[rule]
        for place, state in sorted(by_rule[rule]):
            repository_name, known, _ = places[place]
            yield Standing(name, repository_name, state, known)


def held(database: Database, on: date) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Repository and the state of each of its rules, for those that the day's scan could judge.

    There may be a million: those of a repository are read as one text.
    """
    s, r = t.standings.c, t.repositories.c
    codes = s.rule * len(words.STANDINGS) + type_coerce(s.state, Integer)
    told = (
        select(s.repository, func.aggregate_strings(cast(codes, Text), " ").label("codes"))
        .where(holds(t.standings, on))
        .group_by(s.repository)
        .subquery()
    )
    wanted = r.id.in_(there(on)) & r.id.not_in(unjudged(on))
    asked = select(r.name, told.c.codes).join(told, told.c.repository == r.id).where(wanted)
    known = {
        str(row.id * len(words.STANDINGS) + place): (row.name, state)
        for row in rows(database, select(t.rules))
        for place, state in enumerate(words.STANDINGS)
    }
    for name, text in rows(database, asked):
        yield name, dict(map(known.__getitem__, text.split()))


def cells(database: Database, on: date) -> Iterator[Cell]:
    """The numbers of findings of a day, in the order of rules, repositories and outcomes."""
    s = t.spans.c
    counted = (
        select(s.rule, s.repository, s.outcome, func.count().label("count"))
        .where(holds(t.spans, on), s.repository.in_(there(on)))
        .group_by(s.rule, s.repository, s.outcome)
        .subquery()
    )
    c = counted.c
    asked = (
        select(t.rules.c.name, t.repositories.c.name, c.outcome, c.count, _known(c.repository, on))
        .join(t.rules, t.rules.c.id == c.rule)
        .join(t.repositories, t.repositories.c.id == c.repository)
    )
    found = [Cell(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows(database, asked)]
    order = {outcome: number for number, outcome in enumerate(words.OUTCOMES)}
    yield from sorted(found, key=lambda cell: (*cell[:2], order[cell.outcome]))


def tallies(database: Database, since: date, until: date) -> Iterator[Tally]:
    """The exact numbers of outcomes by day and rule, of days with a complete run about all
    repositories, and the last one of each: numbers of some repositories are none of a day."""
    c = t.tallies.c
    counts = ("pass", "fail", "exempt", "unknown", "not_applicable", "not_evaluated")
    asked = (
        select(t.runs.c.as_of, t.rules.c.name, *(c[name] for name in counts))
        .join(t.runs, t.runs.c.id == c.run)
        .join(t.rules, t.rules.c.id == c.rule)
        .where(c.run.in_(counting(since, until)), t.runs.c.whole == 1)
        .order_by(t.runs.c.as_of)
    )
    found = [Tally(days.day_of(row[0]), *row[1:]) for row in rows(database, asked)]
    yield from sorted(found)


def _known(repository: Any, on: date) -> Any:
    return case((repository.in_(unjudged(on)), 0), else_=1)
