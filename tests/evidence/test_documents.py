"""Files of an export in JSON hold what they were given, whatever their lines are."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from platguard.evidence.documents import json_bytes, lines_bytes

SCALARS = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(st.dictionaries(st.text(), VALUES))
def test_a_file_with_an_item_on_each_line_holds_the_same(value: dict[str, Any]) -> None:
    data = lines_bytes(value)
    assert json.loads(data) == json.loads(json_bytes(value)) == value
    assert data.isascii()
    assert data == lines_bytes(dict(reversed(value.items())))


def test_each_item_takes_a_line() -> None:
    data = lines_bytes({"rows": [{"b": 1, "a": [1, 2]}, {}], "counts": {"y": {"z": 1}, "x": 2}})
    assert data.decode().splitlines() == [
        "{",
        ' "counts": {',
        '  "x": 2,',
        '  "y": {"z": 1}',
        " },",
        ' "rows": [',
        '  {"a": [1, 2], "b": 1},',
        "  {}",
        " ]",
        "}",
    ]
