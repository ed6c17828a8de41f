"""A file that may be edited: where its parts are, and its text after an edit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from platguard.edits.dockerfiles import with_instruction
from platguard.edits.documents import EditableDocument
from platguard.edits.layout import Change, applied
from platguard.edits.refusal import Refused
from platguard.edits.spots import Spot, index_at, rest_of_line
from platguard.facts.kinds import DOCKERFILES
from platguard.model.document import Place
from platguard.model.standard import Edit
from platguard.parsers import parse
from platguard.patterns import pattern
from platguard.records import dataclass

_BOM = b"\xef\xbb\xbf"
_GENERATED = pattern(
    r"^[ \t]*(?:#|//|<!--|\"_?(?:comment|generated)).{0,200}?"
    r"(?:\bDO NOT EDIT\b|@generated\b|\b(?:auto-?|automatically )generated\b)",
    re.IGNORECASE,
)
_HEAD = 15
"""Lines at the top of a file that may say that it is made by a program."""
_TEMPLATE = pattern(r"(?<!\$)\{\{|\{%")
# At the start of a line a marker begins a document, even within a quoted or a block scalar.
_MARKER = pattern(r"^---(?=\s|\Z)", re.MULTILINE)
_OTHER_MARKS = pattern(r"^(?:%|\.\.\.(?=\s|\Z))", re.MULTILINE)
_DIALECTS = {
    "workflow": "workflow",
    "action": "workflow",
    "manifest": "kubernetes",
    "values": "kubernetes",
    "manifest-json": "json",
    "versions-package": "json",
    "versions-composer": "json",
    "versions-dotnet-sdk": "json",
}
"""Dialects of the files that have a structure, by their kind; others are edited by their lines."""


@dataclass(frozen=True, slots=True)
class ClosedFile:
    """A file that nobody may edit, so that what would have been done can still be told."""

    data: bytes
    refusal: Refused

    def text_at(self, place: Place) -> str:
        """What seems to stand at a place: the rest of its line, without quotes and comments."""
        try:
            line = rest_of_line(self.data.decode("utf-8", "replace"), place.line, place.column)
        except Refused:
            return ""
        return line.partition(" #")[0].strip("\"', ")


@dataclass(frozen=True, slots=True)
class EditableFile:
    """The text of a file, document by document."""

    kind: str
    """The name of a FileKind."""
    mark: bytes
    """A byte order mark, or nothing."""
    text: str
    """Of a file without structure; else empty."""
    documents: Sequence[EditableDocument] = ()
    """Of a file of YAML or JSON; none in any other."""

    @staticmethod
    def of(data: bytes, kind: str) -> EditableFile:
        """The file of some bytes; Refused for what nobody may edit."""
        mark = _BOM if data.startswith(_BOM) else b""
        try:
            text = data[len(mark) :].decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("it is not UTF-8") from None
        if any(map(_GENERATED.search, text.split("\n", _HEAD)[:_HEAD])):
            raise Refused("its header says that a program makes it")
        dialect = _DIALECTS.get(kind)
        if dialect is None:
            return EditableFile(kind, mark, text)
        if _TEMPLATE.search(text):
            raise Refused("it is a template")
        pieces = [EditableDocument(piece, dialect) for piece in _pieces(text)]
        return EditableFile(kind, mark, "", pieces)

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        text = self.text + "".join(document.text for document in self.documents)
        return self.mark + text.encode("utf-8")

    def spot(self, place: Place, up: int = 0) -> Spot:
        """The spot at a place, `up` mappings above; Refused where nothing begins there."""
        if not self.documents:
            text = rest_of_line(self.text, place.line, place.column)
            return Spot(-1, (), (), place.line, place.column, text)
        line = place.line
        for number, document in enumerate(self.documents):
            breaks = document.text.count("\n")
            if line <= breaks or number == len(self.documents) - 1:
                return document.spot(line, place.column, up, number)
            line -= breaks
        raise Refused("nothing stands where it was found")

    def with_edit(self, spot: Spot, edit: Edit, wishes: int = 1) -> EditableFile:
        """The file after a filled edit, which `wishes` findings want at this spot.

        Refused when anything else would change, or anything that fewer want than use it.
        """
        if edit.instruction:
            return self._with_lines(with_instruction(self.text, edit.instruction))
        if not self.documents:
            if not edit.replace:
                raise Refused("it is no YAML and no JSON")
            return self._with_lines(self._replaced(spot, edit.replace))
        if any(document.is_broken for document in self.documents):
            raise Refused("a part of it cannot be read")
        document = self.documents[spot.document]
        if edit.replace:
            changed = document.with_text(spot, edit.replace, wishes)
        else:
            changed = document.with_steps(spot, edit, wishes)
        documents = [changed if it is document else it for it in self.documents]
        return replace(self, documents=documents)

    def _with_lines(self, text: str) -> EditableFile:
        if text == self.text:
            raise Refused("nothing would change")
        return replace(self, text=text)

    def _replaced(self, spot: Spot, text: str) -> str:
        start = index_at(self.text, spot.line, spot.column)
        if not self.text.startswith(spot.text, start):
            raise Refused("something else stands there now")
        new = applied(self.text, Change(start, start + len(spot.text), text))
        if self.kind in DOCKERFILES and _names(new) != _names(self.text):
            raise Refused("more than the value would change")
        return new


def _pieces(text: str) -> list[str]:
    """The documents of a YAML text, each from its marker on; the whole text where that is not all
    that parts them."""
    starts = [found.start() for found in _MARKER.finditer(text)]
    if not starts or _OTHER_MARKS.search(text):
        return [text]
    cuts = sorted({0, *starts, len(text)})
    return [text[start:end] for start, end in pairwise(cuts)]


def _names(text: str) -> list[str]:
    parsed = parse(text.encode("utf-8"), "dockerfile")
    if parsed.problems:
        raise Refused("a part of it cannot be read")
    return [it.name for document in parsed.documents for it in document.value]
