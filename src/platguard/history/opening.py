"""Opens a history, or says why it cannot be: what may be imported without the extra `org`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from platguard.errors import UsageError

if TYPE_CHECKING:
    from platguard.history.store import Store

WAIT = 60
"""Seconds that a locked history is waited for."""

_NEEDED = {"sqlalchemy": "org", "alembic": "org"}


def open_history(where: str, *, write: bool = True, wait: int = WAIT) -> Store:
    """The history in a file, or in the database of a URL such as `postgresql://host/name`.

    `write` begins one where there is none and brings an older one up to date; without it nothing
    is changed. `wait` is how many seconds a lock is waited for. Raises UsageError with what can be
    done: for a missing library, a history that is not there, locked, damaged, newer than this
    platguard, or no history at all.
    """
    needed = dict(_NEEDED)
    if where.startswith("postgres"):
        needed["psycopg"] = "postgres"
    for module, extra in needed.items():
        if not _is_installed(module):
            raise UsageError(
                f"a history needs {module}, which is not installed",
                hint=f"Install it: pip install 'platguard[{_extras(extra)}]'.",
            )
    from platguard.history.database import open_database
    from platguard.history.store import Store

    return Store(open_database(where, write=write, wait=wait))


def _extras(extra: str) -> str:
    return extra if extra == "org" else f"org,{extra}"


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
