"""Slots end with whoever started them, and engines are found by their names."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from running import PATIENCE, wait_for

from platguard.errors import UsageError
from platguard.model.organisation import Member, Placement
from platguard.organisation.engines import check_engine, engine_of
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Brief, Order


@pytest.mark.skipif(not hasattr(fcntl, "F_SETSIG"), reason="only Linux ends processes by a pipe")
def test_what_can_do_nothing_any_more_ends_with_its_parent() -> None:
    program = "from organisation.engines.endless import main; main()"
    started = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout
    try:
        pids = [int(word) for word in started.stdout.readline().split()]
        assert [_is_there(pid) for pid in pids] == [True, True]
    finally:
        started.kill()
        started.communicate(timeout=PATIENCE)
    wait_for(lambda: not any(_is_there(pid) for pid in pids))


def test_a_slot_that_ends_while_it_rests_costs_no_repository(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    now, day = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22)
    place = Placement("a/away", "a")
    order = Order(Member(place, path=str(tmp_path / "away")), str(tmp_path / "away"))
    engine = engine_of("local", Brief(now, day, "/", environ), 1, 60.0, 0, time.monotonic)
    with closing(engine):
        for _ in range(2):
            (answer,) = engine.run([order])
            assert isinstance(answer.outcome, Observed), answer.outcome
            (child,) = multiprocessing.active_children()
            child.kill()
            child.join()
    assert not multiprocessing.active_children()


def _is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    "name",
    [
        "local",
        "dask:tcp://127.0.0.1:8786",
        "dask:tls://scheduler.example:8786",
        "dask:tcp://[::1]:1",
    ],
)
def test_names_of_engines(name: str) -> None:
    if name != "local":
        pytest.importorskip("distributed")
    assert check_engine(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "Local", "local:", "local:x", "dask", "dask:", "dask:8786", "dask:tcp://h"),
        *("dask:http://h:1", "dask:tcp://h:1/x", "dask:tcp://u@h:1", "dask:tcp://-h:1"),
        *("dask:tcp://h:1\n", "dask:tcp://h:123456", "dask:inproc://h:1", "dask:tcp://:1"),
    ],
)
def test_names_of_nothing(name: str) -> None:
    with pytest.raises(UsageError, match=r"no engine is called .* Write one of: local, dask:tcp"):
        check_engine(name)


def test_without_its_library_an_engine_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platguard.extras.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'platguard\[org,distributed\]'"):
        check_engine("dask:tcp://127.0.0.1:8786")
