"""The words of messages that count days: of each, those in which it was told first.

A span has a message without its numbers of days, which differ every day (`intervals.masked`); the
words of the first day stand beside it, with that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from platguard.history.pieces import pieces
from platguard.history.tables import wordings

_WORDED = select(wordings).where(wordings.c.finding.in_(bindparam("findings", expanding=True)))
_UNWORD = delete(wordings).where(
    wordings.c.finding == bindparam("of_finding"), wordings.c.message == bindparam("of_message")
)


def keep_words(connection: Connection, day: int, told: Mapping[tuple[int, Any], int]) -> None:
    """Keeps how messages were told on a day, unless they are known from an earlier one.

    Everything goes by its number: `told` has the words, by finding and masked message.
    """
    known: dict[tuple[int, Any], int] = {}
    for some in pieces(number for number, _ in told):
        for row in connection.execute(_WORDED, {"findings": some}):
            known[row.finding, row.message] = row.worded_on
    replaced = [key for key in told if known.get(key, -1) >= day]
    if replaced:
        old = [{"of_finding": finding, "of_message": masked} for finding, masked in replaced]
        connection.execute(_UNWORD, old)
    fresh = [
        {"finding": key[0], "message": key[1], "worded_on": day, "text": text}
        for key, text in told.items()
        if known.get(key, day) >= day
    ]
    if fresh:
        connection.execute(insert(wordings), fresh)
