"""Facts of Markdown: the commands of Docker Swarm that it shows.

Whether it tells anybody to run them, `relations.swarm_documents` decides with the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from platguard import parsers
from platguard.facts import commands
from platguard.facts.command_facts import command_fact
from platguard.facts.programs import SWARM_VERBS
from platguard.facts.word_lists import word_set
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern
from platguard.tuples import NamedTuple

_FENCE = pattern(r"[ \t>]*(```+|~~~+)[ \t]*\{?\.?([\w+-]*)")
_SHELLS = word_set(
    "sh shell bash zsh fish console shell-session shellsession terminal powershell pwsh ps1 posh"
    " bat batch cmd text txt plaintext"
) | {""}
"""Languages of blocks in which people write what they type; a block of YAML is part of a file."""
_INDENTED = pattern(r"(?:[ ]{4}|\t)[ \t>]*")
_PROMPT = pattern(r"(?m)^([ \t>]*)([$%]|(?:PS )?[\w@~:/\\.-]{1,60}[$#>%])(?=[ ])")
_SPAN = pattern(r"`([^`\n]+)`")
_LONGEST_SENTENCE = 300
_REFUSED = pattern(
    r"\b(?:not|never|cannot|no longer|instead of|rather than|without)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
"""Words before a command that people are told not to run: `not meant for`, `don't`."""
_SIGN = b"docker"
_GROUP = pattern(r"\b(?:stack|service|swarm|node|secret|config)\b")
"""What every command of Docker Swarm holds."""


def extract(data: bytes) -> FileFacts:
    """The facts of a Markdown file; other documents than those with such commands have none."""
    if _SIGN not in data:
        return FileFacts(recognised=False)
    parsed = parsers.parse(data, "text")
    facts = [fact for document in parsed.documents for fact in _facts(document.value.split("\n"))]
    return FileFacts(facts, recognised=bool(facts))


class _Code(NamedTuple):
    """What a document shows as code."""

    text: str
    line: int
    column: int
    is_block: bool


def _facts(lines: list[str]) -> Iterator[Fact]:
    for code in _code(lines):
        if not _GROUP.search(code.text):
            continue
        typed = _PROMPT.sub(_blanked, code.text)
        for command in commands.in_text(typed, code.line, code.column):
            if command.program == "docker" and command.verb in SWARM_VERBS:
                fact = command_fact(command, label="Markdown", address="file:", documented=True)
                yield replace(fact, in_block=code.is_block)


def _code(lines: list[str]) -> Iterator[_Code]:
    """Each block of what people type, and each span of code within a line."""
    fence, start, is_typed = "", 0, False
    for number, line in enumerate(lines, start=1):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence):
                if is_typed:
                    yield _Code(_typed(lines[start : number - 1]), start + 1, 1, True)
                fence = ""
        elif found:
            fence, start, is_typed = found[1], number, found[2].lower() in _SHELLS
        # Within a list a sentence is indented, too; one with a span of code is no command.
        elif (indented := _INDENTED.match(line)) and "`" not in line:
            yield _Code(line[indented.end() :], number, indented.end() + 1, True)
        else:
            for span in _SPAN.finditer(line):
                if not _is_refused(line, span.start()):
                    yield _Code(span[1], number, span.start(1) + 1, False)
    if fence and is_typed:
        yield _Code(_typed(lines[start:]), start + 1, 1, True)


def _typed(lines: list[str]) -> str:
    """What a block of code says to type: where some lines have a prompt, others are output.

    Backticks become blanks: in documents they quote what programs print or people read.
    """
    kept = list(lines)
    if any(map(_PROMPT.match, lines)):
        is_typed = False
        for index, line in enumerate(lines):
            continued = is_typed and lines[index - 1].rstrip().endswith("\\")
            is_typed = continued or _PROMPT.match(line) is not None
            kept[index] = line if is_typed else ""
    return "\n".join(kept).replace("`", " ")


def _is_refused(line: str, end: int) -> bool:
    """Whether the sentence before a command within a line tells not to run it."""
    before = line[max(0, end - _LONGEST_SENTENCE) : end]
    return _REFUSED.search(re.split(r"[.!?;](?=\s)", before)[-1]) is not None


def _blanked(found: re.Match[str]) -> str:
    """A prompt as blanks, so that columns stay."""
    return found[1] + " " * len(found[2])
