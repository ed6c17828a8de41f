"""Comments that name an exception, or that would be one if comments could be."""

from __future__ import annotations

import re
from dataclasses import replace

from platguard.model.document import Place
from platguard.model.facts import ExceptionCommentFact, FileFacts
from platguard.patterns import pattern

_COMMENT = pattern(
    rb"(?:#|//|/\*|<!--)[ \t]*platguard[:-][ \t]*([A-Za-z]+)"
    rb"(?:[ \t:=]+([A-Za-z0-9][A-Za-z0-9._-]*))?",
    re.IGNORECASE,
)


def with_exceptions(found: FileFacts, data: bytes, kind: str) -> FileFacts:
    """The facts of a file that is judged, and its comments about exceptions, in order."""
    if not found.recognised or b"platguard" not in data.lower():
        return found
    return replace(found, facts=[*found.facts, *_comments(data)])


def _comments(data: bytes) -> list[ExceptionCommentFact]:
    found = []
    for number, line in enumerate(data.splitlines(), start=1):
        for match in _COMMENT.finditer(line):
            word = match[1].decode("ascii").lower()
            name = (match[2] or b"").decode("ascii") if word == "exception" else ""
            place = Place(number, match.start() + 1, number)
            found.append(
                ExceptionCommentFact(
                    address="file:",
                    subject=f"platguard:{word}{name and f' {name}'}",
                    places={"": place},
                    word=word,
                    id=name,
                )
            )
    return found
