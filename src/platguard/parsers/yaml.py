"""YAML, as the reader that the file is meant for reads it: one document at a time.

libyaml makes the events; what they mean is decided here and in `nodes` and `scalars`.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

from yaml import MarkedYAMLError, YAMLError, events
from yaml.reader import ReaderError

from platguard.model.document import Ambiguity, Document, Parsed, Place, Problem
from platguard.parsers.nodes import Builder, Dialect, Unreadable
from platguard.parsers.scalars import Core, Kubernetes
from platguard.parsers.text import Text, decode
from platguard.patterns import pattern
from platguard.records import dataclass

EventParser: Any
try:
    from yaml._yaml import CParser as EventParser
except ImportError:  # PyYAML built without libyaml: the same events, ten times slower
    from yaml import SafeLoader as EventParser

_KUBERNETES = Dialect(Kubernetes(), first_only=True)
_COMPOSE = Dialect(Core(), written_wins=True)
_WORKFLOW = Dialect(Core(), merges=False)
_STRICT = Dialect(Core(), strict=True)

MAX_DOCUMENTS = 20_000
"""What follows so many markers is not read."""

# At the start of a line both markers end a document, even within a quoted or a block scalar.
_MARKER = pattern(rb"^(?:---|\.\.\.)(?=\s|\Z)", re.MULTILINE)
_DIRECTIVES = pattern(rb"(?:\.\.\.)?(?:[ \t\r]*+(?:[#%][^\n]*+)?\n)*[ \t\r]*+(?:[#%][^\n]*+)?")
_CONTENT = pattern(rb"^[ \t]*+([^\s#])", re.MULTILINE)
# What PyYAML raises for bytes that it did not expect, besides its own errors.
FAULTS = (YAMLError, ValueError, LookupError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The text of one document."""

    data: bytes
    first_line: int
    """How many lines of the file stand before it."""
    after_end: bool
    """Whether it follows the end of a document (`...`) and has no start of its own (`---`)."""


def parse_kubernetes(data: bytes) -> Parsed:
    """The documents as kubectl reads them."""
    return _parse(data, _KUBERNETES)


def parse_compose(data: bytes) -> Parsed:
    """The documents as Compose reads them (yaml.v3): `on` is text, a merge overrides nothing."""
    return _parse(data, _COMPOSE)


def parse_workflow(data: bytes) -> Parsed:
    """The documents with the scalars of YAML 1.2: `on` is text."""
    return _parse(data, _WORKFLOW)


def parse_strict(data: bytes) -> Parsed:
    """The documents in YAML 1.2, without anything that two readers may read differently."""
    return _parse(data, _STRICT)


def _parse(data: bytes, dialect: Dialect) -> Parsed:
    decoded = decode(data)
    if isinstance(decoded, Problem):
        return Parsed(problems=[decoded])
    parsed = Parsed()
    with _without_collector():
        data = decoded.text.encode("utf-8", "replace")
        ends = [found.start() for found in islice(_MARKER.finditer(data), MAX_DOCUMENTS)]
        if len(ends) == MAX_DOCUMENTS:
            message = f"more than {MAX_DOCUMENTS} documents: the rest is not read"
            parsed.problems.append(Problem(message, data.count(b"\n", 0, ends[-1]) + 1, 1))
        else:
            ends.append(len(data))
        for piece in _pieces(data, ends):
            if piece.after_end and dialect.first_only and parsed.documents:
                _note_ignored(piece, parsed.documents)
            else:
                _read(piece, dialect, decoded, parsed)
    return parsed


@contextmanager
def _without_collector() -> Iterator[None]:
    """Stops the cyclic collector, which would visit every node again and again in vain."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _pieces(data: bytes, ends: list[int]) -> Iterator[_Piece]:
    """Cuts at the markers, so that a document that cannot be read costs only itself."""
    start = line = counted = 0
    for end in ends:
        after_end = data.startswith(b"...", start)
        if _DIRECTIVES.fullmatch(data, start, end):
            # Directives stand before the marker of the document that they belong to.
            if b"%" not in data[start:end]:
                start = end
            continue
        line += data.count(b"\n", counted, start)
        counted = start
        text = b"   " + data[start + 3 : end] if after_end else data[start:end]
        yield _Piece(text, line, after_end and b"\n---" not in text)
        start = end


def _read(piece: _Piece, dialect: Dialect, decoded: Text, parsed: Parsed) -> None:
    documents: list[Document] = []
    try:
        documents.extend(_documents(piece, dialect))
    except FAULTS as error:
        stream = _json_stream(piece)
        documents = stream or documents
        if not stream:
            parsed.problems.append(_problem(error, piece))
    if documents and decoded.doubts:
        last_line = piece.first_line + piece.data.count(b"\n") + 1
        _add(documents, decoded.ambiguities(piece.first_line + 1, last_line))
    parsed.documents.extend(documents)


def _documents(piece: _Piece, dialect: Dialect) -> Iterator[Document]:
    stream = iter(EventParser(piece.data).get_event, None)
    for event in stream:
        if type(event) is events.DocumentStartEvent:
            document = Builder(dialect, piece.first_line).build(stream)
            if document is not None:
                yield document


def _json_stream(piece: _Piece) -> list[Document]:
    """kubectl takes what begins with a brace for JSON: one object after another, which no YAML is.

    Empty when that is not what the piece holds.
    """
    text = piece.data.decode()
    if text.startswith("---"):
        text = "   " + text[3:]
    if not text.lstrip().startswith("{"):
        return []
    from platguard.parsers import json

    parsed = json.documents(text, piece.first_line)
    return [] if parsed.problems else parsed.documents


def _note_ignored(piece: _Piece, documents: list[Document]) -> None:
    found = _CONTENT.search(piece.data)
    if found is not None:
        line = piece.first_line + piece.data.count(b"\n", 0, found.start(1)) + 1
        last = piece.first_line + piece.data.rstrip().count(b"\n") + 1
        column = found.start(1) - piece.data.rfind(b"\n", 0, found.start(1))
        place = documents[-1].place
        _add(documents, (Ambiguity("after-document-end", "", place, Place(line, column, last)),))


def _add(documents: list[Document], ambiguities: tuple[Ambiguity, ...]) -> None:
    last = documents[-1]
    documents[-1] = replace(last, ambiguities=last.ambiguities + ambiguities)


def _problem(error: Exception, piece: _Piece) -> Problem:
    if isinstance(error, Unreadable):
        return _told(error.message, error.mark, piece)
    if isinstance(error, MarkedYAMLError):
        message = ", ".join(filter(None, (error.context, error.problem)))
        return _told(message, error.problem_mark or error.context_mark, piece)
    if isinstance(error, ReaderError):
        before = piece.data[: error.position]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        line = piece.first_line + before.count(b"\n") + 1
        return Problem(f"{error.reason}: {_character(error.character)}", line, column)
    return Problem(f"not YAML: {' '.join(str(error).split())}", piece.first_line + 1, 1)


def _told(message: str, mark: Any, piece: _Piece) -> Problem:
    one_line = " ".join(message.split())
    if mark is None:
        return Problem(one_line, piece.first_line + 1, 1)
    return Problem(one_line, piece.first_line + mark.line + 1, mark.column + 1)


def _character(character: Any) -> str:
    return f"U+{character:04X}" if isinstance(character, int) else repr(character)
