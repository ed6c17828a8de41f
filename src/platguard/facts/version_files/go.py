"""What `go.mod` says about the version of Go."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.version_files.lines import numbered
from platguard.facts.versions import at_least, file_facts, pinned
from platguard.model.document import Place
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern

_LINE = pattern(r"[ \t]*(go|toolchain)[ \t]+(?:go)?(\d+(?:\.\d+)*)\S*[ \t]*(?://.*)?")


def extract(data: bytes) -> FileFacts:
    """The facts of `go.mod`: the toolchain that it names, and the oldest Go that its `go` allows.

    The `go` line is "the minimum version of Go required to use the module" (go.dev/ref/mod).
    """
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for number, line in numbered(parsed):
        if found := _LINE.fullmatch(line):
            place = Place(number, found.start(2) + 1, number)
            read = at_least if found[1] == "go" else pinned
            facts += read("go", found[2], place, "go.mod", found[1])
    return file_facts(parsed, data, facts)
