"""Commands of platguard, in processes of their own or in this one, and what they say."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest.mock import patch

from platguard.cli import main

PATIENCE = 90.0
"""Seconds after which something is not going to happen, also where a machine has much to do."""
PROGRAM = [sys.executable, "-c", "from platguard.__main__ import run; run()"]


@dataclass(frozen=True)
class Told:
    """What a command said."""

    code: int
    output: str
    errors: str
    document: dict[str, Any] = field(default_factory=dict)
    """Its JSON, where it was asked for some."""


def started(
    folder: Path, environ: Mapping[str, str], *arguments: str, prefix: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """A process of a command, in a folder and with an environment of its own.

    `prefix` comes before the program, such as `ip netns exec`.
    """
    return subprocess.Popen(
        [*prefix, *PROGRAM, *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def within(folder: Path, environ: Mapping[str, str], *arguments: str) -> Told:
    """What a command says that runs in this process, which is much faster; never its own bug."""
    return _checked(heard(folder, environ, *arguments))


def heard(folder: Path, environ: Mapping[str, str], *arguments: str) -> Told:
    """What a command says that runs in this process, whatever it is.

    Its folder and environment are its own all the same.
    """
    output, errors = (TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2))
    handlers = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    with (
        patch.dict(os.environ, environ, clear=True),
        redirect_stdout(output),
        redirect_stderr(errors),
        chdir(folder),
    ):
        try:
            main(arguments)
        except SystemExit as stop:
            code = stop.code
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            gc.enable()
    assert isinstance(code, int)
    return Told(code, _written(output), _written(errors))


def ended(process: subprocess.Popen[str], seconds: float = 120, before: str = "") -> Told:
    """What a command has said once it is done, which is never a bug of its own.

    `before` is what was read already of its standard error.
    """
    output, errors = process.communicate(timeout=seconds)
    return _checked(Told(process.returncode, output, before + errors))


def _written(stream: TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


def _checked(told: Told) -> Told:
    said = told.output + told.errors
    assert "Traceback" not in said, said
    assert "bug in platguard" not in said, said
    return told


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Waits until something is so; fails when it has not come about in the end."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)
