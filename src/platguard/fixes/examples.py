"""Shows on files of an example that the edits of a rule mend what it finds there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from platguard.fixes.changes import change_of
from platguard.fixes.wishes import Wishes, mendable
from platguard.model.repair import REPAIRS
from platguard.model.verdict import Verdict

_ROUNDS = 12
_OF_FILES = ("it is a template", "its header")
"""Refusals that are about a file and no fault of the rule."""


def mended(
    files: Mapping[str, str],
    judge: Callable[[Mapping[str, str]], Sequence[Verdict]],
    wishes: Wishes,
) -> str | None:
    """What is wrong with the edits, empty where they mend all that they apply to.

    None where no edit applies. `judge` gives what the rule finds in files.
    """
    current = dict(files)
    is_made = False
    for _ in range(_ROUNDS):
        found: defaultdict[str, list[tuple[str, Verdict]]] = defaultdict(list)
        for verdict in judge(current):
            if any(mendable(verdict, tuple(REPAIRS))) and verdict.fact.path in current:
                found[verdict.fact.path].append((verdict.fact.subject, verdict))
        changed: dict[str, str] = {}
        refused: list[str] = []
        for path, verdicts in found.items():
            data = current[path].encode("utf-8")
            change = change_of(path, data, verdicts, wishes, tuple(REPAIRS))
            changed |= {name: made.decode("utf-8") for name, made in change.files.items()}
            refused += [why for _, why in change.refused if not why.startswith(_OF_FILES)]
        if refused:
            return refused[0]
        if not changed:
            return "" if is_made else None
        is_made = True
        current |= changed
    return "the finding stays"
