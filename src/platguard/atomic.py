"""Writes files so that at any moment the old one or the new one is there, and never a mixture."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write(path: Path, data: bytes, *, durable: bool = True, mode: int = 0o666) -> None:
    """Replaces `path` by `data` through a temporary file beside it; links are replaced, not
    followed. Raises OSError.

    `durable` waits until the disk has it. A file that exists keeps its mode; `mode` is that of a
    new one, less the umask.
    """
    with contextlib.suppress(FileNotFoundError):
        mode = path.lstat().st_mode & 0o7777
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _create(temporary, data, mode, durable)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _create(path: Path, data: bytes, mode: int, durable: bool) -> None:
    try:
        handle = os.open(path, _NEW, mode)
    except FileExistsError:
        path.unlink()  # left behind by a killed process of the same number
        handle = os.open(path, _NEW, mode)
    with open(handle, "wb") as stream:
        stream.write(data)
        if durable:
            stream.flush()
            os.fsync(handle)
