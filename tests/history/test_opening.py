"""Histories that cannot be used: each with its reason and what to do, and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from history.conftest import Fresh
from history.seeing import observation, on, row, see
from platguard.errors import UsageError
from platguard.history import questions
from platguard.history.database import REVISION, REVISIONS, Database
from platguard.history.faults import shown
from platguard.history.opening import open_history
from platguard.history.tables import runs
from platguard.history.upgrading import configuration, upgrade


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A history with a finding."""
    path = tmp_path / "history.db"
    store = open_history(str(path))
    see(store, observation(0, [row()]))
    store.close()
    return path


def test_the_steps_lead_to_the_tables(fresh: Fresh) -> None:
    store = open_history(fresh())
    with store.database.reading() as connection:
        found = compare_metadata(MigrationContext.configure(connection), runs.metadata)
    store.close()
    assert not found
    assert ScriptDirectory.from_config(configuration()).get_heads() == [REVISION]


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_one_is_brought_up_to_date(tmp_path: Path, revision: str) -> None:
    path = str(tmp_path / "old.db")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection, revision)
    engine.dispose()
    with pytest.raises(UsageError, match="older platguard"):
        open_history(path, write=False)
    store = open_history(path)
    see(store, observation(0, [row()]))
    with store.database.reading() as connection:
        dated = connection.execute(text("SELECT opened, cause, path FROM spans_dated")).all()
    store.close()
    assert dated == [("2026-01-01", "first", "k8s/a.yaml")]


def test_steps_are_taken_one_by_one(fresh: Fresh) -> None:
    database = open_history(fresh()).database
    with database.writing() as connection:
        upgrade(connection)
        known = connection.scalar(text("SELECT version_num FROM alembic_version"))
    database.close()
    assert known == REVISION


def test_views_tell_dates(fresh: Fresh) -> None:
    store = open_history(fresh())
    see(store, observation(0, [row()]), observation(1))
    with store.database.reading() as connection:
        for view in ("spans", "findings", "observations", "standings", "usages", "runs"):
            connection.execute(text(f"SELECT * FROM {view}_dated")).all()
        asked = text("SELECT opened, closed, ended, message FROM spans_dated")
        assert connection.execute(asked).all() == [
            ("2026-01-01", "2026-01-02", "resolved", "a uses latest")
        ]
    store.close()


def test_a_newer_one_is_refused(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("update alembic_version set version_num='9999'")
        connection.commit()
    with pytest.raises(UsageError, match="written by a newer platguard"):
        open_history(str(file))


def test_a_locked_one_is_waited_for_and_named(file: Path) -> None:
    store = open_history(str(file), wait=1)
    with closing(sqlite3.connect(file)) as other:
        other.execute("begin immediate")
        with pytest.raises(UsageError, match="locked by another process, for 1 seconds") as caught:
            see(store, observation(1))
    assert str(file) in str(caught.value)
    see(store, observation(1))
    store.close()


def test_a_locked_server_is_waited_for(databases: Fresh) -> None:
    where = databases()
    one, other = open_history(where, wait=1), open_history(where, wait=1)
    with one.database.writing(), pytest.raises(UsageError, match="locked by another process"):
        see(other, observation(1))
    see(other, observation(1))


@pytest.mark.parametrize("size", [16, 100, 4096])
def test_a_damaged_one_is_kept_and_not_begun_anew(file: Path, size: int) -> None:
    data = bytearray(file.read_bytes())
    data[:size] = b"x" * size
    file.write_bytes(data)
    with pytest.raises(UsageError, match="not a database") as caught:
        open_history(str(file))
    kept = file.with_name("history.db.damaged-1")
    if size < 4096:
        assert "history.db.damaged-1" in str(caught.value)
        assert kept.read_bytes() == data
        with pytest.raises(UsageError, match="no new one is begun"):
            open_history(str(file))
        assert not file.exists()


def test_reading_a_damaged_one_leaves_it(file: Path) -> None:
    file.write_bytes(b"x" * 100 + file.read_bytes()[100:])
    with pytest.raises(UsageError, match="not a database"):
        open_history(str(file), write=False)
    assert file.exists()


def test_a_damaged_page_is_told(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))

    def used() -> None:
        store = open_history(str(file))
        see(store, observation(1, [row()]))

    with pytest.raises(UsageError, match=r"damaged|not a database"):
        used()


def test_other_files_stay_as_they_are(tmp_path: Path) -> None:
    notes, other = tmp_path / "inventory.yaml", tmp_path / "other.db"
    notes.write_text("repositories: []\n")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("create table books(name)")
    before = other.read_bytes()
    with pytest.raises(UsageError, match="not a database, and so no history"):
        open_history(str(notes))
    with pytest.raises(UsageError, match="no history of platguard"):
        open_history(str(other))
    assert (notes.read_text(), other.read_bytes()) == ("repositories: []\n", before)


def test_what_is_no_file_is_no_history(tmp_path: Path) -> None:
    """Nobody waits for whoever writes into a pipe."""
    os.mkfifo(tmp_path / "pipe")
    for name, kind in ((os.devnull, "no file"), ("pipe", "no file"), ("", "a folder")):
        with pytest.raises(UsageError, match=f"this is {kind}, and so no history"):
            open_history(str(tmp_path / name))


def test_there_must_be_one_to_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no history yet"):
        open_history(str(tmp_path / "none.db"), write=False)
    assert not [*tmp_path.iterdir()]
    with pytest.raises(UsageError, match="its folder does not exist"):
        open_history(str(tmp_path / "none" / "history.db"))
    with pytest.raises(UsageError, match="this is a folder"):
        open_history(str(tmp_path))


def test_a_full_one_loses_nothing(file: Path) -> None:
    store = open_history(str(file))
    rows = [row(f"{number} {'x' * 500}") for number in range(2000)]
    with store.database.writing() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(UsageError, match="the disk is full"):
        see(store, observation(1, rows))
    store.close()
    again = open_history(str(file))
    assert len([*questions.findings(again.database, on(1))]) == 1
    again.close()


@contextmanager
def as_another_user() -> Iterator[None]:
    """Without the rights of root, who may write everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that everybody may read and, once it is full, nobody may write."""
    path = Path(tempfile.mkdtemp())
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


def test_who_may_only_read_reads(file: Path, shelf: Path) -> None:
    kept = shelf / "the history of 100%.db"
    shutil.copy(file, kept)
    for path, mode in ((kept, 0o444), (shelf, 0o555)):
        path.chmod(mode)
    with as_another_user():
        store = open_history(str(kept), write=False)
        assert len([*questions.findings(store.database, on(0))]) == 1
        store.close()
        with pytest.raises(UsageError, match="may not be written"):
            see(open_history(str(kept)), observation(1))
    assert [*shelf.iterdir()] == [kept]


def test_a_url_never_tells_its_secrets(server: str) -> None:
    url = server.replace("tester:", "nobody:") % "nowhere"
    with pytest.raises(UsageError) as caught:
        open_history(url)
    assert "s3cret-word" not in str(caught.value)
    assert "nobody" not in str(caught.value)
    for wrong in ("mysql://u:s3cret-word@h/x", "postgresql://u:s3cret-word@h:port/x"):
        with pytest.raises(UsageError) as caught:
            open_history(wrong)
        assert "s3cret-word" not in str(caught.value)


def test_a_database_is_called_without_its_user(server: str) -> None:
    database = open_history(server % "postgres").database
    assert isinstance(database, Database)
    assert shown(database.url) == "postgresql:///postgres"


@pytest.mark.parametrize(
    ("library", "where", "extras"),
    [("sqlalchemy", "x.db", "org"), ("psycopg", "postgresql:///x", "org,postgres")],
)
def test_a_missing_library_is_told(library: str, where: str, extras: str) -> None:
    program = (
        f"import sys; sys.modules['{library}'] = None\n"
        "from platguard.history.opening import open_history\n"
        "from platguard.errors import UsageError\n"
        f"try: open_history('{where}')\n"
        "except UsageError as error: print(error.exit_code, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.startswith(f"2 a history needs {library}, which"), done.stderr
    assert f"pip install 'platguard[{extras}]'" in done.stdout
