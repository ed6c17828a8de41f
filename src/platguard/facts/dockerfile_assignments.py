"""ENV and ARG instructions of a Dockerfile: the names and values that they give."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from itertools import takewhile

from platguard.facts.variables import resolve
from platguard.model.document import Instruction

ESCAPE = r"\$"
"""How a Dockerfile writes a dollar sign that begins no variable."""


def assignments(arguments: str) -> list[tuple[str, str, bool]]:
    """(name, value, has a value) of each assignment of an ENV or ARG instruction."""
    name, blank, value = arguments.strip().partition(" ")
    if blank and "=" not in name:
        # The old form `ENV NAME a value with blanks`; an ARG holds names in its place.
        return [(name, value.strip(), True)]
    try:
        words = shlex.split(arguments, posix=True)
    except ValueError:
        words = arguments.split()
    return [(word.partition("=")[0], word.partition("=")[2], "=" in word) for word in words]


def shared_arguments(instructions: Iterable[Instruction]) -> dict[str, str]:
    """Defaults of the arguments declared before the first stage, the only ones that FROM knows."""
    known: dict[str, str] = {}
    for instruction in takewhile(lambda it: it.name != "FROM", instructions):
        if instruction.name == "ARG":
            for name, value, has_default in assignments(instruction.arguments):
                resolved, is_known = resolve(value, known, ESCAPE)
                if has_default and is_known:
                    known[name] = resolved
    return known
