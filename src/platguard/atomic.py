"""Writes files so that at any moment the old one or the new one is there, and never a mixture."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write(path: str, parts: Iterable[bytes], *, durable: bool = True, mode: int = 0o666) -> None:
    """Replaces `path` by `parts`, one after the other; raises OSError. See `opened`."""
    with opened(path, durable=durable, mode=mode) as stream:
        stream.writelines(parts)


@contextlib.contextmanager
def opened(path: str, *, durable: bool = True, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A stream whose content replaces `path` at the end, unless an error ends it; raises OSError.

    A temporary file beside it takes it first. A link is replaced, not followed. `durable` waits
    until the disk has it. A file that exists keeps its mode; `mode` is that of a new one, less the
    umask.
    """
    with contextlib.suppress(FileNotFoundError):
        mode = os.lstat(path).st_mode & 0o7777
    folder, name = os.path.split(path)
    # Containers that share a folder have processes of one number.
    temporary = os.path.join(folder, f".{name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with open(os.open(temporary, _NEW, mode), "wb") as stream:
            yield stream
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    if durable:
        handle = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
