"""Where a command writes: a file that is named, else standard output."""

from __future__ import annotations

import sys

from platguard.errors import UsageError


def put(text: str, file: str) -> None:
    """Writes to a file, or to standard output when none is named; UsageError when it cannot."""
    if not file:
        sys.stdout.write(text)
        return
    from platguard import atomic

    try:
        atomic.write(file, [text.encode("utf-8")])
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=file) from error
