"""What scans told of the register that all repositories share, and that register."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import func, select

from platguard.history import days, words
from platguard.history.database import Database
from platguard.history.questions.asking import holds
from platguard.history.register_notes import read
from platguard.history.tables import exception_editions as editions
from platguard.history.tables import registers, runs, texts
from platguard.model.organisation_scan import AboutRegister, RegisterLine
from platguard.model.registered import RegisterEntry


def about_register(database: Database, on: date) -> AboutRegister | None:
    """What the last scan of all repositories told by a day; None where none told of a register.

    A scan of some repositories does not know which entries the others need.
    """
    asked = (
        select(runs.c.as_of, texts.c.text)
        .join(registers, registers.c.run == runs.c.id)
        .join(texts, texts.c.id == registers.c.told)
        .where(runs.c.state == words.COMPLETE, runs.c.whole == 1, runs.c.as_of <= days.number(on))
        .order_by(runs.c.as_of.desc(), runs.c.id.desc())
        .limit(1)
    )
    with database.reading() as connection:
        row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    return AboutRegister(
        days.day_of(row.as_of), [RegisterLine(**line) for line in json.loads(row.text)]
    )


def register_kept(database: Database, on: date) -> tuple[date, list[RegisterEntry]] | None:
    """The entries of the register by which the last run by a day was judged, by id, and its day;
    None where no run by then told of one."""
    told = select(func.max(runs.c.as_of)).where(
        runs.c.state == words.COMPLETE,
        runs.c.exceptions.is_not(None),
        runs.c.as_of <= days.number(on),
    )
    names = texts.alias("names")
    asked = (
        select(names.c.text.label("id"), texts.c.text.label("told"))
        .join_from(editions, names, names.c.id == editions.c.exception)
        .join(texts, texts.c.id == editions.c.told)
    )
    with database.reading() as connection:
        day = connection.scalar(told)
        if day is None:
            return None
        seen_on = days.day_of(day)
        found = connection.execute(asked.where(holds(editions, seen_on))).all()
    return seen_on, sorted((read(row.id, row.told) for row in found), key=lambda one: one.id)
