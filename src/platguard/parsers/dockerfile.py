"""Dockerfiles as BuildKit reads them: one document, a list of instructions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from e2b_dockerfile_utils import DockerfileSyntaxError, parse_dockerfile_ast

from platguard.model.document import Document, Instruction, Parsed, Place, Problem
from platguard.parsers.text import decode
from platguard.patterns import pattern

if TYPE_CHECKING:
    from e2b_dockerfile_utils import DockerfileInstruction

MAX_LINE = 65_535
"""BuildKit refuses a longer line (bufio.MaxScanTokenSize)."""

MAX_BYTES = 1_000_000
"""A longer file is not read: joining its continuations may take its length squared."""

_DIRECTIVES = pattern(r"\A(?:[ \t]*+(?:#[^\n]*+)?\n)+")
_WORD = r"""(?:"(?:{escape}.|[^"])*"|'[^']*'|{escape}.|[^\s"'])+\s*"""
_SYNTAX = pattern(r"Dockerfile parse error(?: on line \d+)?: ")
# Any line may stand where an instruction should, even one of a secret: only words are quoted.
_UNKNOWN = pattern(r"unknown instruction: (?![A-Za-z]{2,12}\Z).*", re.DOTALL)
_FAULTS = (ValueError, LookupError, AttributeError, TypeError, OverflowError, RecursionError)


def parse(data: bytes) -> Parsed:
    """One document whose value is the list of instructions; none when there are none."""
    decoded = decode(data, MAX_BYTES)
    if isinstance(decoded, Problem):
        return Parsed(problems=[decoded])
    lines = decoded.text.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            return _unread(f"a line of more than {MAX_LINE} characters", number)
    try:
        ast = parse_dockerfile_ast(_DIRECTIVES.sub(_single_spaced, decoded.text))
    except DockerfileSyntaxError as error:
        return _unread(_UNKNOWN.sub("unknown instruction", _SYNTAX.sub("", str(error))), error.line)
    except _FAULTS as error:
        return _unread(f"not a Dockerfile ({type(error).__name__})", 1)
    flag = re.compile(_WORD.format(escape=re.escape(ast.escape_token)))
    value = [_instruction(found, lines, flag) for found in ast.instructions]
    if not value:
        return Parsed()
    place = value[0].place._replace(end_line=value[-1].place.end_line)
    return Parsed([Document(value, place, decoded.ambiguities())])


def _single_spaced(comments: re.Match[str]) -> str:
    """The comments at the top, where a run of blanks would take its length squared to search."""
    return re.sub(r"[ \t]{2,}", " ", comments[0])


def _instruction(
    found: DockerfileInstruction, lines: list[str], flag: re.Pattern[str]
) -> Instruction:
    _, _, rest = re.sub(r"\s+", " ", found.original.strip(), count=1).partition(" ")
    flags = []
    for _ in found.flags:
        word = flag.match(rest)
        if word is None:
            break
        flags.append(word[0].rstrip())
        rest = rest[word.end() :]
    line = lines[found.start_line - 1]
    column = len(line) - len(line.lstrip()) + 1
    return Instruction(
        name=found.name,
        arguments=rest.strip(),
        flags=tuple(flags),
        place=Place(found.start_line, column, found.end_line),
        heredocs=tuple(heredoc.content for heredoc in found.heredocs),
    )


def _unread(message: str, line: int | None) -> Parsed:
    return Parsed(problems=[Problem(" ".join(message.split()), line or 1, 1)])
