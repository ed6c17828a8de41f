"""Values of a parser that gives no places, and the places that a second look finds for them.

Most documents are read and never cited, so the second look is taken when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import field
from typing import Any

from platguard.model.document import NOWHERE, Map, Place, Seq
from platguard.parsers.text import MAX_DEPTH
from platguard.records import dataclass


@dataclass(slots=True)
class Site:
    """Where a value stands, and where its parts stand."""

    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    values: dict[str, Site] = field(default_factory=dict)
    items: list[Site] = field(default_factory=list)


class Origin:
    """The text that a value comes from."""

    __slots__ = ("_root", "_survey")

    def __init__(self, survey: Callable[[], Site]) -> None:
        self._survey = survey
        self._root: Any = None

    def settle(self, value: Any) -> Any:
        """Makes every mapping and sequence of `value` one that knows its origin.

        Level by level, because what is nested too deep is refused here (ValueError).
        """
        self._root = value = self._located(value)
        level = [value]
        for _ in range(MAX_DEPTH):
            level = [part for parent in level for part in self._parts(parent)]
            if not level:
                return value
        raise ValueError(f"nested more than {MAX_DEPTH} levels deep")

    def bind(self) -> None:
        """Finds the site of every mapping and sequence."""
        pending = [(self._root, self._survey())]
        while pending:
            value, site = pending.pop()
            value.site = site
            if isinstance(value, LocatedMap):
                parts = [(part, site.values[key]) for key, part in value.items()]
            else:
                parts = list(zip(value, site.items, strict=True))
            pending.extend(part for part in parts if isinstance(part[0], LocatedMap | LocatedSeq))

    def _located(self, value: Any) -> Any:
        if isinstance(value, dict):
            mapping = value if isinstance(value, LocatedMap) else LocatedMap(value)
            mapping.origin, mapping.site = self, None
            return mapping
        if isinstance(value, list):
            sequence = LocatedSeq(value)
            sequence.origin, sequence.site = self, None
            return sequence
        return value

    def _parts(self, parent: Any) -> list[Any]:
        """The mappings and sequences directly in `parent`, located."""
        if not isinstance(parent, dict | list):
            return []
        pairs = parent.items() if isinstance(parent, dict) else enumerate(parent)
        found = [(key, self._located(part)) for key, part in pairs if type(part) in _CONTAINERS]
        for key, part in found:
            parent[key] = part
        return [part for _, part in found]


class LocatedMap(Map):
    """A mapping that has its places found when they are asked for."""

    __slots__ = ("origin", "site")

    origin: Origin
    site: Site | None

    def place(self, key: str) -> Place:
        """Where the value of `key` stands."""
        site = _site(self)
        return site.values[key].place if key in site.values else site.place

    def key_place(self, key: str) -> Place:
        """Where `key` itself stands."""
        site = _site(self)
        return site.keys.get(key, site.place)

    def start(self) -> Place:
        """Where the mapping stands."""
        return _site(self).place


class LocatedSeq(Seq):
    """A sequence that has its places found when they are asked for."""

    __slots__ = ("origin", "site")

    origin: Origin
    site: Site | None

    def place(self, index: int) -> Place:
        """Where the item stands."""
        site = _site(self)
        return site.items[index].place if 0 <= index < len(site.items) else site.place

    def start(self) -> Place:
        """Where the sequence stands."""
        return _site(self).place


_CONTAINERS = frozenset({dict, list, LocatedMap})


def _site(value: LocatedMap | LocatedSeq) -> Site:
    if value.site is None:
        value.origin.bind()
    return value.site or Site(NOWHERE)


class Lines:
    """Places by position in a text."""

    def __init__(self, text: str, first_line: int = 0) -> None:
        self._starts = [0]
        self._first_line = first_line
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, start: int, end: int) -> Place:
        """The place of the characters from `start` up to `end`."""
        line = bisect_right(self._starts, start)
        last = bisect_right(self._starts, max(start, end - 1))
        return Place(
            self._first_line + line, start - self._starts[line - 1] + 1, self._first_line + last
        )
