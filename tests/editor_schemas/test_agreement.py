"""An editor with the schema and platguard itself refuse the same files, and take the same."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from .samples import SAMPLES, fault, validator

KINDS = ["standard", "configuration", "repository", "inventory"]
"""Exceptions are compared in tests/exceptions_command, with what makes them invalid."""
WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    7,
    1.5,
    [],
    {},
    [[]],
    [None],
    [3],
    {"a": 1},
    "text",
    "2026-02-30",
]
BEYOND_A_SCHEMA = re.compile(
    r": the lifecycle of "  # the order of dates, and the notice that they give
    r"|of of the mutation must be one of|replace stands|itself expects"  # what the tests say
    r"|(?:in|of) the params of the test"  # what the rule says elsewhere
    r"|schema of (?:was of )?rule .*: "  # whether a schema is one
    r"|of param mode must be "  # whether a value is one of those before it
    r"|is not a time zone|, before from"
    r"|has no revision|in the segments of the setting"
)
"""What is only known from other places in the file, or from elsewhere."""


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_whole_file_is_taken(kind: str) -> None:
    assert fault(kind, SAMPLES[kind]) == ""
    assert [e.message for e in validator(kind).iter_errors(SAMPLES[kind])] == []


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value in a document."""
    own = [path] if path else []
    if not isinstance(value, dict | list):
        return own
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return own + [found for key, item in inner for found in places(item, (*path, key))]


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A document in which one value is gone, is another one, or has a key too many."""
    kind = draw(st.sampled_from(KINDS))
    values = deepcopy(SAMPLES[kind])
    *parents, last = draw(st.sampled_from(places(values)))
    holder: Any = values
    for key in parents:
        holder = holder[key]
    change = draw(st.sampled_from(["remove", "replace", "unknown"]))
    if change == "remove":
        del holder[last]
    elif change == "replace":
        holder[last] = draw(st.sampled_from(WRONG))
    else:
        assume(isinstance(holder[last], dict))
        holder[last]["unheard-of"] = draw(st.sampled_from(WRONG))
    return kind, values


@given(broken())
def test_broken_files(found: tuple[str, dict[str, Any]]) -> None:
    kind, values = found
    told = fault(kind, values)
    if not BEYOND_A_SCHEMA.search(told):
        assert validator(kind).is_valid(values) == (not told), (told, values)
    elif not told:
        assert validator(kind).is_valid(values), values


@pytest.mark.parametrize("kind", ["configuration", "repository"])
def test_keys_without_a_value(kind: str) -> None:
    """A list or a mapping whose last entry went away is none; a text or a number is missing."""
    taken = set()
    for *parents, last in places(SAMPLES[kind]):
        values = deepcopy(SAMPLES[kind])
        holder: Any = values
        for key in parents:
            holder = holder[key]
        is_group = isinstance(holder, dict) and isinstance(holder[last], dict | list)
        holder[last] = None
        told = fault(kind, values)
        assert is_group or told, (parents, last)
        if not BEYOND_A_SCHEMA.search(told):
            assert validator(kind).is_valid(values) == (not told), (told, values)
        taken |= set() if told else {last}
    groups = [key for key, value in SAMPLES[kind].items() if isinstance(value, dict | list)]
    assert taken >= set(groups)
