"""Limits that a worker sets itself, so that no repository takes a machine down."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from threading import Event, Thread

OUT_OF_MEMORY = 99
"""The exit code of a process that came near its limit."""
_EVERY = 0.05
_BEHIND = 1 << 30
"""Bytes by which the limit of the system lies behind the one that is watched."""


class MemoryWatch:
    """Ends this process when a repository takes more memory than it may.

    A limit of the system alone is not enough: what is refused memory in one file goes on with the
    next, ever slower, and never comes near the limit. So the system's lies so far behind that only
    those meet it who ask for very much at once.
    """

    def __init__(self) -> None:
        self._ceiling = 0
        Thread(target=self._look, daemon=True).start()

    def allow(self, more: int) -> None:
        """Lets the process grow by so many bytes from here; 0 lets it grow."""
        size = _size() if more else 0
        self._ceiling = size + more if size else 0
        _limit(size + more + _BEHIND if size else 0)

    def _look(self) -> None:
        never = Event()
        while not never.wait(_EVERY):
            ceiling = self._ceiling
            if not ceiling or _size() <= ceiling:
                continue
            # What ended while the size was read may not be held to its ceiling any more.
            if ceiling == self._ceiling:
                os._exit(OUT_OF_MEMORY)


def _limit(size: int) -> None:
    """Sets what the system refuses to exceed, here and in programs that are started; 0 for none.

    Only the soft limit is set, so that the next repository gets one of its own.
    """
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = size or hard
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    with suppress(ValueError, OSError):  # a system that knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size() -> int:
    """Bytes of address space that the process has; 0 where nobody tells."""
    try:
        with open("/proc/self/statm", "rb") as stream:
            return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
