"""XML by expat, with the lines of its elements.

A document type with entities is refused before any is read: nothing that is judged needs one, and
they are how XML grows without bounds, or reaches for other files.
"""

from __future__ import annotations

from dataclasses import field
from xml.parsers import expat

from platguard.model.document import Document, Element, Parsed, Place, Problem
from platguard.parsers.text import MAX_BYTES, MAX_DEPTH
from platguard.records import dataclass


@dataclass(slots=True)
class _Open:
    """An element whose end is yet to come."""

    name: str
    place: Place
    texts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def closed(self) -> Element:
        return Element(self.name, "".join(self.texts).strip(), self.place, tuple(self.children))


class _Refused(Exception):
    """The document has something that is not read."""


def parse(data: bytes) -> Parsed:
    """One document, whose value is the root element."""
    if len(data) > MAX_BYTES:
        return Parsed(
            problems=[
                Problem(f"{len(data)} bytes: files of more than {MAX_BYTES} are not read", 1, 1)
            ]
        )
    builder = _Builder()
    try:
        builder.read(data)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or "malformed"
        return Parsed(problems=[Problem(f"not XML: {reason}", error.lineno, error.offset + 1)])
    except (_Refused, ValueError, LookupError) as error:
        # An encoding that Python does not know is a LookupError; one of several bytes a ValueError.
        place = builder.place()
        return Parsed(problems=[Problem(f"not read: {error}", place.line, place.column)])
    root = builder.root
    return Parsed([Document(root, root.place)] if root else [])


class _Builder:
    """Makes elements of what expat tells."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[_Open] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity

    def read(self, data: bytes) -> None:
        """Reads the whole document."""
        self._parser.Parse(data, True)

    def place(self) -> Place:
        """Where the parser stands."""
        line = self._parser.CurrentLineNumber
        return Place(line, self._parser.CurrentColumnNumber + 1, line)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(f"nested more than {MAX_DEPTH} levels deep")
        self._open.append(_Open(name, self.place()))

    def _end(self, name: str) -> None:
        element = self._open.pop().closed()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element

    def _text(self, text: str) -> None:
        if self._open and not self._open[-1].children:
            self._open[-1].texts.append(text)

    def _entity(self, *declaration: object) -> None:
        raise _Refused("it declares an entity")
