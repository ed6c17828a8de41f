"""The matrix of a job: which values each of its keys takes.

Semantics: GitHub's documentation, "Running variations of jobs in a workflow". Combinations of the
keys come first, then `exclude` removes those that it matches, then each entry of `include` is added
to every combination of which it overrides no original value, or else is a combination of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

from platguard.facts.reading import mapping, sequence
from platguard.model.document import Map, Place, Seq

MOST_COMBINATIONS = 256
"""GitHub refuses a matrix with more."""

Value = tuple[Any, Place]
Combination = dict[str, Value]


def matrix_values(matrix: Any) -> dict[str, list[Value]]:
    """The values that each key takes in some job, with their places, in the order of the file.

    A key whose values are an expression has none here, and a matrix that is one has no keys.
    """
    axes = {
        name: [(value, values.place(index)) for index, value in enumerate(values)]
        for name, values in mapping(matrix).items()
        if name not in ("include", "exclude") and isinstance(values, Seq)
    }
    included = [entry for entry in sequence(mapping(matrix).get("include")) if entry]
    if prod(map(len, axes.values())) > MOST_COMBINATIONS or len(included) > MOST_COMBINATIONS:
        # Refused as a whole; what is written says best what was meant.
        combinations = [{name: value} for name, values in axes.items() for value in values]
        combinations += [_cells(entry) for entry in included[:MOST_COMBINATIONS]]
    else:
        excluded = sequence(mapping(matrix).get("exclude"))[:MOST_COMBINATIONS]
        combinations = list(_including(list(_remaining(axes, excluded)), included, set(axes)))
    found: dict[str, list[Value]] = {}
    for combination in combinations:
        for name, value in combination.items():
            known = found.setdefault(name, [])
            if value not in known:
                known.append(value)
    return found


def _remaining(axes: dict[str, list[Value]], excluded: list[Any]) -> Iterator[Combination]:
    for values in product(*axes.values()) if axes else ():
        combination = dict(zip(axes, values, strict=True))
        if not any(_is_excluded(combination, entry) for entry in excluded):
            yield combination


def _is_excluded(combination: Combination, entry: Any) -> bool:
    return bool(mapping(entry)) and all(
        name in combination and combination[name][0] == value
        for name, value in mapping(entry).items()
    )


def _including(
    combinations: list[Combination], included: list[Any], axes: set[str]
) -> Iterator[Combination]:
    alone: list[Combination] = []
    for entry in included:
        cells = _cells(entry)
        originals = {name: cells[name][0] for name in cells if name in axes}
        added = {name: cell for name, cell in cells.items() if name not in axes}
        is_added = False
        for combination in combinations:
            if all(combination[name][0] == value for name, value in originals.items()):
                combination.update(added)
                is_added = True
        if not is_added:
            alone.append(cells)
    yield from combinations
    yield from alone


def _cells(entry: Any) -> Combination:
    return {n: (v, entry.place(n)) for n, v in entry.items()} if isinstance(entry, Map) else {}
