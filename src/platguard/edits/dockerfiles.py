"""New instructions of a Dockerfile."""

from __future__ import annotations

from platguard.edits.refusal import Refused
from platguard.model.document import Instruction
from platguard.parsers import parse

_LAST = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "EXPOSE", "LABEL", "STOPSIGNAL"})
"""What says how the image is started, and by custom ends a Dockerfile."""


def with_instruction(text: str, instruction: str) -> str:
    """The text with a line in its last stage, above what only says how the image is started."""
    before = _instructions(text)
    position = len(before)
    while position and before[position - 1].name in _LAST:
        position -= 1
    if not position:
        raise Refused("it has no stage")
    lines = text.split("\n")
    at = before[position - 1].place.end_line
    line_end = "\r" if lines[at - 1].endswith("\r") else ""
    is_unended = at == len(lines)
    if is_unended:
        lines[at - 1] += line_end
    lines.insert(at, instruction if is_unended else instruction + line_end)
    new = "\n".join(lines)
    after = _instructions(new)
    kept = [*after[:position], *after[position + 1 :]]
    if [_said(it) for it in kept] != [_said(it) for it in before]:
        raise Refused("more than the value would change")
    return new


def _instructions(text: str) -> list[Instruction]:
    parsed = parse(text.encode("utf-8"), "dockerfile")
    if parsed.problems or len(parsed.documents) != 1:
        raise Refused("a part of it cannot be read")
    return list(parsed.documents[0].value)


def _said(instruction: Instruction) -> tuple[object, ...]:
    return instruction.name, instruction.arguments, instruction.flags, instruction.heredocs
