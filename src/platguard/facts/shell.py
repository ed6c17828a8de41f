"""Facts of scripts, Makefiles and Jenkinsfiles: the commands that they run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from platguard import parsers
from platguard.facts import commands
from platguard.facts.command_facts import of_commands
from platguard.facts.programs import MENTION
from platguard.facts.script_credentials import in_script
from platguard.model.facts import FileFacts
from platguard.patterns import pattern

_RECIPE = pattern(r"\t[@+-]*")
_RULE_WITH_RECIPE = pattern(r"[^\s#:=][^#:=;]*::?[^#=;]*;[ \t]*[@+-]*")
_VARIABLE = pattern(r"(?:export |override )?[ ]*\w[\w.-]*[ ]*(?:::?|\?|\+|!)?=[ \t]*")

_GROOVY = pattern(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|'''(.*?)(?:'''|\Z)|\"\"\"(.*?)(?:\"\"\"|\Z)"
    # A string ends with its line at the latest, so that a stray apostrophe costs one line.
    r"|'((?:[^'\\\n]|\\.)*)(?:'|\\?(?=\n|\Z))|\"((?:[^\"\\\n]|\\.)*)(?:\"|\\?(?=\n|\Z))",
    re.DOTALL,
)
_STEP = pattern(r"(?:\b(?:sh|bat|powershell|pwsh)\s*\(?|\b(?:script|command)\s*:)\s*$")
_LONGEST_STEP = 80
"""Characters before a string in which its step is looked for."""


def extract(data: bytes) -> FileFacts:
    """The facts of a shell script."""
    return _with_credentials(_extract(data, "script", _script), data)


def extract_makefile(data: bytes) -> FileFacts:
    """The facts of a Makefile."""
    return _with_credentials(_extract(data, "Makefile", _makefile), data)


def extract_jenkinsfile(data: bytes) -> FileFacts:
    """The facts of a Jenkinsfile; only its shell steps are read, not Groovy."""
    return _extract(data, "Jenkinsfile", _jenkinsfile)


def _extract(
    data: bytes, label: str, find: Callable[[str], Iterator[commands.Command]]
) -> FileFacts:
    parsed = parsers.parse(data, "text")
    facts = FileFacts(problems=[problem.row for problem in parsed.problems])
    for document in parsed.documents:
        if MENTION.search(document.value):
            found = find(document.value.replace("\r\n", "\n"))
            facts.facts.extend(of_commands(found, label=label, address="file:"))
    return facts


def _with_credentials(found: FileFacts, data: bytes) -> FileFacts:
    """The facts of a script, and its literal secrets."""
    literals = in_script(data.decode("utf-8", "replace").replace("\r\n", "\n"))
    return replace(found, facts=[*found.facts, *literals]) if literals else found


def _script(text: str) -> Iterator[commands.Command]:
    yield from commands.in_text(text)


def _makefile(text: str) -> Iterator[commands.Command]:
    for line, logical in _logical_lines(text):
        found = (
            _RECIPE.match(logical) or _VARIABLE.match(logical) or _RULE_WITH_RECIPE.match(logical)
        )
        if found and MENTION.search(logical):
            # Blanks stand for what precedes the command, so that columns stay.
            yield from commands.in_text(" " * found.end() + logical[found.end() :], line)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """(first line, text) of each line, joined with those that its backslashes continue."""
    lines = text.split("\n")
    start = 0
    for index, line in enumerate(lines):
        if line.rstrip("\r").endswith("\\") and index + 1 < len(lines):
            continue
        yield start + 1, "\n".join(lines[start : index + 1])
        start = index + 1


def _jenkinsfile(text: str) -> Iterator[commands.Command]:
    end, is_step = 0, False
    line, counted = 1, 0
    for found in _GROOVY.finditer(text):
        group = found.lastindex
        if group is None:
            continue
        before = text[max(end, found.start() - _LONGEST_STEP) : found.start()]
        is_step = bool(_STEP.search(before)) or (is_step and before.strip() == "+")
        end = found.end()
        if is_step:
            line += text.count("\n", counted, found.start(group))
            counted = found.start(group)
            column = counted - (text.rfind("\n", 0, counted) + 1) + 1
            # Groovy takes the backslash from an escaped quote before the shell sees it.
            content = found[group].replace('\\"', ' "').replace("\\'", " '").replace("\\\\", " \\")
            yield from commands.in_text(
                content, line, 1 if group <= 2 and "\n" in content else column
            )
