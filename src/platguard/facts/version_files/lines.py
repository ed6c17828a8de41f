"""The lines of plain files, and the places of what stands on them."""

from __future__ import annotations

from collections.abc import Iterator

from platguard.model.document import Parsed, Place


def numbered(parsed: Parsed) -> Iterator[tuple[int, str]]:
    """(number, line) of each line of a text, without its line end."""
    for document in parsed.documents:
        for number, line in enumerate(document.value.split("\n"), start=1):
            yield number, line.removesuffix("\r")


def words(parsed: Parsed) -> Iterator[tuple[Place, list[str]]]:
    """(place, words) of each line that holds more than a comment."""
    for number, line in numbered(parsed):
        found = line.partition("#")[0].split()
        if found:
            yield Place(number, line.index(found[0]) + 1, number), found
