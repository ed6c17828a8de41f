"""What the rule of a finding says about how it is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from platguard.edit_templates import filled
from platguard.edits import EditableFile, Refused, Spot
from platguard.errors import UsageError
from platguard.evaluation import Verdict
from platguard.expressions import evaluate
from platguard.model.document import NOWHERE, Place
from platguard.model.standard import Edit
from platguard.policy import Decided


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
        self._context = context
        self._loaded: dict[bytes, Any] = {}

    def of(
        self, verdict: Verdict, file: EditableFile | Refused, kinds: tuple[str, ...]
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
        self, verdict: Verdict, number: int, edit: Edit, file: EditableFile | Refused
    ) -> Wish | None:
        spot: Spot | None = None
        refusal = file if isinstance(file, Refused) else None
        if not isinstance(file, Refused):
            try:
                spot = file.spot(_place(verdict, edit), edit.up)
            except Refused as reason:
                refusal = reason
        values = self._values(verdict, number, spot.text if spot else "")
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
        rule, fact = verdict.rule, verdict.fact
        compiled = self._decided.compiled.rules[rule.id]
        known: dict[str, Any] = {**self._context, "text": text}
        for name in compiled.edit_reads:
            owner, _, field = name.partition(".")
            if owner == rule.on and field not in fact.unknown:
                known[name] = getattr(fact, field)
        if verdict.item is not None:
            record = verdict.item
            known |= {f"item.{f.name}": getattr(record, f.name) for f in fields(record)}
        if rule.schema is not None:
            known["violation"] = verdict.reason
        answer = evaluate(self._expression(compiled.edits[number]), known)
        if answer.error:
            edit = rule.edits[number]
            raise UsageError(
                f"rule {rule.id} cannot mend {fact.path} ({fact.subject or fact.address}): "
                f"{answer.error}",
                path=rule.path,
                line=edit.line,
                column=edit.column,
            )
        return None if answer.unknown or not answer.value[0] else list(answer.value[1:])

    def _expression(self, serialized: bytes) -> Any:
        if serialized not in self._loaded:
            self._loaded[serialized] = self._decided.expressions.load(serialized)
        return self._loaded[serialized]


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
