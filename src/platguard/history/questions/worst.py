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
    bindparam,
    case,
    func,
    select,
    true,
    type_coerce,
)

from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, there, unjudged
from platguard.history.questions.findings import of_findings
from platguard.model.open_finding import OpenFinding

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
        here = holds(t.spans, on) & _wanted(connection, on, repositories)
        number = connection.execute(select(func.count()).where(here)).scalar_one()
        ranks = _ranks(on, has_unseen=connection.execute(unjudged(on)).first() is not None)
        asked = select(t.spans.c.finding, *ranks).where(here).order_by(*ranks).limit(most)
        found = [tuple(row) for row in connection.execute(asked)]
        if not found:
            return number, ()
        last = found[-1][1:]
        chosen = [row[0] for row in found if row[1:] != last]
        alike = _alike(here, ranks, last).limit(most - len(chosen))
        chosen += connection.execute(alike).scalars()
    return number, of_findings(database, on, chosen)


def _wanted(connection: Connection, on: date, names: Container[str] | None) -> ColumnElement[bool]:
    """Whether a span is of a repository that is asked about; no question where all are."""
    r, of = t.repositories.c, t.spans.c.repository
    known = connection.execute(select(r.id, r.name, r.id.in_(there(on)))).all()
    numbers = [number for number, name, is_there in known if is_there and _is_in(name, names)]
    if len(numbers) == len(known):
        return true()
    # Written out, because databases limit the number of parameters.
    return of.in_(bindparam("wanted", numbers, expanding=True, literal_execute=True))


def _is_in(name: str, names: Container[str] | None) -> bool:
    return names is None or name in names


def _ranks(on: date, *, has_unseen: bool) -> list[ColumnElement[Any]]:
    """Columns of a span that it is ordered by, the worst first."""
    s = t.spans.c
    outcomes: list[tuple[ColumnElement[bool], int]]
    outcomes = [(s.outcome == outcome, place) for place, outcome in enumerate(ORDER)]
    if has_unseen:
        outcomes.insert(0, (s.repository.in_(unjudged(on)), ORDER.index("unseen")))
    # Levels and severities are numbers there, and smaller ones are worse.
    numbers = (type_coerce(column, Integer) for column in (s.level, s.severity))
    return [case(*outcomes), *numbers, s.since]


def _alike(
    here: ColumnElement[bool], ranks: Sequence[ColumnElement[Any]], last: Sequence[int]
) -> Select[Any]:
    """The findings that rank so, in an order that does not depend on numbers of the database."""
    same = (rank == value for rank, value in zip(ranks, last, strict=True))
    return (
        select(t.spans.c.finding)
        .join(t.findings, t.findings.c.id == t.spans.c.finding)
        .join(t.repositories, t.repositories.c.id == t.spans.c.repository)
        .where(here, *same)
        .order_by(t.repositories.c.name, t.findings.c.fingerprint)
    )
