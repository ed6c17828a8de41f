"""Folders of ours that several commands may change at once: the register and the baselines."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from platguard.errors import UsageError


@contextmanager
def alone(folder: str) -> Iterator[None]:
    """Keeps other commands from changing a folder for a moment."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Tells as a UsageError why a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=path) from error
