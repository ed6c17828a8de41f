"""The file of a history: whether it is one, how it is opened, and what becomes of a damaged one."""

from __future__ import annotations

import os
import sqlite3
from urllib.parse import quote

from platguard.errors import UsageError

_MAGIC = b"SQLite format 3\0"


def check_file(name: str, write: bool) -> None:
    """Refuses what is not there, was set aside, or is another kind of file."""
    aside = _aside(name)
    if not os.path.exists(name):
        if aside:
            raise UsageError(
                f"the history was damaged and is kept as {os.path.basename(aside[-1])}; "
                "no new one is begun in its place",
                path=name,
                hint="Restore a copy of it, or move the damaged file elsewhere to begin anew.",
            )
        if not write:
            raise unwritten(None, name)
        folder = os.path.dirname(name)
        if not os.path.isdir(folder):
            raise UsageError("its folder does not exist", path=name, hint="Make the folder first.")
        return
    if not os.path.isfile(name):  # of a pipe nobody knows when its bytes come
        kind = "a folder" if os.path.isdir(name) else "no file"
        raise UsageError(f"this is {kind}, and so no history", path=name)
    try:
        with open(name, "rb") as file:
            head = file.read(100_000)
    except OSError as error:
        raise UsageError(f"the history cannot be read: {error.strerror}", path=name) from None
    if head and not head.startswith(_MAGIC):
        if write and b"alembic_version" in head:
            raise kept_aside(name)
        raise UsageError(
            "this file is not a database, and so no history",
            path=name,
            hint="Name another file with --history, or restore a copy of it.",
        )


def connected(name: str, write: bool, wait: int) -> sqlite3.Connection:
    """A connection to the file, which need not be writable for those who only read.

    SQLite makes files beside a database that several may write at once, even to read it. Where it
    may not, and nobody writes, the file alone is the whole history: see "Read-Only Databases" in
    SQLite's page on write-ahead logging. `wait` is in seconds.
    """
    connection = sqlite3.connect(name, timeout=wait, check_same_thread=False)
    if write:
        return connection
    try:
        connection.execute("SELECT 1 FROM sqlite_master").close()
    except sqlite3.OperationalError as error:
        is_alone = not os.path.exists(f"{name}-wal")
        if not is_alone or error.sqlite_errorname != "SQLITE_READONLY_DIRECTORY":
            return connection
        connection.close()
        where = f"file:{quote(name)}?immutable=1"
        connection = sqlite3.connect(where, timeout=wait, check_same_thread=False, uri=True)
    return connection


def kept_aside(name: str) -> UsageError:
    """Moves a damaged history aside, with its journal, so that nothing is written over it."""
    number = 1
    while os.path.exists(f"{name}.damaged-{number}"):
        number += 1
    kept = f"{name}.damaged-{number}"
    try:
        for end in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(name + end):
                os.rename(name + end, kept + end)
    except OSError:
        kept = name
    return UsageError(
        f"the history is damaged: it is not a database any more, and kept as "
        f"{os.path.basename(kept)}",
        path=name,
        hint="Restore a copy of it, or move the damaged file elsewhere to begin anew.",
    )


def _aside(name: str) -> list[str]:
    folder, base = os.path.split(name)
    try:
        found = os.listdir(folder)
    except OSError:
        return []
    start = f"{base}.damaged-"
    kept = [entry for entry in found if entry.startswith(start) and entry[len(start) :].isdigit()]
    return [os.path.join(folder, entry) for entry in sorted(kept)]


def unwritten(revision: str | None, name: str) -> UsageError:
    if revision is None:
        return UsageError(
            "there is no history yet", path=name, hint="Make one: platguard org scan."
        )
    return UsageError(
        "the history was written by an older platguard",
        path=name,
        hint="The next platguard org scan brings it up to date.",
    )
