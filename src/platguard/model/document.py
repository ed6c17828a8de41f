"""Parsed documents: plain values that know where they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from platguard.records import dataclass
from platguard.tuples import NamedTuple


class Place(NamedTuple):
    """A place in a file; lines and columns count from 1, columns in characters."""

    line: int
    column: int
    end_line: int


NOWHERE = Place(1, 1, 1)
"""The start of the file: what stands for a place that no parser can give."""


class Map(dict[str, Any]):
    """A mapping of a document. Parsers subclass it to answer where keys and values stand."""

    __slots__ = ()

    def place(self, key: str) -> Place:
        """Where the value of `key` stands; where the mapping starts when it has no such key."""
        raise NotImplementedError

    def key_place(self, key: str) -> Place:
        """Where `key` itself stands; where the mapping starts when it has no such key."""
        raise NotImplementedError

    def start(self) -> Place:
        """Where the mapping stands."""
        raise NotImplementedError


class Seq(list[Any]):
    """A sequence of a document. Parsers subclass it to answer where items stand."""

    __slots__ = ()

    def place(self, index: int) -> Place:
        """Where the item stands; where the sequence starts when there is no such item."""
        raise NotImplementedError

    def start(self) -> Place:
        """Where the sequence stands."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Something that two readers of the document would read differently."""

    kind: str
    """duplicate-key, merge-override, encoding, ..."""
    key: str
    """The key in question, or empty."""
    place: Place
    """Where the key whose value is judged stands, or what else is in doubt."""
    other: Place
    """Where the key whose value is not judged stands, or the same."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document, or a part of it, could not be read."""

    message: str
    """What is wrong and what was expected, in one line, without the path."""
    line: int
    column: int

    @property
    def row(self) -> tuple[int, int, str]:
        """Its line, column and message: the form in which the facts of a file keep it."""
        return (self.line, self.column, self.message)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file."""

    value: Any
    """Map, Seq, str, int, float, bool or None; for a Dockerfile a list of Instruction;
    for XML the root Element; for text one string."""
    place: Place
    ambiguities: tuple[Ambiguity, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """Everything that a parser found in one file: what could be read and what could not."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile."""

    name: str
    """In upper case: FROM, RUN, ENV, ..."""
    arguments: str
    """What stands after the name and the flags, with continuations joined."""
    flags: tuple[str, ...]
    """`--platform=linux/amd64`, as written."""
    place: Place
    heredocs: tuple[str, ...] = ()
    """The bodies of here-documents, in order."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an XML document."""

    name: str
    """As written, with its prefix."""
    text: str
    """What stands in it before its first child, without blanks around it."""
    place: Place
    """Where its start tag begins."""
    children: tuple[Element, ...] = ()

    def child(self, name: str) -> Element | None:
        """The last child of that name, or None."""
        return next((child for child in reversed(self.children) if child.name == name), None)

    def within(self) -> Iterator[Element]:
        """The element, and every one in it, in the order of the document."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))
