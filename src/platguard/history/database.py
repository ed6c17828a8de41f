"""One database: found, made, brought up to date, and spoken to in transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from platguard.errors import UsageError
from platguard.history.faults import shown, told
from platguard.history.files import check_file, connected, kept_aside, unwritten
from platguard.suggestions import suggestion

APPLICATION = 0x706C6764
"""What says in the header of a SQLite file that it is a history: `plgd`."""
REVISION = "0010"
"""The newest revision of the tables; see `migrations`."""
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", REVISION)

_SCHEMES = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_CACHE_OF_WRITER = 40_000
"""Kibibytes of pages: who writes touches few at a time, and goes on for hours."""
_MAPPED = 2**31 - 2**16
"""Bytes of a file that are read as memory, the most that SQLite is made for: a report reads a third
of a million pages, and asks for none of them then. They are the system's, for all who read them."""
_MAPPED_BY_WRITER = 100_000_000
_WRITERS = 0x706C6764
"""The lock that those who write hold in PostgreSQL."""


class Database:
    """An open database. Errors are UsageErrors that say what to do."""

    def __init__(self, url: URL, engine: Engine, wait: int) -> None:
        self.url = url
        self._engine = engine
        self._wait = wait
        self._connection: Connection | None = None

    @property
    def name(self) -> str:
        """What it may be called in outputs: without user, password and parameters."""
        return shown(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine; else it is a PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database from its first question to its end."""
        with told(self.url, self._wait), self._engine.connect() as connection:
            if not self.is_sqlite:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it, or on an error nothing. There is one writer at a time."""
        with told(self.url, self._wait), self._connected() as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITERS})"))
            yield connection

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """The one connection of the writer, anew after something went wrong with it."""
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(platguard_writes=True)
        try:
            yield self._connection
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Lets go of all connections; the next question makes another."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()
        self._engine.dispose()


def open_database(where: str, *, write: bool, wait: int) -> Database:
    """The database of a file or URL, at the newest revision; see `opening.open_history`."""
    url = _url(where)
    name = shown(url)
    is_file = url.get_backend_name() == "sqlite"
    if is_file:
        check_file(name, write)
    engine = _engine(url, write, wait)
    database = Database(url, engine, wait)
    try:
        with told(url, wait), engine.connect() as connection:
            revision = _revision(connection, name)
    except UsageError as error:
        if is_file and write and _is_damaged(error):
            raise kept_aside(name) from None
        raise
    if revision is not None and revision not in REVISIONS:
        raise UsageError(
            f"the history was written by a newer platguard (revision {revision}, "
            f"this one knows {REVISION})",
            path=name,
            hint="Update platguard.",
        )
    if revision != REVISION:
        if not write:
            raise unwritten(revision, name)
        from platguard.history.upgrading import upgrade

        if is_file and revision is None:
            with told(url, wait), engine.connect() as connection:
                _prepare(connection)
        with database.writing() as connection:
            # Somebody else may have been faster.
            upgrade(connection)
        database.close()
    return database


def _prepare(connection: Connection) -> None:
    """What a new file is told once, outside of every transaction."""
    raw: Any = connection.connection.driver_connection
    raw.rollback()
    raw.execute("PRAGMA journal_mode = wal")
    raw.execute(f"PRAGMA application_id = {APPLICATION}")


def _url(where: str) -> URL:
    scheme, colon, _ = where.partition("://")
    if not colon:
        return URL.create("sqlite+pysqlite", database=os.path.abspath(where))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise UsageError(
            f"the URL of the history, {scheme}://..., cannot be read",
            hint="Write postgresql://USER@HOST:PORT/DATABASE.",
        ) from None
    if url.drivername not in _SCHEMES:
        near = suggestion(url.drivername, ["postgresql"])
        raise UsageError(
            f"a history is a file or in PostgreSQL, not in {url.drivername}",
            hint=near or "Write postgresql://USER@HOST:PORT/DATABASE, or a path.",
        )
    return url.set(drivername=_SCHEMES[url.drivername])


def _engine(url: URL, write: bool, wait: int) -> Engine:
    if url.get_backend_name() != "sqlite":
        # Whatever the URL says of waiting is kept; ours holds for what it leaves open.
        timeout: dict[str, Any] = {"options": f"-c lock_timeout={wait * 1000}"}
        timeout = {} if "options" in url.query else timeout
        arguments = {"connect_timeout": 10, **timeout}
        # Connections are kept for the next question: making one takes longer than most answers.
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=arguments)
    connect = partial(connected, shown(url), write, wait)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, creator=connect)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _: Any) -> None:
    # The driver begins no transaction by itself: `_on_begin` does, see "SQLite" in the manual of
    # SQLAlchemy, "Enabling Non-Legacy SQLite Transactional Modes".
    connection.isolation_level = None
    for pragma in ("foreign_keys = 1", "synchronous = normal", "cache_size = -200000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("platguard_writes")
    if writes:
        connection.exec_driver_sql(f"PRAGMA cache_size = {-_CACHE_OF_WRITER}")
        connection.exec_driver_sql(f"PRAGMA mmap_size = {_MAPPED_BY_WRITER}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection, name: str) -> str | None:
    """The revision that the tables have; None for a database without any."""
    found = set(inspect(connection).get_table_names())
    if "alembic_version" in found and {"runs", "looks", "spans"} <= found:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    if found:
        raise UsageError(
            "this is a database, but no history of platguard",
            path=name,
            hint="Name another one with --history; it needs one of its own.",
        )
    return None


def _is_damaged(error: UsageError) -> bool:
    return "damaged" in error.message or "not a database" in error.message
