"""All rules of one fact type, judged in one call over one activation; answers are remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from platguard.expressions import evaluate
from platguard.model.facts import Fact

_REMEMBERED = 20_000
"""Distinct activations whose answers are kept: many facts differ only in what no rule reads."""


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
        self.rules = rules
        self._judge = judge
        self._context = context
        self._fields = [name.partition(".")[2] for name in reads if name.startswith(f"{kind}.")]
        self._names = [f"{kind}.{field}" for field in self._fields]
        self._remembered: dict[Any, Sequence[int] | None] = {}

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


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    if isinstance(value, dict):
        return tuple((key, _hashable(item)) for key, item in value.items())
    return value
