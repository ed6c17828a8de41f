"""A real scheduler with workers in processes of their own comes to what local processes come to."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from running import PATIENCE, Told, ended, started, wait_for

from ..estate import DAY, FIXED, MOVING, SLOW_GIT, Estate
from ..test_faults import POISONED_GIT
from .clusters import TIMES, Cluster, need_dask

REPOSITORIES = 12
SCAN = ("scan", "inventory.yaml", "--as-of", DAY)
PAST = {"2026-01-10": MOVING, "2026-02-10": FIXED, "2026-03-10": MOVING}
BACKFILL = ("backfill", "inventory.yaml", "--since=2026-01-15", "--until=2026-03-15")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One scheduler for all tests; each says which workers it needs."""
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    yield started
    started.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Estate:
    """An organisation with what local processes find in it."""
    need_dask()
    made = Estate(tmp_path_factory.mktemp("organisation"))
    for number in range(REPOSITORIES):
        made.repository(f"team-{number % 3}/r{number}", MOVING if number % 2 else FIXED)
    made.repository("team-0/empty", None)
    made.member("team-1/missing", made.top / "nowhere")
    return made


@pytest.fixture(scope="module")
def local(large: Estate) -> tuple[str, object]:
    """The result of local processes: the JSON of the scan, and the history."""
    return _result(large, "local", "--jobs=2")


def _result(estate: Estate, name: str, *arguments: str) -> tuple[str, object]:
    told = estate.scan(*_fresh(name), *arguments, environ=estate.environ(**TIMES))
    assert told.code == 3  # one is missing
    return told.output, content(estate.top / f"{name}.db")


def _fresh(name: str) -> tuple[str, ...]:
    return f"--history={name}.db", "--no-cache"


def content(path: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """All views of a history for people: they have no ids of the database."""
    with closing(sqlite3.connect(path)) as base:
        views = base.execute("select name from sqlite_schema where type = 'view' order by name")
        names = [name for (name,) in views]
        assert names
        return [(n, sorted(base.execute(f"select * from {n}"), key=repr)) for n in names]


class Disturbed:
    """A command that tells of each repository, so that something can happen in the middle."""

    def __init__(
        self, estate: Estate, cluster: Cluster, name: str, asked: Sequence[str] = SCAN
    ) -> None:
        self.name, self.estate = name, estate
        more = ("--format=json", "--verbose", cluster.engine, "--jobs=4", *_fresh(name))
        environ = estate.with_git(SLOW_GIT, **TIMES)
        self.process = started(estate.top, environ, "org", *asked, *more)
        self.lines: list[str] = []

    def settled(self, number: int) -> None:
        """Waits until so many repositories are done."""
        assert self.process.stderr
        while sum("/" in line.split(" ")[1] for line in self.lines) < number:
            line = self.process.stderr.readline()
            assert line, "".join(self.lines)
            self.lines.append(line)

    def end(self, seconds: float = 60) -> Told:
        """What it has told in the end."""
        return ended(self.process, seconds, before="".join(self.lines))

    @property
    def history(self) -> object:
        """What it has written."""
        return content(self.estate.top / f"{self.name}.db")


def test_the_same_bytes(large: Estate, cluster: Cluster, local: tuple[str, object]) -> None:
    cluster.worker("a")
    cluster.worker("b")
    assert _result(large, "dask", cluster.engine, "--jobs=4") == local
    judged = [name for name in "ab" if "dismiss" in cluster.log(name)]
    assert judged == ["a", "b"], "both have worked, and have ended what they started"


def test_workers_that_are_killed_and_come_cost_nothing(
    large: Estate, cluster: Cluster, local: tuple[str, object]
) -> None:
    cluster.worker("a")
    cluster.worker("b")
    scan = Disturbed(large, cluster, "killed")
    scan.settled(2)
    cluster.kill("a")
    cluster.worker("c")
    wait_for(lambda: "Registered" in cluster.log("c"))
    cluster.kill("b")
    told = scan.end()
    assert "platguard: worker a (tcp://127.0.0.1:" in told.errors
    assert "platguard: worker b (tcp://127.0.0.1:" in told.errors
    assert (told.output, scan.history) == local


def test_a_backfill_writes_the_same_history_though_a_worker_is_killed(
    estate: Estate, cluster: Cluster
) -> None:
    for number in range(4):
        made = estate.repository(f"team/r{number}", None)
        for day, text in [*PAST.items()][number % 2 :]:
            made.write("Dockerfile", text)
            made.commit(day=day)
    local = ("--format=json", "--jobs=1", *_fresh("local"))
    here = ended(started(estate.top, estate.environ(), "org", *BACKFILL, *local))
    for name in ("c", "e"):
        cluster.worker(name)
    there = Disturbed(estate, cluster, "there", BACKFILL)
    there.settled(2)
    cluster.kill("e")
    told = there.end()
    assert "platguard: worker e (tcp://127.0.0.1:" in told.errors
    assert (told.code, told.output) == (here.code, here.output) == (0, here.output)
    assert there.history == content(estate.top / "local.db")
    assert sum(day["repositories"] for day in json.loads(told.output)["days"]) == 10


def test_a_worker_that_is_stopped_costs_nothing(
    large: Estate, cluster: Cluster, local: tuple[str, object]
) -> None:
    stopped = cluster.worker("d")
    cluster.worker("c")
    scan = Disturbed(large, cluster, "stopped")
    scan.settled(3)
    os.kill(stopped.pid, signal.SIGSTOP)
    try:
        told = scan.end()
    finally:
        cluster.kill("d")
    assert "worker d" in told.errors
    assert (told.output, scan.history) == local


def test_a_hostile_repository_costs_a_slot_and_no_worker(estate: Estate, cluster: Cluster) -> None:
    worker = cluster.worker("c")
    (estate.repository("a/kills", MOVING).root / "poison-kill").touch()
    once = estate.repository("a/once", MOVING).root / "poison-once"
    once.touch()
    estate.repository("b/good", MOVING)
    environ = estate.with_git(POISONED_GIT, **TIMES)
    there = estate.scan(*_fresh("there"), cluster.engine, environ=environ)
    assert not once.exists()
    once.touch()
    here = estate.scan(*_fresh("here"), environ=environ)
    assert there.status("a/kills")[0] == "quarantined"
    assert there.status("a/once") == there.status("b/good") == ("judged", "")
    assert there.output == here.output
    assert content(estate.top / "there.db") == content(estate.top / "here.db")
    assert worker.poll() is None


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_when_the_command_ends_so_does_what_it_began(
    estate: Estate, cluster: Cluster, number: int, code: int
) -> None:
    cluster.worker("c")
    (estate.repository("a/hangs").root / "poison-hang").touch()
    environ = estate.with_git(POISONED_GIT, **TIMES)
    # Nobody can tell the workers of a kill: there it ends with the deadline.
    seconds = 600 if number == signal.SIGINT else 3
    scan = estate.start(cluster.engine, f"--repository-seconds={seconds}", environ=environ)
    wait_for(lambda: _standing_in(estate))
    scan.send_signal(number)
    _, errors = scan.communicate(timeout=PATIENCE)
    assert scan.returncode == code
    assert "Traceback" not in errors
    wait_for(lambda: not _standing_in(estate))


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGKILL, "the scheduler at {} is gone"),
        (signal.SIGSTOP, "nothing is heard any more from {}"),
    ],
)
def test_a_scheduler_that_goes_leaves_a_list(
    large: Estate, tmp_path: Path, number: int, reason: str
) -> None:
    own = Cluster(tmp_path)
    try:
        own.worker("x")
        scan = Disturbed(large, own, f"gone-{number}")
        scan.settled(2)
        begun = time.monotonic()
        own.scheduler.send_signal(number)
        told = scan.end()
    finally:
        own.close()
    assert time.monotonic() - begun < PATIENCE
    assert told.code == 3
    assert told.errors.count(reason.format(own.address)) >= 5
    assert "broke" not in told.errors


def test_workers_that_may_not_start_processes_are_told_how_to(
    large: Estate, cluster: Cluster
) -> None:
    cluster.worker("c")
    cluster.worker("watched", nanny=True)
    wait_for(lambda: "Registered" in cluster.log("watched"))
    told = large.run(cluster.engine, *_fresh("nanny"), environ=large.environ(**TIMES))
    cluster.kill("watched")
    assert told.code == 2
    assert "worker watched (tcp://127.0.0.1:" in told.errors
    command = f"DASK_DISTRIBUTED__WORKER__DAEMON=False dask worker {cluster.address}"
    assert f"may not start processes. Start the workers like this: {command}." in told.errors


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        ("dask:tcp://127.0.0.1:9", "no scheduler of Dask at tcp://127.0.0.1:9: "),
        ("dask:tls://127.0.0.1:9", "distributed.comm.tls"),
        ("dask:tcp://127.0.0.1", "no engine is called 'dask:tcp://127.0.0.1'"),
        ("dask", "no engine is called 'dask'"),
        ("local:", "no engine is called 'local:'"),
        ("ray://x:1", "Write one of: local, dask:tcp://HOST:PORT."),
    ],
)
def test_an_engine_that_cannot_be_used(large: Estate, engine: str, told: str) -> None:
    environ = large.environ(**{**TIMES, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"})
    found = large.run(f"--engine={engine}", *_fresh("none"), environ=environ)
    assert found.code == 2
    assert told in found.errors


def _standing_in(estate: Estate) -> list[str]:
    """The processes that stand in a repository of the estate: only git does."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                folder = os.readlink(entry / "cwd")
            except OSError:
                continue
            if folder.startswith(f"{estate.top}/clones"):
                found.append(entry.name)
    return found
