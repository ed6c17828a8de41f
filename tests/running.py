"""Commands of platguard in processes of their own, and what they say."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


def ended(process: subprocess.Popen[str], seconds: float = 120, before: str = "") -> Told:
    """What a command has said once it is done, which is never a bug of its own.

    `before` is what was read already of its standard error.
    """
    output, errors = process.communicate(timeout=seconds)
    said = output + before + errors
    assert "Traceback" not in said, said
    assert "bug in platguard" not in said, said
    return Told(process.returncode, output, before + errors)


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Waits until something is so; fails when it has not come about in the end."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)
