"""Findings whose rule was not judged for a while, and that were there again when it was.

Their rule ended them and brought them back, and nothing changed between a day before and one after:
so they neither came nor went between these days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, judged, rows
from platguard.history.questions.judging import judgings


def rejudged(
    database: Database, days_before: Collection[date], until: date, names: Collection[str]
) -> Mapping[date, Mapping[tuple[str, str], int]]:
    """How often that happened after each of some days and through another, by team and rule, in
    repositories of these names that were judged on both."""
    # Rules that were interrupted are few, and mostly there are none.
    interrupted = {one.rule for one in judgings(database, until) if any(e for _, e in one.gaps)}
    if not interrupted:
        return {day: {} for day in days_before}
    return {
        day: _between(database, day, until, names, interrupted) if day < until else {}
        for day in days_before
    }


def _between(
    database: Database,
    since: date,
    until: date,
    names: Collection[str],
    interrupted: Collection[str],
) -> Mapping[tuple[str, str], int]:
    gone, back, later = t.spans, t.spans.alias(), t.spans.alias()
    first, last = days.number(since) + 1, days.number(until)
    follows = select(func.min(later.c.opened)).where(
        later.c.finding == gone.c.finding, later.c.opened >= gone.c.closed
    )
    asked = (
        select(t.repositories.c.name, t.placements.c.team, t.rules.c.name.label("rule"))
        .join_from(gone, back, back.c.finding == gone.c.finding)
        .join(t.repositories, t.repositories.c.id == gone.c.repository)
        .join(t.placements, t.placements.c.repository == gone.c.repository)
        .join(t.rules, t.rules.c.id == gone.c.rule)
        .where(t.rules.c.name.in_(sorted(interrupted)))
        .where(gone.c.closed.between(first, last), gone.c.ended == words.RULE_GONE)
        .where(gone.c.seen == "fail", back.c.seen == "fail", back.c.cause == words.RULE_CHANGE)
        .where(back.c.opened <= last, back.c.opened == follows.scalar_subquery())
        .where(holds(t.placements, until))
        .where(gone.c.repository.in_(judged(since)), gone.c.repository.in_(judged(until)))
    )
    return Counter((team, rule) for name, team, rule in rows(database, asked) if name in names)
