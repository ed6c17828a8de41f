"""What holds of every parser, whatever the bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from platguard.model.document import Map, Place, Seq
from platguard.parsers import PARSERS, parse

SHARDS = st.sampled_from(
    [
        *("---\n", "...\n", "\n", "a: ", "- ", "? ", "<<: ", "*a ", "&a ", "[", "]", "{", "}", ","),
        *('"', "'", "|\n", ">-\n", "!!int ", "!!binary ", "%YAML 1.1\n", "# c\n", "\t", "\r\n"),
        *("\ufeff", "\x85", "0644", "1e400", ".inf", "2001-01-01", "FROM a\n", "RUN <<E\n", "E\n"),
        *("[a.b]\n", "[[a]]\n", 'a."b c" = 1\n', "'''", '"""', "= ", "\\", "\0", "\udc80", "é"),
    ]
)
BYTES = st.binary(max_size=200) | st.lists(SHARDS, max_size=30).map(
    lambda shards: "".join(shards).encode("utf-8", "surrogateescape")
)
PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PRINTABLE
VALUES = st.recursive(
    SCALARS,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(PRINTABLE, parts, max_size=4),
    max_leaves=20,
)


def walk(value: Any, place: Place, lines: int) -> None:
    """Asks for every place below a value."""
    assert 1 <= place.line <= place.end_line <= lines
    assert place.column >= 1
    if isinstance(value, Map):
        for key, part in value.items():
            assert value.key_place(key).line <= lines
            walk(part, value.place(key), lines)
    elif isinstance(value, Seq):
        for index, part in enumerate(value):
            walk(part, value.place(index), lines)


@pytest.mark.parametrize("dialect", PARSERS)
@given(data=BYTES)
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_a_parser_raise(dialect: str, data: bytes) -> None:
    parsed = parse(data, dialect)
    lines = len(data) + 1
    for problem in parsed.problems:
        assert problem.message
        assert "\n" not in problem.message
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
    for document in parsed.documents:
        walk(document.value, document.place, lines)


@pytest.mark.parametrize(
    "dialect", ["kubernetes", "compose", "workflow", "strict", "json", "jsonc"]
)
@given(value=VALUES)
@settings(max_examples=100, deadline=None)
def test_json_values_come_back(dialect: str, value: Any) -> None:
    parsed = parse(json.dumps(value, ensure_ascii=False).encode(), dialect)
    assert not parsed.problems
    assert [document.value for document in parsed.documents] == [value]


@pytest.mark.parametrize("dialect", ["kubernetes", "workflow"])
@given(value=VALUES.filter(lambda value: value is not None))
@settings(max_examples=100, deadline=None)
def test_written_yaml_comes_back(dialect: str, value: Any) -> None:
    # PyYAML quotes what it would resolve itself; it knows neither numbers such as 0E0 nor `y`.
    assume(not any(UNQUOTED.fullmatch(text) for text in texts(value)))
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=False)
    assert [document.value for document in parse(text.encode(), dialect).documents] == [value]


UNQUOTED = re.compile(r"[-+]?(\.[0-9_]+|[0-9_]+(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[yYnN]")


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        parts = value if isinstance(value, list) else [*value, *value.values()]
        for part in parts:
            yield from texts(part)


TOKENS = st.from_regex(r"[a-zA-Z]{1,8}7", fullmatch=True)
NESTED = st.recursive(
    TOKENS,
    lambda parts: (
        st.lists(parts, min_size=1, max_size=3)
        | st.dictionaries(TOKENS, parts, min_size=1, max_size=3)
    ),
    max_leaves=15,
)


def written_at(text: str, place: Place) -> str:
    """What stands at a place."""
    return text.split("\n")[place.line - 1][place.column - 1 :].lstrip('"')


def check_places(text: str, value: Any) -> None:
    """Every key and every scalar stands where its place says."""
    parts: list[tuple[Any, Any]] = list(
        value.items() if isinstance(value, Map) else enumerate(value)
    )
    for key, part in parts:
        if isinstance(value, Map):
            assert written_at(text, value.key_place(key)).startswith(key)
        if isinstance(part, str):
            assert written_at(text, value.place(key)).startswith(part)
        else:
            assert value.place(key) == part.start()
            check_places(text, part)


@pytest.mark.parametrize("dialect", ["kubernetes", "workflow", "strict", "json"])
@given(value=NESTED.filter(lambda value: not isinstance(value, str)), indent=st.none() | st.just(2))
@settings(max_examples=100, deadline=None)
def test_places_point_at_the_text_of_json(dialect: str, value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    check_places(text, parse(text.encode(), dialect).documents[0].value)


@given(value=NESTED.filter(lambda value: not isinstance(value, str)), lead=st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_places_point_at_the_text_of_yaml(value: Any, lead: int) -> None:
    text = "a7: b7\n---\n" * lead + yaml.safe_dump(value)
    check_places(text, parse(text.encode(), "kubernetes").documents[-1].value)
