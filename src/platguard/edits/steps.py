"""An edit of a mapping, taken apart into steps of one key or one item each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.model.standard import Edit
from platguard.tuples import NamedTuple


class Step(NamedTuple):
    """One change below a mapping."""

    kind: str
    """set, append, remove or rename."""
    route: tuple[str, ...]
    """The keys that lead to it."""
    value: Any
    """What is set or appended, which key or item is removed, the new name."""


def steps_of(edit: Edit) -> Iterator[Step]:
    """The steps in the order in which they are made."""
    yield from _leaves("rename", edit.rename, ())
    for route, names in _lists(edit.remove, ()):
        yield from (Step("remove", route, name) for name in names)
    yield from _leaves("set", edit.set, ())
    for route, items in _lists(edit.append, ()):
        yield from (Step("append", route, item) for item in items)


def _leaves(kind: str, value: Any, route: tuple[str, ...]) -> Iterator[Step]:
    for key, item in value.items():
        if isinstance(item, dict) and item:
            yield from _leaves(kind, item, (*route, key))
        else:
            yield Step(kind, (*route, key), item)


def _lists(value: Any, route: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _lists(item, (*route, key))
    elif value:
        yield route, value
