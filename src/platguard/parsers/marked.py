"""Mappings and sequences of YAML that keep libyaml's marks until somebody asks for a place."""

from __future__ import annotations

from typing import Any

from platguard.model.document import Map, Place, Seq


class YamlMap(Map):
    """A mapping; its marks become places when somebody asks."""

    __slots__ = ("first_line", "marks", "moved")

    first_line: int
    """How many lines of the file stand before the text that the marks count in."""
    marks: list[Any]
    """Start and end of the mapping, then of each key and value in the order of the text."""
    moved: dict[str, tuple[Place, Place]] | None
    """Places by key, when keys were merged, repeated or not text."""

    def place(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return self._places(key)[1]

    def key_place(self, key: str) -> Place:
        """Where `key` itself stands."""
        return self._places(key)[0]

    def start(self) -> Place:
        """Where the mapping stands."""
        return place_between(self.first_line, self.marks, 0)

    def _places(self, key: str) -> tuple[Place, Place]:
        if key not in self:
            return self.start(), self.start()
        if self.moved is not None:
            return self.moved[key]
        return entry_places(self.first_line, self.marks, list(self).index(key))


class YamlSeq(Seq):
    """A sequence; its marks become places when somebody asks."""

    __slots__ = ("first_line", "marks")

    first_line: int
    """How many lines of the file stand before the text that the marks count in."""
    marks: list[Any]
    """Start and end of the sequence, then of each item."""

    def place(self, index: int) -> Place:
        """Where the item stands."""
        known = 0 <= index < len(self.marks) // 2 - 1
        return place_between(self.first_line, self.marks, 2 + 2 * index if known else 0)

    def start(self) -> Place:
        """Where the sequence stands."""
        return place_between(self.first_line, self.marks, 0)


def place_between(first_line: int, marks: list[Any], index: int) -> Place:
    """The place between the mark at `index` and the next."""
    start, end = marks[index], marks[index + 1]
    # A block scalar ends where the next line begins.
    below = end.column == 0 and end.line > start.line
    return Place(
        first_line + start.line + 1, start.column + 1, first_line + end.line + (0 if below else 1)
    )


def entry_places(first_line: int, marks: list[Any], number: int) -> tuple[Place, Place]:
    """The places of the key and the value of an entry."""
    at = 2 + 4 * number
    return place_between(first_line, marks, at), place_between(first_line, marks, at + 2)
