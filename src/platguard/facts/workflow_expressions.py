"""Expressions of a workflow whose value stands in the same file: `matrix` and `env`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field, replace
from typing import Any

from platguard.facts.credentials import scalar_text
from platguard.facts.reading import mapping
from platguard.facts.workflow_matrix import MOST_COMBINATIONS, matrix_values
from platguard.model.document import Map, Place, Seq
from platguard.patterns import pattern
from platguard.records import dataclass

_EXPRESSION = pattern(
    r"\$\{\{\s*(matrix|env)((?:\.[\w-]+|\[\s*'[^']*'\s*\])+)\s*\}\}", re.IGNORECASE
)
_STEP = pattern(r"[\w-]+|(?<=')[^']+(?=')")
_SECRET = pattern(r"\$\{\{\s*secrets\.", re.IGNORECASE)
_CHOICE = pattern(r"(?:&&|\|\|)\s*'([^']*)'")
_MOST_VALUES = MOST_COMBINATIONS


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions of a step can refer to."""

    env: dict[str, str] = field(default_factory=dict)
    matrix: dict[str, list[tuple[Any, Place]]] = field(default_factory=dict)
    """Values of each key, includes among them, with their places."""
    secrets: frozenset[str] = frozenset()
    """Variables that hold a secret of the repository."""

    def with_env(self, env: Any) -> Scope:
        """The scope within something that sets these variables."""
        texts = {name: scalar_text(value) for name, value in mapping(env).items()}
        known = {name: value for name, value in texts.items() if value is not None}
        if not known:
            return self
        secrets = self.secrets.difference(known).union(
            name for name, value in known.items() if _SECRET.search(value)
        )
        return replace(self, env={**self.env, **known}, secrets=secrets)

    def with_matrix(self, matrix: Any) -> Scope:
        """The scope of a job with this matrix."""
        return replace(self, matrix=matrix_values(matrix))

    def lists_of(self, written: str) -> list[Seq]:
        """The lists that an expression stands for: `${{ matrix.labels }}` of a list each."""
        found = _EXPRESSION.fullmatch(written.strip())
        if found is None or found[1].lower() != "matrix":
            return []
        values = _in_matrix(_STEP.findall(found[2]), self)
        return [value for value, _ in values if isinstance(value, Seq)][:_MOST_VALUES]


def alternatives(written: str) -> list[str]:
    """The texts that an expression chooses between: `${{ x && 'a' || 'b' }}`; else none."""
    is_expression = written.strip().startswith("${{") and written.strip().endswith("}}")
    return [text for text in _CHOICE.findall(written) if text] if is_expression else []


def values_of(holder: Map, key: str, scope: Scope) -> list[tuple[str, Place]]:
    """Each value that an input can take, with the place that says so; one a line of a text.

    An expression that the file does not answer stays as it is written.
    """
    value = holder.get(key)
    if isinstance(value, Seq):
        written = [(text, value.place(i)) for i, item in enumerate(value) if (text := _text(item))]
    else:
        place = holder.place(key)
        written = [(line.strip(), place) for line in _text(value).splitlines() if line.strip()]
    return [pair for text, place in written for pair in _expanded(text, place, scope)]


def _expanded(written: str, place: Place, scope: Scope) -> Iterator[tuple[str, Place]]:
    found = _EXPRESSION.search(written)
    if found is None:
        yield written, place
        return
    answers = list(_answers(found[1].lower(), _STEP.findall(found[2]), scope))
    if not answers:
        yield written, place
    seen: set[str] = set()
    for answer, origin in answers[:_MOST_VALUES]:
        if answer not in seen:
            seen.add(answer)
            yield written[: found.start()] + answer + written[found.end() :], origin or place


def _answers(context: str, path: list[str], scope: Scope) -> Iterator[tuple[str, Place | None]]:
    if context == "env":
        if len(path) == 1 and path[0] in scope.env and "${{" not in scope.env[path[0]]:
            yield scope.env[path[0]], None
        return
    for value, place in _in_matrix(path, scope):
        if text := _text(value):
            yield text, place


def _in_matrix(path: list[str], scope: Scope) -> Iterator[tuple[Any, Place]]:
    """What stands at a path within the matrix, in each of its combinations."""
    for value, place in scope.matrix.get(path[0], []):
        for step in path[1:]:
            if isinstance(value, Map) and step in value:
                place = value.place(step)
            value = mapping(value).get(step)
        yield value, place


def _text(value: Any) -> str:
    return scalar_text(value) or ""
