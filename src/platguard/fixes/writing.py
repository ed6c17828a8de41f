"""Puts the files of a plan in their places: each is the old one or the new one at any time."""

from __future__ import annotations

import os
from collections.abc import Iterator

from platguard import atomic
from platguard.errors import SourceError
from platguard.fixes.plan import CHANGED, Plan
from platguard.model.paths import bytes_of
from platguard.sources import Source
from platguard.tuples import NamedTuple


class Unwritten(NamedTuple):
    """A file that was left as it is."""

    path: str
    reason: str


def write_files(plan: Plan, source: Source) -> Iterator[Unwritten]:
    """Writes what a plan changes; yields the files that it leaves as they are.

    Modes are kept. `source` is the working tree that was judged; it follows no link.
    """
    for path, data in sorted(plan.new.items()):
        reason = _written(path, plan.old[path], data, source)
        if reason:
            yield Unwritten(path, reason)


def _written(path: str, old: bytes | None, new: bytes, source: Source) -> str:
    try:
        if source.read(path) != old:
            return CHANGED
        atomic.write(os.fsdecode(os.path.join(os.fsencode(source.root), bytes_of(path))), [new])
    except SourceError as error:
        return error.message
    except OSError as error:
        return f"it cannot be written: {error.strerror}"
    return ""
