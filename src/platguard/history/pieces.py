"""Long lists in pieces that one statement takes: databases limit how many values it may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

AT_ONCE = 400
"""Values of one statement; SQLite may be built for no more than 999, those beside them included."""


def pieces(wanted: Iterable[Any]) -> Iterator[list[Any]]:
    """The values, each once and in their order, so many at a time."""
    ordered = sorted(set(wanted))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
