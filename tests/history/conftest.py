"""Histories in files, and in a PostgreSQL that the tests start."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import create_engine, text

from platguard.history.opening import open_history
from platguard.history.store import Store

REQUIRED = "postgres" in os.environ.get("PLATGUARD_REQUIRE", "").split(",")
BACKENDS = ("sqlite", "postgres")
Fresh = Callable[[], str]


def _programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server of our own, without a database; it goes when the tests are done."""
    programs = _programs()
    if programs is None:
        assert not REQUIRED, "PostgreSQL is required and not installed"
        pytest.skip("PostgreSQL is not installed")
    # Not below the folders of pytest, which are closed to other users.
    folder = Path(mkdtemp(prefix="platguard-postgres-"))
    data = folder / "data"
    as_user: list[str] = []
    if os.geteuid() == 0:  # as whom the server refuses to run
        folder.chmod(0o755)
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]

    def run(*command: str | Path) -> None:
        subprocess.run([*as_user, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    made = ("-A", "trust", "-U", "tester", "-N", "-E", "UTF8", "--locale=C")
    run(programs / "initdb", "-D", data, *made)
    # Reached by a socket of its own folder: no port that others may want.
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=30"
    control = (programs / "pg_ctl", "-D", data, "-w")
    run(*control, "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://tester:s3cret-word@/%s?host={folder}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def databases(server: str) -> Iterator[Fresh]:
    """Makes databases in the server."""
    numbers = count()
    url = (server % "postgres").replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def fresh(template: str = "history") -> str:
        name = f"history_{next(numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return server % name

    # Making the tables takes half a second, copying them a tenth of that.
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE history"))
    open_history(server % "history").close()
    yield fresh
    engine.dispose()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """What keeps the histories of a test."""
    found: str = request.param
    return found


@pytest.fixture
def fresh(
    backend: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    empty_history: Path,
) -> Fresh:
    """Makes places for histories, each time another one."""
    if backend == "postgres":
        made: Fresh = request.getfixturevalue("databases")
        return made
    folder = tmp_path_factory.mktemp("histories")
    numbers = count()

    def copied() -> str:
        return str(shutil.copy(empty_history, folder / f"{next(numbers)}.db"))

    return copied


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    """An empty history."""
    opened = open_history(fresh())
    yield opened
    opened.close()
