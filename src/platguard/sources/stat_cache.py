"""Remembers the content ids of files that the file system says are unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

SETTLED_NS = 2_000_000_000
"""A file changed this shortly before it was looked at may change again without a trace, where the
file system's clock is coarse. git calls such entries racy."""


class StatCache(NamedTuple):
    """What was known of the files of one folder when they were last read."""

    now_ns: int
    """When this run began, in nanoseconds since 1970."""
    entries: dict[str, Sequence[int | str]]
    """By path: size, mtime_ns, inode, ctime_ns, content id. Plain JSON; changed in place."""

    def content_id(self, path: str, stat: os.stat_result) -> str | None:
        """The id of a file that has not changed since it was recorded."""
        known = self.entries.get(path)
        if known is None or len(known) != 5 or tuple(known[:4]) != _marks(stat):
            return None
        return str(known[4])

    def record(self, path: str, stat: os.stat_result, content_id: str) -> None:
        """Remembers a file, unless it changed too recently to be told apart from its next state."""
        if max(stat.st_mtime_ns, stat.st_ctime_ns) < self.now_ns - SETTLED_NS:
            self.entries[path] = (*_marks(stat), content_id)
        else:
            self.entries.pop(path, None)


def _marks(stat: os.stat_result) -> tuple[int, int, int, int]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns
