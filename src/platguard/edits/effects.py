"""What an edit makes of values, and whether a text says that and nothing else after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from platguard.edits.refusal import Refused
from platguard.model.standard import Edit

Route = tuple[str | int, ...]
"""Keys and indices that lead to a part of a value."""
Delta = dict[Route, tuple[str | None, str | None]]
"""What differs between two values: the old and the new one, as JSON, by the way to it; None for
nothing."""


def plain(value: Any) -> Any:
    """A copy in plain types, nothing of it shared."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def after(value: Any, edit: Edit) -> Any:
    """The value of a mapping after the edit's `rename`, `remove`, `set` and `append`."""
    made = deepcopy(value)
    _rename(made, edit.rename)
    _remove(made, edit.remove)
    _set(made, edit.set)
    _append(made, edit.append)
    return made


def _rename(value: Any, names: Any) -> None:
    for old, new in names.items():
        if isinstance(new, dict):
            _rename(value.get(old, {}), new)
        elif new in value:
            raise Refused(f"{new} is there already")
        elif old in value:
            value[new] = value.pop(old)


def _set(value: Any, wanted: Any) -> None:
    for key, item in wanted.items():
        if isinstance(item, dict) and item and isinstance(value.get(key), dict):
            _set(value[key], item)
        else:
            value[key] = deepcopy(item)


def _append(value: Any, wanted: Any) -> None:
    for key, items in wanted.items():
        if isinstance(items, dict):
            if value.get(key) is None:
                value[key] = {}
            _append(value[key], items)
        else:
            found = value.get(key) or []
            if not isinstance(found, list):
                raise Refused(f"{key} is no list")
            value[key] = [*found, *(item for item in items if item not in found)]


def _remove(value: Any, gone: Any) -> None:
    if isinstance(gone, dict):
        for key, inner in gone.items():
            if key in value:
                _remove(value[key], inner)
                # What is left empty says nothing any more, or something else.
                if value[key] in ({}, []):
                    del value[key]
    elif isinstance(value, list):
        value[:] = [item for item in value if item not in gone]
    else:
        for key in gone:
            value.pop(key, None)


def delta(old: Any, new: Any, route: Route = ()) -> Delta:
    """What differs; lists of different lengths differ as a whole."""
    if isinstance(old, dict) and isinstance(new, dict):
        found: Delta = {}
        for key in (*old, *(key for key in new if key not in old)):
            if key not in new:
                found[*route, key] = (told(old[key]), None)
            elif key not in old:
                found[*route, key] = (None, told(new[key]))
            else:
                found |= delta(old[key], new[key], (*route, key))
        return found
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return {k: v for n, (a, b) in pairs for k, v in delta(a, b, (*route, n)).items()}
    before, now = told(old), told(new)
    return {} if before == now else {route: (before, now)}


def common_way(found: Delta) -> Route:
    """The part of the way that all that differs has in common, without its last step."""
    first = next(iter(found), ())
    common = 0
    while common < len(first) - 1 and all(
        len(route) > common + 1 and route[common] == first[common] for route in found
    ):
        common += 1
    return first[:common]


def in_short(found: Delta) -> Delta:
    """What differs, without the part of the way that all of it has in common."""
    common = len(common_way(found))
    return {route[common:]: change for route, change in found.items()}


def told(value: Any) -> str:
    """A value as JSON, which tells true from 1 and 1 from "1"."""
    return json.dumps(value, sort_keys=True)


def uses(old: Any, new: Any, is_wanted: Callable[[Delta], bool]) -> list[Route]:
    """The parts in which exactly what is wanted has changed; Refused when anything else has."""
    return list(_uses(old, new, is_wanted, ()))


def _uses(old: Any, new: Any, is_wanted: Callable[[Delta], bool], route: Route) -> Iterator[Route]:
    found = delta(old, new)
    if not found:
        return
    if is_wanted(found):
        yield route
    elif isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for key in old:
            yield from _uses(old[key], new[key], is_wanted, (*route, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, now) in enumerate(zip(old, new, strict=True)):
            yield from _uses(before, now, is_wanted, (*route, number))
    else:
        raise Refused("more than the value would change")


def follow(value: Any, route: Sequence[str | int]) -> Any:
    """The part of a value that keys and indices lead to; Refused where there is none."""
    for step in route:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            raise Refused("the value is not where its text stands") from None
    return value
