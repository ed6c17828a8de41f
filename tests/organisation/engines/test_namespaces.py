"""Scheduler, workers and command in network namespaces of their own, as on machines of their own.

The command and the workers reach the scheduler, each by an address of another network, and cannot
reach each other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import ended, started

from ..estate import DAY, FIXED, MOVING, Estate
from .clusters import TIMES, Cluster, need, need_dask
from .test_dask import content

FORTH = ("10.203.1.1", "10.203.2.1")
"""The scheduler's addresses, as the command and the workers know them."""
BACK = ("10.203.1.2", "10.203.2.2")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def namespaces() -> Iterator[tuple[str, str, str]]:
    """The names of those of the scheduler, the command and the workers."""
    need_dask()
    need("namespaces", shutil.which("ip"), "there is no ip(8)")
    names = [f"platguard-{os.getpid()}-{number}" for number in range(3)]
    try:
        for name in names:
            made = subprocess.run(["ip", "netns", "add", name], capture_output=True)
            permitted = made.returncode == 0
            need("namespaces", permitted, "network namespaces are not permitted")
            _ip("-n", name, "link", "set", "lo", "up")
        for number in range(2):
            theirs = names[number + 1]
            _ip(
                *("-n", names[0], "link", "add", f"to{number}", "type", "veth"),
                *("peer", "name", "to", "netns", theirs),
            )
            _ip("-n", names[0], "address", "add", f"{FORTH[number]}/30", "dev", f"to{number}")
            _ip("-n", theirs, "address", "add", f"{BACK[number]}/30", "dev", "to")
            _ip("-n", names[0], "link", "set", f"to{number}", "up")
            _ip("-n", theirs, "link", "set", "to", "up")
        yield names[0], names[1], names[2]
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], capture_output=True)


def test_the_same_bytes_from_other_machines(
    estate: Estate, namespaces: tuple[str, str, str], tmp_path: Path
) -> None:
    for number in range(6):
        estate.repository(f"a/r{number}", MOVING if number % 2 else FIXED)
    inside = {name: ("ip", "netns", "exec", name) for name in namespaces}
    scheduler, command, workers = namespaces
    here = estate.scan("--history=here.db")
    cluster = Cluster(tmp_path, inside[scheduler], "0.0.0.0")
    try:
        for name in ("a", "b"):
            cluster.worker(
                *(name, "--host", BACK[1]),
                prefix=inside[workers],
                address=f"tcp://{FORTH[1]}:{cluster.port}",
            )
        address = f"--engine=dask:tcp://{FORTH[0]}:{cluster.port}"
        asked = ("org", "scan", "inventory.yaml", "--as-of", DAY, "--format=json")
        more = ("--history=there.db", "--no-cache", address)
        environ = estate.environ(**TIMES)
        there = ended(started(estate.top, environ, *asked, *more, prefix=inside[command]))
    finally:
        cluster.close()
    assert there.output == here.output, there.errors
    assert content(estate.top / "there.db") == content(estate.top / "here.db")
    connect = f"import socket; socket.create_connection(('{BACK[1]}', 1), 1)"
    program = [*inside[command], sys.executable, "-c", connect]
    told = subprocess.run(program, capture_output=True, text=True).stderr
    assert "Network is unreachable" in told
