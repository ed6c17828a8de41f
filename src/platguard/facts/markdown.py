"""Facts of Markdown: the commands of Docker Swarm that it tells people to run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from platguard import parsers
from platguard.facts import commands
from platguard.facts.command_facts import command_fact
from platguard.facts.programs import SWARM_VERBS
from platguard.model.facts import Fact, FileFacts

_FENCE = re.compile(r"[ \t>]*(```+|~~~+)")
_INDENTED = re.compile(r"(?:[ ]{4}|\t)[ \t>]*")
_PROMPT = re.compile(r"(?m)^([ \t>]*)([$%]|(?:PS )?[\w@~:/\\.-]{1,60}[$#>%])(?=[ ])")
_SPAN = re.compile(r"`([^`\n]+)`")
_SIGN = b"docker"
_GROUP = re.compile(r"\b(?:stack|service|swarm|node|secret|config)\b")
"""What every command of Docker Swarm holds."""


def extract(data: bytes) -> FileFacts:
    """The facts of a Markdown file; other documents than those with such commands have none."""
    if _SIGN not in data:
        return FileFacts(recognised=False)
    parsed = parsers.parse(data, "text")
    facts = [fact for document in parsed.documents for fact in _facts(document.value.split("\n"))]
    return FileFacts(facts, recognised=bool(facts))


def _facts(lines: list[str]) -> Iterator[Fact]:
    for text, line, column in _code(lines):
        if not _GROUP.search(text):
            continue
        for command in commands.in_text(_PROMPT.sub(_blanked, text), line, column):
            if command.program == "docker" and command.verb in SWARM_VERBS:
                yield command_fact(command, label="Markdown", address="file:", documented=True)


def _code(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """(text, line, column) of each block of code and each span of it within a line."""
    fence, start = "", 0
    for number, line in enumerate(lines, start=1):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence):
                yield "\n".join(lines[start : number - 1]), start + 1, 1
                fence = ""
        elif found:
            fence, start = found[1], number
        elif indented := _INDENTED.match(line):
            yield line[indented.end() :], number, indented.end() + 1
        else:
            for span in _SPAN.finditer(line):
                yield span[1], number, span.start(1) + 1
    if fence:
        yield "\n".join(lines[start:]), start + 1, 1


def _blanked(found: re.Match[str]) -> str:
    """A prompt as blanks, so that columns stay."""
    return found[1] + " " * len(found[2])
