"""Known credentials anywhere in a file: in comments, in files within files, in templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from platguard.facts.credential_shapes import CALLED, hits, may_hold
from platguard.model.facts import CredentialFact, FileFacts, SecretFact, ServiceFact

_WHERE = {
    "workflow": "workflow",
    "dockerfile": "dockerfile",
    "dockerfile-likely": "dockerfile",
    "values": "values",
    "dotenv": "dotenv",
    "dotenv-sample": "dotenv",
    "script": "script",
    "makefile": "script",
    "justfile": "script",
    "jenkinsfile": "script",
}
"""Where a literal of each kind of file is told to stand; `file` for any other."""


def extract(data: bytes) -> FileFacts:
    """The facts of a file that says nothing but what `with_credentials` finds in it."""
    return FileFacts(recognised=False)


def with_credentials(found: FileFacts, data: bytes, kind: str) -> FileFacts:
    """The facts of a file, and one for each known credential that none of them tells of.

    A file that holds one is judged, whatever else it is.
    """
    if not may_hold(data):
        return found
    told = set(_told_lines(found))
    where = _WHERE.get(kind, "file")
    if where == "file" and any(isinstance(fact, ServiceFact) for fact in found.facts):
        where = "compose"
    credentials = [
        CredentialFact(
            address="file:",
            subject=f"text[{hit.shape}]",
            places={"": hit.place, "key": hit.place},
            where=where,
            holder="the file",
            key=hit.shape,
            shape=hit.shape,
            likeness=CALLED[hit.shape],
            placeholder=False,
        )
        for hit in hits(data)
        if hit.place.line not in told
    ]
    if not credentials:
        return found
    problems = found.problems if found.recognised else []
    return replace(found, facts=[*found.facts, *credentials], recognised=True, problems=problems)


def _told_lines(found: FileFacts) -> Iterator[int]:
    """The lines of the values that facts tell of already."""
    for fact in found.facts:
        if isinstance(fact, CredentialFact):
            place = fact.places[""]
            yield from range(place.line, place.end_line + 1)
        elif isinstance(fact, SecretFact):
            for key in fact.keys:
                yield from range(key.line, max(key.line, key.end_line) + 1)
