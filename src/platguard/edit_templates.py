"""Templates of edits: all texts of one that hold `{expression}`, turned into one expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from platguard.model.standard import Edit
from platguard.templates import expression_of, parts

FILLED = ("set", "append", "remove", "rename", "before", "replace", "instruction", "create")
"""The fields of an edit whose texts are templates, keys among them."""


def edit_expression(edit: Edit, type_of: Callable[[str], str]) -> str:
    """The CEL expression that gives [whether the edit applies, the value of each template, ...].

    A template that is one expression and nothing else gives its value, whatever its type; any
    other gives text. Raises ExpressionError.
    """
    texts = [text for name in FILLED for text in _texts(getattr(edit, name))]
    values = ["dyn(true)", *(f"dyn({_expression(text, type_of)})" for text in texts)]
    return f"({edit.when or 'true'}) ? [{', '.join(values)}] : [dyn(false)]"


def filled(edit: Edit, values: Sequence[Any]) -> Edit:
    """The edit with its templates replaced by `values`, those that its expression gave."""
    remaining = iter(values)
    changed = {name: _filled(getattr(edit, name), remaining) for name in FILLED}
    return replace(edit, **changed)


def _expression(template: str, type_of: Callable[[str], str]) -> str:
    found = list(parts(template))
    if len(found) == 1 and found[0][1]:
        type_of(found[0][2])  # tells a fault at its column
        return f"({found[0][2]})"
    return expression_of(template, type_of)


def _texts(value: Any) -> Iterator[str]:
    """The templates among the texts of a value, in order."""
    if isinstance(value, str):
        if "{" in value or "}" in value:
            yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _filled(value: Any, remaining: Iterator[Any]) -> Any:
    if isinstance(value, str):
        return next(remaining) if "{" in value or "}" in value else value
    if isinstance(value, dict):
        pairs = []
        for key, item in value.items():
            name = _filled(key, remaining)
            pairs.append((name, _filled(item, remaining)))
        return dict(pairs)
    if isinstance(value, list):
        return [_filled(item, remaining) for item in value]
    return value
