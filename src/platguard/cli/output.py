"""Where a command writes: a file that is named, else standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from platguard.errors import UsageError


def put(text: str, file: str) -> None:
    """Writes to a file, or to standard output when none is named; UsageError when it cannot."""
    if not file:
        sys.stdout.write(text)
        return
    with opened(file) as stream:
        stream.write(text.encode("utf-8"))


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """Where to write bytes: a file, which is replaced as a whole at the end, or standard output
    when none is named; UsageError when the file cannot be written."""
    if not file:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from platguard import atomic

    try:
        with open(file, "wb") if _is_device(file) else atomic.opened(file) as stream:
            yield stream
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=file) from error


def _is_device(file: str) -> bool:
    """Whether a name stands for something other than a file, which must not be replaced by one."""
    is_special = os.path.exists(file) and not os.path.isfile(file)
    # `/dev/stdout` is a link to whatever standard output is.
    return is_special or os.path.dirname(os.path.abspath(file)) in (
        "/dev",
        "/dev/fd",
        "/proc/self/fd",
    )
