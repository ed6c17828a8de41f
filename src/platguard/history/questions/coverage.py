"""What was looked at, when, by what, and how far."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import counting, holds, rows, seen
from platguard.model.organisation import Placement, Terms
from platguard.model.states import RepositoryState


class RunNote(NamedTuple):
    """One run over the organisation."""

    terms: Terms
    """What decided, without rules and exceptions."""
    state: str
    """One of `words.RUN_STATES`."""
    whole: bool
    """Whether it is about all repositories."""
    repositories: int

    @property
    def as_of(self) -> date:
        """The day that it is about."""
        return self.terms.as_of

    @property
    def is_complete(self) -> bool:
        """Whether all that it is about was looked at."""
        return self.state == words.COMPLETE


class Coverage(NamedTuple):
    """How far the repositories of one status were judged on a day."""

    as_of: date
    status: str
    repositories: int
    discovered: int
    judged: int
    unrendered: int
    skipped: int
    failed: int


def runs(database: Database, since: date, until: date) -> Iterator[RunNote]:
    """The runs of some days, in the order of days and beginnings."""
    c = t.runs.c
    asked = select(t.runs).where(c.as_of.between(days.number(since), days.number(until)))
    for row in rows(database, asked.order_by(c.as_of, c.id)):
        terms = Terms(
            as_of=days.day_of(row.as_of),
            timezone=row.timezone,
            tool_version=row.tool_version,
            standards=row.standards,
            configuration=row.configuration,
            register=row.register,
            tables=json.loads(row.tables),
        )
        yield RunNote(terms, row.state, row.whole, row.repositories)


def coverage(database: Database, since: date, until: date) -> Iterator[Coverage]:
    """How far the complete runs of some days came; for a day the last one about all
    repositories, or about some where there is none."""
    c = t.run_coverage.c
    columns = (c.status, c.repositories, c.discovered, c.judged, c.unrendered, c.skipped, c.failed)
    asked = (
        select(t.runs.c.as_of, *columns)
        .join(t.runs, t.runs.c.id == c.run)
        .where(c.run.in_(counting(since, until)))
        .order_by(t.runs.c.as_of, c.status)
    )
    for row in rows(database, asked):
        yield Coverage(days.day_of(row[0]), *row[1:])


def states(database: Database, on: date) -> Iterator[RepositoryState]:
    """All repositories of the organisation on a day, by name."""
    observed_on = seen(on)
    o, p, r = observed_on.c, t.placements.c, t.repositories.c
    looked = (
        select(func.max(t.looks.c.day))
        .where(t.looks.c.repository == o.repository, t.looks.c.day <= days.number(on))
        .scalar_subquery()
    )
    asked = (
        select(
            r.name, p.team, p.segment, p.tier, p.wave, p.created, looked, t.texts.c.text,
            *(o[name] for name in _OBSERVED),
        )
        .join(t.placements, p.repository == o.repository)
        .join(t.repositories, r.id == o.repository)
        .join(t.texts, t.texts.c.id == o.reason)
        .where(holds(t.placements, on))
    )  # fmt: skip
    yield from sorted(map(_state, rows(database, asked)), key=lambda state: state.placement.name)


def observed(database: Database, name: str) -> Iterator[tuple[date, date | None, RepositoryState]]:
    """All that was known of one repository, from a day until another, in order."""
    o, r = t.observations.c, t.repositories.c
    asked = (
        select(o.closed, r.name, o.opened, t.texts.c.text, *(o[name] for name in _OBSERVED))
        .join(t.repositories, r.id == o.repository)
        .join(t.texts, t.texts.c.id == o.reason)
        .where(r.name == name)
        .order_by(o.opened)
    )
    for closed, name, opened, *told in rows(database, asked):
        state = _state((name, "", "", "", "", None, opened, *told))
        yield days.day_of(opened), days.optional_day(closed), state


_OBSERVED = (
    "status", "commit", "committed_on", "exit", "discovered", "judged", "unrendered", "skipped",
    "failed",
)  # fmt: skip


def _state(row: Sequence[Any]) -> RepositoryState:
    # A row is taken apart at once: asked by name, ten thousand of them cost tenths of a second.
    (
        name, team, segment, tier, wave, created, seen_on, reason,
        status, commit, committed_on, exit, discovered, judged, unrendered, skipped, failed,
    ) = row  # fmt: skip
    return RepositoryState(
        Placement(name, team, segment, tier, wave, days.optional_day(created)),
        status, reason, commit, days.optional_day(committed_on),
        discovered, judged, unrendered, skipped, failed, exit, days.day_of(seen_on),
    )  # fmt: skip
