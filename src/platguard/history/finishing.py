"""Adds up what the repositories of a run come to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from platguard.history import words
from platguard.history.names import Names
from platguard.history.tables import (
    observations,
    pending,
    registers,
    run_coverage,
    runs,
    tallies,
)
from platguard.model.organisation_scan import RegisterLine

_OUTCOMES = ("pass", "fail", "exempt", "unknown", "not-applicable", "not-evaluated")
_FILES = ("discovered", "judged", "unrendered", "skipped", "failed")


def finish(
    connection: Connection,
    run: int,
    day: int,
    names: Names,
    about_register: Sequence[RegisterLine] | None = None,
) -> None:
    """Makes a run complete: exact counts by rule and outcome, and how far it was judged.

    `about_register` is what it tells of the register that all share; None for nothing.
    """
    if connection.scalar(select(runs.c.state).where(runs.c.id == run)) != words.OPEN:
        return
    totals: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_OUTCOMES, 0))
    for counts in connection.scalars(select(pending.c.counts).where(pending.c.run == run)):
        for rule, outcomes in json.loads(counts).items():
            for outcome, count in outcomes.items():
                if outcome in totals[rule]:
                    totals[rule][outcome] += count
    rows = [
        {"run": run, "rule": names.rule(connection, rule)}
        | {outcome.replace("-", "_"): count for outcome, count in totals[rule].items()}
        for rule in sorted(totals)
    ]
    if rows:
        connection.execute(insert(tallies), rows)
    _cover(connection, run, day)
    if about_register is not None:
        told = json.dumps([asdict(line) for line in about_register], separators=(",", ":"))
        number = names.texts(connection, [told])[told]
        connection.execute(insert(registers).values(run=run, told=number))
    connection.execute(delete(pending).where(pending.c.run == run))
    connection.execute(update(runs).where(runs.c.id == run).values(state=words.COMPLETE))


def _cover(connection: Connection, run: int, day: int) -> None:
    c = observations.c
    holds = and_(c.opened <= day, or_(c.closed.is_(None), c.closed > day))
    sums = [func.sum(c[name]).label(name) for name in _FILES]
    asked = (
        select(c.status, func.count().label("repositories"), *sums)
        .join(pending, pending.c.repository == c.repository)
        .where(pending.c.run == run, holds)
        .group_by(c.status)
        .order_by(c.status)
    )
    rows = [{"run": run, **row._mapping} for row in connection.execute(asked)]
    if rows:
        connection.execute(insert(run_coverage), rows)
