"""The text of `run:`: retired commands, printed secrets; never the text itself.

Commands to the runner: GitHub's documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator

from platguard.facts.word_lists import word_set
from platguard.model.facts import WorkflowCommand
from platguard.patterns import pattern

# Every pattern in this module is linear: no quantifier stands within a quantifier, and what may
# begin anywhere ends where the next of its kind begins.
_RETIRED = pattern(
    r"(?<![\w:])::(set-env|add-path|set-output|save-state)(?:[ \t]([^:\n]*))?::", re.IGNORECASE
)
_NEWLINE = pattern(r"\n")
_KEY = pattern(r"name=([A-Za-z_][\w-]*)")
_COMMENTED = pattern(
    r"'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"|\\.|(?<![^\s;&|(])#[^\n]*|[^'\"\\#\n]+|.", re.DOTALL
)
_PIECE = pattern(
    r"\$\{\{[^}$]*\}\}|'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|\|\||&&|>&\s?[12]|[|>;\n]|[^'\"\\$|&>;\n]+|.",
    re.DOTALL,
)
_HERE = pattern(r"<<-?[ \t]*['\"\\]?([A-Za-z_]\w*)")
_FIRST_WORD = pattern(r"\s*(?:(?:then|do|else|sudo|if|!|@)\s+)?([\w.-]+)")
_PRINTERS = word_set("echo printf print Write-Host Write-Output Write-Information")
_SECRET = pattern(r"\$\{\{\s*secrets\.(\w+)\s*\}\}", re.IGNORECASE)
_VARIABLE = pattern(r"\$(?:env:)?\{?(\w+)")


class Script:
    """The text of a script, and where it stands."""

    def __init__(self, text: str, line: int, column: int) -> None:
        """`line` is that of the first character, and each line begins at `column`."""
        self.text = text
        self._line = line
        self._column = column
        self._starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]

    def place_of(self, position: int) -> tuple[int, int]:
        """Line and column of a character of the text."""
        number = bisect_right(self._starts, position) - 1
        return self._line + number, self._column + position - self._starts[number]


def retired_commands(script: Script, holder: str) -> Iterator[WorkflowCommand]:
    """The commands to the runner that GitHub retired; none of those in comments."""
    if "::" not in script.text:
        return
    bare = _without_comments(script.text)
    for found in _RETIRED.finditer(bare):
        key = _KEY.match((found[2] or "").strip())
        line, column = script.place_of(found.start())
        yield WorkflowCommand(
            holder=holder,
            command=found[1].lower(),
            key=key[1] if key else "",
            line=line,
            column=column,
        )


def printed_secrets(script: Script, secret_variables: Collection[str]) -> Iterator[tuple[str, int]]:
    """(name, position) of each secret that the script prints to the log.

    `secret_variables` are variables that hold one. What is piped to a program or written to a file
    is not printed.
    """
    if "secrets." not in script.text and not secret_variables:
        return
    for start, text in _printing(_without_comments(_without_documents(script.text))):
        for found in _SECRET.finditer(text):
            yield f"secrets.{found[1]}", start + found.start()
        for found in _VARIABLE.finditer(text):
            if found[1] in secret_variables:
                yield found[1], start + found.start()


def _printing(text: str) -> Iterator[tuple[int, str]]:
    """(position, text) of every command that prints its arguments to the log."""
    start = 0
    kept: list[str] = []
    is_kept_back = False
    for piece in _PIECE.finditer(text + "\n"):
        operator = piece[0]
        if operator in ("|", ">"):
            is_kept_back = True
        elif operator not in ("||", "&&", ";", "\n"):
            # A single quote keeps the shell from reading variables, but not GitHub.
            kept.append(operator.replace("$", " ") if _is_literal(operator) else operator)
            continue
        else:
            command = "".join(kept)
            first = _FIRST_WORD.match(command)
            if first and first[1] in _PRINTERS and not is_kept_back:
                yield start, command
            start, kept, is_kept_back = piece.end(), [], False
            continue
        kept.append(operator)


def _is_literal(piece: str) -> bool:
    return piece.startswith("'") and "${{" not in piece


def _without_comments(text: str) -> str:
    """The text with blanks in place of comments, so that positions stay."""
    if "#" not in text:
        return text
    return _COMMENTED.sub(
        lambda found: " " * len(found[0]) if found[0].startswith("#") else found[0], text
    )


def _without_documents(text: str) -> str:
    """The text with blanks in place of the bodies of here-documents."""
    if "<<" not in text:
        return text
    lines: list[str] = []
    end = ""
    for line in text.split("\n"):
        if end:
            end = "" if line.strip() == end else end
            lines.append(" " * len(line))
            continue
        lines.append(line)
        opened = _HERE.search(line)
        end = opened[1] if opened and not line.startswith("<<<") else ""
    return "\n".join(lines)
