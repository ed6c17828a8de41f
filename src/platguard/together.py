"""All rules of one fact type, judged in one call over one activation; answers are remembered.

What rules give depends on nothing but what they read, so one repository's answers serve the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from platguard.compiled import CompiledType
from platguard.expressions import evaluate
from platguard.model.facts import Fact

_REMEMBERED = 20_000
"""Distinct activations whose answers are kept: many facts differ only in what no rule reads."""
_TOGETHERS = 200
"""Fact types, on as many days and in as many repositories as rules ask for, that are kept."""


class Together:
    """The rules of one fact type that are judged in one call."""

    def __init__(
        self,
        kind: str,
        rules: Sequence[str],
        reads: Sequence[str],
        judge: Any,
        context: Mapping[str, Any],
    ) -> None:
        """`context` has the values of compiled.CONTEXT that the rules read."""
        self.rules = rules
        self._judge = judge
        self._context = context
        self._fields = [name.partition(".")[2] for name in reads if name.startswith(f"{kind}.")]
        self._names = [f"{kind}.{field}" for field in self._fields]
        self._remembered: dict[Any, Sequence[int] | None] = {}

    def __len__(self) -> int:
        """How many answers are remembered."""
        return len(self._remembered)

    def codes(self, fact: Fact) -> Sequence[int] | None:
        """What each rule gives, or None when they have to be judged one by one."""
        values = [getattr(fact, field) for field in self._fields]
        unknown = [field for field in fact.unknown if field in self._fields]
        key = (*map(_hashable, values), *unknown)
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._ask(values, unknown)
        return self._remembered[key]

    def _ask(self, values: Sequence[Any], unknown: Sequence[str]) -> Sequence[int] | None:
        activation = {**dict(zip(self._names, values, strict=True)), **self._context}
        for field in unknown:
            del activation[self._names[self._fields.index(field)]]
        answer = evaluate(self._judge, activation)
        return None if answer.unknown or answer.error else answer.value


class Answers:
    """The answers of all fact types, for those who judge one repository after the other."""

    def __init__(self) -> None:
        self._known: dict[Any, Together] = {}

    def together(
        self, kind: str, compiled: CompiledType, judge: Any, context: Mapping[str, Any]
    ) -> Together:
        """The rules of a fact type where the day and the repository are those of a context.

        `judge` is their expression, loaded.
        """
        read = {name: context[name] for name in compiled.reads if name in context}
        # Rules of two policies may ask the same by other names.
        key = (kind, *compiled.rules, compiled.judge, *map(_hashable, read.values()))
        found = self._known.pop(key, None)
        if found is None:
            self.make_room()
            found = Together(kind, compiled.rules, compiled.reads, judge, read)
        self._known[key] = found
        return found

    def make_room(self) -> None:
        """Forgets what was not asked for the longest time, where there is more than a few
        repositories need."""
        answers = sum(len(together) for together in self._known.values())
        while self._known and (answers >= _REMEMBERED or len(self._known) >= _TOGETHERS):
            answers -= len(self._known.pop(next(iter(self._known))))


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    if isinstance(value, dict):
        return tuple((key, _hashable(item)) for key, item in value.items())
    return value
