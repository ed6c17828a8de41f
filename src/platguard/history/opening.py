"""Opens a history, or says why it cannot be: what may be imported without the extra `org`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.extras import demand

if TYPE_CHECKING:
    from platguard.history.store import Store

WAIT = 60
"""Seconds that a locked history is waited for."""


def open_history(where: str, *, write: bool = True, wait: int = WAIT) -> Store:
    """The history in a file, or in the database of a URL such as `postgresql://host/name`.

    `write` begins one where there is none and brings an older one up to date; without it nothing
    is changed. `wait` is how many seconds a lock is waited for. Raises UsageError with what can be
    done: for a missing library, a history that is not there, locked, damaged, newer than this
    platguard, or no history at all.
    """
    demand("a history", ("sqlalchemy", "alembic"), "org")
    if where.startswith("postgres"):
        demand("a history", ["psycopg"], "org,postgres")
    from platguard.history.database import open_database
    from platguard.history.store import Store

    return Store(open_database(where, write=write, wait=wait))
