"""How a text is laid out: its lines, its indentation, and new lines in the same manner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from platguard.edits.scalars import in_flow, written
from platguard.parsers.spans import Node
from platguard.tuples import NamedTuple

_STEP = 2


class Change(NamedTuple):
    """A stretch of a text, in characters, and what takes its place."""

    start: int
    end: int
    text: str


def applied(text: str, change: Change) -> str:
    """The text after the change."""
    return text[: change.start] + change.text + text[change.end :]


class Layout:
    """The manner of one document of a text."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self._root = root

    def column(self, index: int) -> int:
        """How many characters stand before the index on its line."""
        return index - self.line_start(index)

    def line_start(self, index: int) -> int:
        """Where the line of the index begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line of the index ends, before its line break."""
        end = self.text.find("\n", index)
        if end < 0:
            return len(self.text)
        return end - (end > index and self.text[end - 1] == "\r")

    def line_before(self, index: int) -> str:
        """The line that ends where the line of the index begins."""
        return self.text[self.line_start(index - 1) : index]

    def content_end(self, node: Node) -> int:
        """Behind the last character of a node; a block scalar ends where the next token begins."""
        return len(self.text[: node.end].rstrip()) if node.style in ("|", ">") else node.end

    def begins_its_line(self, index: int) -> bool:
        """Whether only blanks stand before the index on its line."""
        return not self.text[self.line_start(index) : index].strip(" \t")

    def break_at(self, index: int) -> str:
        """The line break that is in use around an index."""
        after = self.text.find("\n", index)
        near = after if after >= 0 else self.text.rfind("\n")
        return "\r\n" if near > 0 and self.text[near - 1] == "\r" else "\n"

    def step(self) -> int:
        """How far a nested mapping is indented, as most of the document's are."""
        return self._most(self._steps(), _STEP)

    def item_step(self) -> int:
        """How far the dashes of a list are indented below its key, as most of them are."""
        return self._most(self._item_steps(), self.step())

    def _steps(self) -> Iterator[int]:
        for holder, part in self._entries():
            if part.is_mapping and not part.flows and part.keys:
                yield self.column(part.keys[0].start) - self.column(holder.keys[0].start)

    def _item_steps(self) -> Iterator[int]:
        for holder, part in self._entries():
            if part.is_sequence and not part.flows and part.parts:
                yield self.column(part.start) - self.column(holder.keys[0].start)

    def _entries(self) -> Iterator[tuple[Node, Node]]:
        for holder in self._root.within():
            if holder.is_mapping and not holder.flows:
                for part in holder.parts:
                    yield holder, part

    @staticmethod
    def _most(found: Iterator[int], default: int) -> int:
        counted = Counter(number for number in found if number >= 0)
        return counted.most_common(1)[0][0] if counted else default

    def lines(self, key: str, value: Any, column: int) -> list[str]:
        """The lines of a new entry of a block mapping."""
        name = f"{' ' * column}{written(key)}:"
        if isinstance(value, dict | list) and value:
            return [name, *self.inner_lines(value, column)]
        return [f"{name} {_on_one_line(value)}"]

    def inner_lines(self, value: dict[str, Any] | list[Any], column: int) -> list[str]:
        """The lines of a mapping or a list below a key at `column`."""
        if isinstance(value, dict):
            inner = column + (self.step() or _STEP)
            return [line for key, item in value.items() for line in self.lines(key, item, inner)]
        dash = " " * (column + self.item_step())
        return [f"{dash}- {_on_one_line(item)}" for item in value]


def _on_one_line(value: Any) -> str:
    is_holder = isinstance(value, dict | list)
    return in_flow(value, as_json=False) if is_holder else written(value)
