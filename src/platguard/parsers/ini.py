"""INI files: sections of `name = value`, as far as telling what stands in them needs.

What stands before the first section belongs to the section `DEFAULT`, as in the library that SOPS
reads INI files with (go-ini/ini). Lines that are neither are passed over.
"""

from __future__ import annotations

from platguard.model.document import NOWHERE, Document, Parsed, Place
from platguard.parsers import text
from platguard.parsers.named_lines import LineMap
from platguard.patterns import pattern

_SECTION = pattern(r"[ \t]*\[([^\]\n]*)\]")
_ENTRY = pattern(r"[ \t]*([^\s=:;#\[][^=:\n]*)[=:][ \t]*(.*)")
_FIRST = "DEFAULT"


def parse(data: bytes) -> Parsed:
    """One document, a mapping of sections, each a mapping of names to texts."""
    read = text.parse(data)
    documents = [
        Document(_sections(document.value), NOWHERE, document.ambiguities)
        for document in read.documents
    ]
    return Parsed(documents, read.problems)


def _sections(source: str) -> LineMap:
    sections = LineMap()
    section = LineMap()
    for number, line in enumerate(source.split("\n"), 1):
        line = line.rstrip("\r")
        if found := _SECTION.match(line):
            section = _section(sections, found[1].strip(), Place(number, found.start(1), number))
        elif entry := _ENTRY.match(line):
            if not sections:
                section = _section(sections, _FIRST, Place(number, 1, number))
            key_at = Place(number, entry.start(1) + 1, number)
            value_at = Place(number, entry.start(2) + 1, number)
            section.put(entry[1].strip(), _unquoted(entry[2].strip()), key_at, value_at)
    return sections


def _section(sections: LineMap, name: str, place: Place) -> LineMap:
    found = sections.get(name)
    if isinstance(found, LineMap):
        return found
    section = LineMap(place)
    sections.put(name, section, place, place)
    return section


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`":
        return value[1:-1]
    return value
