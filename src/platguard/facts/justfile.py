"""Facts of Justfiles: the commands of their recipes and variables (just.systems, manual)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from platguard import parsers
from platguard.facts.command_facts import facts_in
from platguard.facts.programs import MENTION
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern

_HEADER = pattern(r"@?([A-Za-z_][\w-]*)[^:=\n]*:(?!=)")
_VARIABLE = pattern(r"(?:export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*[\"'`]")
_SHELL = pattern(r"#!.*\b(?:ba|z|da|k)?sh\b")
_QUIET = pattern(r"(?m)^([ \t]+)([@-]+)")


def extract(data: bytes) -> FileFacts:
    """The facts of a Justfile."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for document in parsed.documents:
        if MENTION.search(document.value):
            facts += _facts(document.value.replace("\r\n", "\n"))
    return FileFacts(facts, [problem.row for problem in parsed.problems])


def _facts(text: str) -> Iterator[Fact]:
    for name, line, column, body in _parts(text):
        yield from facts_in(body, line, column, label=f"recipe {name}", address="file:")


def _parts(text: str) -> Iterator[tuple[str, int, int, str]]:
    """(name, line, column, shell text) of each recipe, and of each variable that holds a text."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        header, number = lines[index], index + 1
        index += 1
        if variable := _VARIABLE.match(header):
            yield variable[1], number, variable.end() + 1, header[variable.end() :].rstrip("\"'`")
        elif recipe := _HEADER.match(header):
            start = index
            while index < len(lines) and (lines[index][:1] in (" ", "\t") or not lines[index]):
                index += 1
            yield from _recipe(recipe[1], start + 1, lines[start:index])


def _recipe(name: str, line: int, body: list[str]) -> Iterator[tuple[str, int, int, str]]:
    interpreter = body[0].strip() if body else ""
    # A recipe with the first line of a script is one; others run line by line in a shell.
    if not interpreter.startswith("#!") or _SHELL.match(interpreter):
        yield name, line, 1, _QUIET.sub(_blanked, "\n".join(body))


def _blanked(found: re.Match[str]) -> str:
    return found[1] + " " * len(found[2])
