"""What was looked at, when, by what, and how far."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import counting, holds, rows, seen
from platguard.model.organisation import Placement


class RunNote(NamedTuple):
    """One run over the organisation."""

    as_of: date
    state: str
    """open, complete or abandoned."""
    tool_version: str
    timezone: str
    standards: str
    configuration: str
    register: str
    tables: Mapping[str, str]
    whole: bool
    repositories: int


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


class State(NamedTuple):
    """What is known of a repository on a day."""

    placement: Placement
    status: str
    reason: str
    commit: str
    committed_on: date | None
    exit: int
    discovered: int
    judged: int
    unrendered: int
    skipped: int
    failed: int
    seen_on: date
    """The day of the latest look by then."""
    since: date
    """Since when all this has been so, the looks and the placement apart."""


def runs(database: Database, since: date, until: date) -> Iterator[RunNote]:
    """The runs of some days, in the order of days and beginnings."""
    c = t.runs.c
    asked = select(t.runs).where(c.as_of.between(days.number(since), days.number(until)))
    for row in rows(database, asked.order_by(c.as_of, c.id)):
        digests = (row.standards, row.configuration, row.register)
        yield RunNote(
            days.day_of(row.as_of), row.state, row.tool_version, row.timezone, *digests,
            json.loads(row.tables), row.whole, row.repositories,
        )  # fmt: skip


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


def states(database: Database, on: date) -> Iterator[State]:
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
            r.name, p.team, p.segment, p.tier, p.wave, p.created, t.texts.c.text.label("told"),
            observed_on, looked.label("seen_on"),
        )
        .join(t.placements, p.repository == o.repository)
        .join(t.repositories, r.id == o.repository)
        .join(t.texts, t.texts.c.id == o.reason)
        .where(holds(t.placements, on))
    )  # fmt: skip
    yield from sorted(map(_state, rows(database, asked)), key=lambda state: state.placement.name)


def observed(database: Database, name: str) -> Iterator[tuple[date, date | None, State]]:
    """All that was known of one repository, from a day until another, in order."""
    o, r = t.observations.c, t.repositories.c
    asked = (
        select(r.name, t.texts.c.text.label("told"), t.observations, o.opened.label("seen_on"))
        .join(t.repositories, r.id == o.repository)
        .join(t.texts, t.texts.c.id == o.reason)
        .where(r.name == name)
        .order_by(o.opened)
    )
    for row in rows(database, asked):
        yield days.day_of(row.opened), days.optional_day(row.closed), _state(row)


def _state(row: Any) -> State:
    told = row._mapping
    placed = {key: told.get(key, "") for key in ("team", "segment", "tier", "wave")}
    created = days.optional_day(told.get("created"))
    files = (row.discovered, row.judged, row.unrendered, row.skipped, row.failed)
    return State(
        Placement(row.name, **placed, created=created), row.status, row.told, row.commit,
        days.optional_day(row.committed_on), row.exit, *files, days.day_of(row.seen_on),
        days.day_of(row.opened),
    )  # fmt: skip
