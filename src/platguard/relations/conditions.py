"""What the templates of charts hold under a condition: whoever installs the chart decides on it.

Source: Helm, Chart Template Guide, "Flow Control": a block under `if` is part of the manifest only
where the values of a release make its condition true.
"""

from __future__ import annotations

from collections.abc import Sequence

from platguard.facts.template_actions import depending_on
from platguard.model.document import NOWHERE, Place
from platguard.relations.whole import Whole


class Conditions:
    """The conditions in the templates of a repository; each file is read when it is asked for."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._known: dict[str, Sequence[tuple[int, int]]] = {}

    def stand_around(self, path: str, place: Place) -> bool:
        """Whether the line of a place is there only for some values of the chart."""
        if place == NOWHERE or "/templates/" not in f"/{path}":
            return False
        if path not in self._known:
            self._known[path] = _conditional(self._whole.read(path) or b"")
        return any(first <= place.line <= last for first, last in self._known[path])


def _conditional(data: bytes) -> list[tuple[int, int]]:
    """First and last line of each part that depends on values."""
    if b"{{" not in data:
        return []
    text = data.decode("utf-8", "replace")
    lines: list[tuple[int, int]] = []
    line, counted = 1, 0
    for start, end in sorted(depending_on(text, ".Values")):
        line += text.count("\n", counted, start)
        counted = start
        lines.append((line, line + text.count("\n", start, end)))
    return lines
