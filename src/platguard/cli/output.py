"""Where a command writes: a file that is named, else standard output."""

from __future__ import annotations

import os
import sys

from platguard.errors import UsageError


def put(text: str, file: str) -> None:
    """Writes to a file, or to standard output when none is named; UsageError when it cannot."""
    if not file:
        sys.stdout.write(text)
        return
    from platguard import atomic

    data = text.encode("utf-8")
    try:
        if _is_device(file):
            with open(file, "wb") as stream:
                stream.write(data)
        else:
            atomic.write(file, [data])
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
