"""The findings of an observation in the numbers of the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from platguard.history.intervals import Seen, masked
from platguard.history.names import Names
from platguard.model.organisation import Row


class Found(NamedTuple):
    """A finding as the database knows it."""

    rule: int
    seen: Seen
    address: int
    subject: int
    line: int
    column: int
    message: int
    """The message with its numbers of days."""


Key = tuple[bytes, int]
"""Fingerprint and path."""


def found_rows(connection: Connection, names: Names, rows: Sequence[Row]) -> dict[Key, Found]:
    """The rows of an observation in the numbers of the database."""
    wanted = {text for row in rows for text in (row.path, row.address, row.subject, row.message)}
    wanted |= {masked(row.message) for row in rows}
    wanted |= {row.exception for row in rows if row.exception}
    texts = names.texts(connection, wanted)
    found = {}
    for row in rows:
        exception = texts[row.exception] if row.exception else None
        message = texts[masked(row.message)]
        found[bytes.fromhex(row.fingerprint), texts[row.path]] = Found(
            names.rule(connection, row.rule),
            Seen(row.outcome, row.level, row.severity, message, exception),
            texts[row.address],
            texts[row.subject],
            row.line,
            row.column,
            texts[row.message],
        )
    return found
