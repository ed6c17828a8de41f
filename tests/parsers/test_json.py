"""JSON is read strictly, with places."""

from __future__ import annotations

import json

import pytest

from platguard.model.document import Place
from platguard.parsers import parse


def test_values_and_places() -> None:
    text = '{\n  "a": [1, {"b\\u00e9": "c"}],\n  "d": 1.5e3\n}\n'
    (document,) = parse(text.encode(), "json").documents
    value = document.value
    assert value == json.loads(text)
    assert document.place == value.start() == Place(1, 1, 4)
    assert value.key_place("a") == Place(2, 3, 2)
    assert value["a"].place(1) == Place(2, 12, 2)
    assert value["a"][1].place("bé") == Place(2, 24, 2)
    assert value.place("d") == Place(3, 8, 3)
    assert value.place("nothing") == value.start()


def test_a_repeated_key_is_judged_on_its_last_value() -> None:
    (document,) = parse(b'{"a": {"x": 1},\n "a": {"y": 2}}', "json").documents
    assert document.value == {"a": {"y": 2}}
    (ambiguity,) = document.ambiguities
    assert (ambiguity.kind, ambiguity.key) == ("duplicate-key", "a")
    assert (ambiguity.place, ambiguity.other) == (Place(2, 2, 2), Place(1, 2, 1))
    assert document.value["a"].place("y") == Place(2, 13, 2)


def test_values_one_after_another() -> None:
    parsed = parse(b'{"a": 1}{"b": 2}\n[3]', "json")
    assert [d.value for d in parsed.documents] == [{"a": 1}, {"b": 2}, [3]]
    assert [d.place for d in parsed.documents] == [Place(1, 1, 1), Place(1, 9, 1), Place(2, 1, 2)]


def test_what_follows_a_value_costs_not_the_value() -> None:
    parsed = parse(b'{"a": 1}\nx', "json")
    assert [d.value for d in parsed.documents] == [{"a": 1}]
    assert [(p.line, p.column) for p in parsed.problems] == [(2, 1)]


@pytest.mark.parametrize(
    "text",
    ['{"a": NaN}', '{"a": Infinity}', "{'a': 1}", '{"a": 1,}', '{"a": "\t"}', "// c\n{}", "[01]"],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    parsed = parse(text.encode(), "json")
    assert not parsed.documents
    assert parsed.problems


COMMENTED = """\
// a "comment"
{
  /* over
     lines, */ "a//b": "/* no comment */", // { "x": 1, }
  "c": [1, 2,
    /**/],
  "d\\"//": "e,}",
}
"""


def test_comments_and_last_commas_are_read_where_that_is_asked_for() -> None:
    (document,) = parse(COMMENTED.encode(), "jsonc").documents
    value = document.value
    assert value == {"a//b": "/* no comment */", "c": [1, 2], 'd"//': "e,}"}
    assert value.key_place("a//b") == Place(4, 16, 4)
    assert value["c"].place(1) == Place(5, 12, 5)
    assert parse(COMMENTED.encode(), "json").problems


@pytest.mark.parametrize(
    "text", ["{,}", "[ /**/ ,]", "[1,,]", "{'a': 1}", "{a: 1}", "/* {}", "// {}\n{"]
)
def test_what_is_no_json_with_comments_either(text: str) -> None:
    parsed = parse(text.encode(), "jsonc")
    assert not parsed.documents
    assert parsed.problems or text == "/* {}"


@pytest.mark.parametrize("depth", [201, 900, 100_000])
@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_a_problem(depth: int, brackets: tuple[str, str]) -> None:
    opening, closing = brackets
    parsed = parse((opening * depth + "1" + closing * depth).encode(), "json")
    assert not parsed.documents
    assert "nested" in parsed.problems[0].message


def test_large_integers_stay_whole() -> None:
    (document,) = parse(b"\xef\xbb\xbf[123456789012345678901234567890]", "json").documents
    assert document.value == [123456789012345678901234567890]


def test_nothing_written_is_no_document() -> None:
    parsed = parse(b" \n", "json")
    assert (parsed.documents, parsed.problems) == ([], [])


def test_a_byte_that_is_not_utf8_is_noted() -> None:
    (document,) = parse(b'{"a": "caf\xe9"}', "json").documents
    assert document.value == {"a": "café"}
    assert document.ambiguities[0].kind == "encoding"
