"""The worst findings of a day, without going through all of them.

What ranks a finding stands in its span as numbers, so that the database finds the worst among
millions by reading nothing else. Names are compared only of those that rank alike with the last
one, and texts are read only of those that are asked for.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    case,
    func,
    select,
    true,
    type_coerce,
    union_all,
)

from platguard.history import days
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import there, unjudged, written_out
from platguard.history.questions.findings import of_findings
from platguard.model.open_finding import OpenFinding

_RANKS = ("outcome", "level", "severity", "since")
ORDER = ("fail", "unseen", "unknown", "soon", "exempt")
"""Outcomes, the worst first; of a repository that could not be judged all are unseen."""


def worst(
    database: Database, on: date, most: int, *, repositories: Container[str] | None = None
) -> tuple[int, Sequence[OpenFinding]]:
    """How many findings a day has, and the worst of them by repository and place.

    The worst are those that come first by outcome, level, severity and the day since when they are
    there, then by repository and fingerprint. `repositories` names those that are asked about; None
    for all of the organisation.
    """
    with database.reading() as connection:
        ranked = _ranked(connection, on)
        here = _wanted(connection, on, ranked.c.repository, repositories)
        counted = select(func.count()).select_from(ranked).where(here)
        number = connection.execute(counted).scalar_one()
        ranks = [ranked.c[name] for name in _RANKS]
        asked = select(ranked.c.finding, *ranks).where(here).order_by(*ranks).limit(most)
        found = [tuple(row) for row in connection.execute(asked)]
        if not found:
            return number, ()
        last = found[-1][1:]
        chosen = [row[0] for row in found if row[1:] != last]
        alike = _alike(ranked, here, last).limit(most - len(chosen))
        chosen += connection.execute(alike).scalars()
    return number, of_findings(database, on, chosen)


def _ranked(connection: Connection, on: date) -> Subquery:
    """The findings of a day with what they are ordered by, the worst first. Those that are there
    now and those that ended later have an index each, which holds all of this."""
    s, day = t.spans.c, days.number(on)
    outcomes: list[tuple[ColumnElement[bool], int]]
    outcomes = [(s.outcome == outcome, place) for place, outcome in enumerate(ORDER)]
    if connection.execute(unjudged(on)).first() is not None:
        outcomes.insert(0, (s.repository.in_(unjudged(on)), ORDER.index("unseen")))
    # Levels and severities are numbers there, and smaller ones are worse.
    told = select(
        s.finding,
        s.repository,
        case(*outcomes).label("outcome"),
        type_coerce(s.level, Integer).label("level"),
        type_coerce(s.severity, Integer).label("severity"),
        s.since,
    ).where(s.opened <= day)
    return union_all(told.where(s.closed.is_(None)), told.where(s.closed > day)).subquery("ranked")


def _wanted(
    connection: Connection, on: date, of: ColumnElement[int], names: Container[str] | None
) -> ColumnElement[bool]:
    """Whether a finding is of a repository that is asked about; no question where all are."""
    r = t.repositories.c
    known = connection.execute(select(r.id, r.name, r.id.in_(there(on)))).all()
    numbers = [number for number, name, is_there in known if is_there and _is_in(name, names)]
    return true() if len(numbers) == len(known) else of.in_(written_out(numbers))


def _is_in(name: str, names: Container[str] | None) -> bool:
    return names is None or name in names


def _alike(ranked: Subquery, here: ColumnElement[bool], last: Sequence[int]) -> Select[Any]:
    """The findings that rank so, in an order that does not depend on numbers of the database."""
    c = ranked.c
    same = (c[name] == value for name, value in zip(_RANKS, last, strict=True))
    return (
        select(c.finding)
        .join(t.findings, t.findings.c.id == c.finding)
        .join(t.repositories, t.repositories.c.id == c.repository)
        .where(here, *same)
        .order_by(t.repositories.c.name, t.findings.c.fingerprint)
    )
