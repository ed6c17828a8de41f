"""Bytes to text, for every parser; and the plainest of documents, a text as it stands."""

from __future__ import annotations

import codecs
import re

from platguard.model.document import NOWHERE, Ambiguity, Document, Parsed, Place, Problem
from platguard.patterns import pattern
from platguard.records import dataclass

MAX_BYTES = 10_000_000
"""A longer file is not read: no file that people write is that long."""

MAX_DEPTH = 200
"""Deeper nesting is not read, so that whatever walks a document may do so by recursion."""

MAX_AMBIGUITIES = 1_000
"""More of them are not told of one document: it has long been shown to be ambiguous."""

# UTF-32 before UTF-16, because the mark of the one begins with the mark of the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPED = pattern("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, and the characters of which it is not sure."""

    text: str
    """Without a byte order mark."""
    doubts: tuple[Place, ...] = ()
    """Where bytes stood that are not in the file's encoding: the first of each line."""

    def ambiguities(self, first: int = 1, last: int | None = None) -> tuple[Ambiguity, ...]:
        """The first doubt among the lines `first` to `last`, if there is one."""
        for place in self.doubts:
            if first <= place.line and (last is None or place.line <= last):
                return (Ambiguity("encoding", "", place, place),)
        return ()


def decode(data: bytes, limit: int = MAX_BYTES) -> Text | Problem:
    """The text of `data`: UTF-8, or what a byte order mark says; Latin-1 for a byte that is not."""
    if len(data) > limit:
        return Problem(f"{len(data)} bytes: files of more than {limit} are not read", 1, 1)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return Text(data.removeprefix(codecs.BOM_UTF8).decode(encoding))
    except UnicodeDecodeError:
        pass
    if encoding != "utf-8":
        return _doubtful(data.decode(encoding, "replace"), re.compile("\ufffd"))
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    return _doubtful(text, _ESCAPED)


def parse(data: bytes) -> Parsed:
    """One document whose value is the text, line ends kept as they are."""
    decoded = decode(data)
    if isinstance(decoded, Problem):
        return Parsed(problems=[decoded])
    if "\0" in decoded.text:
        place = _place(decoded.text, decoded.text.index("\0"))
        return Parsed(problems=[Problem("binary: expected text", place.line, place.column)])
    return Parsed([Document(decoded.text, NOWHERE, decoded.ambiguities())])


def _doubtful(text: str, doubtful: re.Pattern[str]) -> Text:
    doubts: dict[int, Place] = {}
    line, counted = 1, 0
    for found in doubtful.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        if line not in doubts:
            doubts[line] = Place(line, found.start() - text.rfind("\n", 0, counted), line)
    return Text(_ESCAPED.sub(_latin, text), tuple(doubts.values()))


def _latin(found: re.Match[str]) -> str:
    """The character of an escaped byte; a control character would make YAML refuse the file."""
    byte = ord(found[0]) - 0xDC00
    return chr(byte) if byte >= 0xA0 else "\ufffd"


def _place(text: str, index: int) -> Place:
    line = text.count("\n", 0, index) + 1
    return Place(line, index - text.rfind("\n", 0, index), line)
