"""A process of ours that cannot do anything when its parent ends: it has no thread to notice."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import time
from multiprocessing.connection import Connection
from typing import Any

from platguard.organisation import slots


class NoThread:
    """As a thread that never gets the interpreter's lock."""

    def __init__(self, **_: Any) -> None:
        """Takes what a thread takes."""

    def start(self) -> None:
        """Does nothing."""


def serve(pipe: Connection) -> None:
    """Says who it is and what it started, and goes on for ever."""
    os.setpgid(0, 0)
    setattr(slots, "Thread", NoThread)  # noqa: B010
    slots._end_with_parent()
    started = subprocess.Popen(["sleep", "1000"])
    pipe.send_bytes(f"{os.getpid()} {started.pid}".encode())
    time.sleep(1000)


def main() -> None:
    """Starts it, and tells its two numbers."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    context.Process(target=serve, args=(there,), daemon=True).start()
    print(here.recv_bytes().decode(), flush=True)
    time.sleep(1000)
