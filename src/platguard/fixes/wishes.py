"""What the rule of a finding says about how it is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from platguard.asking import Asking
from platguard.edit_templates import filled
from platguard.edits import ClosedFile, EditableFile, Refused, Spot
from platguard.model.document import NOWHERE, Place
from platguard.model.standard import Edit
from platguard.model.verdict import Verdict
from platguard.policy import Decided
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """One edit for one finding."""

    edit: Edit
    """Filled."""
    spot: Spot | None
    """Where it begins; None for files that are made anew."""


class Wishes:
    """Asks the rules of a policy on a day."""

    def __init__(self, decided: Decided, context: Mapping[str, Any]) -> None:
        """`context` has the values of compiled.CONTEXT."""
        self._decided = decided
        self._asking = Asking(decided.expressions, context)

    def of(
        self, verdict: Verdict, file: EditableFile | ClosedFile, kinds: tuple[str, ...]
    ) -> Wish | None:
        """The first edit of the rule, of the kinds in their order, that applies to a finding.

        None where none does. Refused where one does that cannot begin where it should, or in a
        file that nobody may edit.
        """
        numbered = list(enumerate(verdict.rule.edits))
        for kind in kinds:
            for number, edit in numbered:
                if edit.kind == kind:
                    wish = self._wish(verdict, number, edit, file)
                    if wish is not None:
                        return wish
        return None

    def _wish(
        self, verdict: Verdict, number: int, edit: Edit, file: EditableFile | ClosedFile
    ) -> Wish | None:
        place = _place(verdict, edit)
        spot: Spot | None = None
        text, refusal = "", None
        if isinstance(file, ClosedFile):
            text, refusal = file.text_at(place), file.refusal
        else:
            try:
                spot = file.spot(place, edit.up)
                text = spot.text
            except Refused as reason:
                refusal = reason
        values = self._values(verdict, number, text)
        if values is None:
            return None
        wanted = filled(edit, values)
        if edit.create:
            return Wish(wanted, None)
        if refusal is not None:
            raise refusal
        return Wish(wanted, spot)

    def _values(self, verdict: Verdict, number: int, text: str) -> list[Any] | None:
        """The values of the templates of an edit; None where it does not apply."""
        rule = verdict.rule
        compiled = self._decided.compiled.rules[rule.id]
        answer = self._asking.ask(
            rule,
            verdict.fact,
            verdict.item,
            compiled.edits[number],
            compiled.edit_reads,
            violation=verdict.reason if rule.schema is not None else None,
            text=text,
        )
        return None if answer.unknown or not answer.value[0] else list(answer.value[1:])


def mendable(verdict: Verdict, kinds: tuple[str, ...]) -> Iterator[Edit]:
    """The edits of some kinds that the rule of a finding declares."""
    return (edit for edit in verdict.rule.edits if edit.kind in kinds)


def _place(verdict: Verdict, edit: Edit) -> Place:
    """Where an edit begins: at a field, at the fact itself, or where the finding is reported."""
    rule, places = verdict.rule, verdict.fact.places
    own = places.get("", NOWHERE)
    if edit.at == rule.on:
        return own
    if edit.at:
        return places.get(edit.at.removeprefix(f"{rule.on}."), own)
    line = getattr(verdict.item, "line", 0)
    if line:
        return Place(line, verdict.item.column, line)
    return places.get(rule.at, own)
