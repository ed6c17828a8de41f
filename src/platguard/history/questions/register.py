"""What scans told of the register that all repositories share."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select

from platguard.history import days
from platguard.history.database import Database
from platguard.history.tables import registers, runs, texts
from platguard.model.organisation_scan import AboutRegister, RegisterLine


def about_register(database: Database, on: date) -> AboutRegister | None:
    """What the last scan of all repositories told by a day; None where none told of a register.

    A scan of some repositories does not know which entries the others need.
    """
    asked = (
        select(runs.c.as_of, texts.c.text)
        .join(registers, registers.c.run == runs.c.id)
        .join(texts, texts.c.id == registers.c.told)
        .where(runs.c.state == "complete", runs.c.whole == 1, runs.c.as_of <= days.number(on))
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
