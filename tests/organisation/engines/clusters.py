"""Schedulers and workers of Dask in processes of their own, on this machine's loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest
from running import PATIENCE, wait_for

REQUIRED = os.environ.get("PLATGUARD_REQUIRE", "").split(",")
TIMES = {
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "4s",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s",
}
"""So that tests need not wait as long as people would."""


def need(what: str, condition: object, reason: str) -> None:
    """Skips a test without a condition; fails it where that is required."""
    if not condition:
        assert what not in REQUIRED, f"{what} is required: {reason}"
        pytest.skip(reason)


def need_dask() -> None:
    """Skips a test where Dask is not installed."""
    need("dask", find_spec("distributed"), "distributed is not installed")


class Cluster:
    """One scheduler, and workers by name. Each is the leader of a session of its own."""

    def __init__(self, folder: Path, prefix: Sequence[str] = (), host: str = "127.0.0.1") -> None:
        """`prefix` comes before the command of the scheduler, such as `ip netns exec`."""
        need_dask()
        self.folder = folder
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler",
            prefix,
            "scheduler",
            *("--host", host, "--port", "0", "--no-dashboard", "--dashboard-address", ":0"),
            *("--no-show", "--scheduler-file", str(file)),
        )
        wait_for(lambda: file.exists() and file.read_bytes().endswith(b"}"))
        self.port = int(json.loads(file.read_text())["address"].rpartition(":")[2])
        self.address = f"tcp://{host}:{self.port}"

    @property
    def engine(self) -> str:
        """The option that names it."""
        return f"--engine=dask:{self.address}"

    def worker(
        self,
        name: str,
        *options: str,
        prefix: Sequence[str] = (),
        address: str = "",
        nanny: bool = False,
        **environ: str,
    ) -> subprocess.Popen[bytes]:
        """Starts a worker, if there is none of such a name."""
        if name not in self.workers:
            self.workers[name] = self._start(
                "worker",
                prefix,
                name,
                address or self.address,
                *("--name", name, "--nthreads", "1", "--no-dashboard"),
                *("--nanny" if nanny else "--no-nanny", *options),
                *("--local-directory", str(self.folder / name)),
                **environ,
            )
        return self.workers[name]

    def kill(self, name: str) -> None:
        """Kills a worker with all that it started."""
        end(self.workers.pop(name))

    def close(self) -> None:
        """Kills everything."""
        for process in (*self.workers.values(), self.scheduler):
            end(process)

    def log(self, name: str) -> str:
        """What a process has told."""
        return (self.folder / f"{name}.log").read_text()

    def _start(
        self, kind: str, prefix: Sequence[str], name: str, *arguments: str, **environ: str
    ) -> subprocess.Popen[bytes]:
        command = [*prefix, sys.executable, "-m", "dask", kind, *arguments]
        with open(self.folder / f"{name}.log", "wb") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **TIMES, **environ},
                start_new_session=True,
            )


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills a process and its group, whatever state they are in."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
