"""Files of variables and INI files: what they say, where it stands, and no surprise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.model.document import Map
from platguard.parsers import parse


def _variables(text: str) -> Map:
    (document,) = parse(text.encode(), "dotenv").documents
    assert isinstance(document.value, Map)
    return document.value


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("A=b\n", {"A": "b"}),
        ("  export A = b c  # why\n", {"A": "b c"}),
        ("A=b#c\n", {"A": "b#c"}),
        ("A=#c\nB=\n", {"A": "", "B": ""}),
        ('A=\'b # c\'\nB="d\\"e\\n"\n', {"A": "b # c", "B": 'd"e\n'}),
        ('A="one\ntwo"\nB=c\n', {"A": "one\ntwo", "B": "c"}),
        ("A='b\nB=c\n", {"A": "'b", "B": "c"}),
        ("A=b\nA=c\n", {"A": "c"}),
        ("# A=b\nnothing\n=b\n9A=b\n", {}),
        ("A: b\r\nB=c\r\n", {"A": "b", "B": "c"}),
    ],
)
def test_variables(text: str, variables: dict[str, str]) -> None:
    assert dict(_variables(text)) == variables


def test_places_of_variables() -> None:
    found = _variables('\nexport A="x\ny"\n  B= z\n')
    assert tuple(found.key_place("A")) == (2, 8, 2)
    assert tuple(found.place("A")) == (2, 10, 3)
    assert tuple(found.place("B")) == (4, 6, 4)
    assert found.place("C") == found.start()


def test_sections() -> None:
    text = "a = 1\n[one]\n; c = 2\nd: '3'\n[ two ]\ne=\n[one]\nf = 4 = 5\n]\n"
    (document,) = parse(text.encode(), "ini").documents
    assert document.value == {
        "DEFAULT": {"a": "1"},
        "one": {"d": "3", "f": "4 = 5"},
        "two": {"e": ""},
    }
    assert tuple(document.value["one"].place("f")) == (8, 5, 8)
    assert document.value["two"].start().line == 5


@pytest.mark.parametrize("dialect", ["dotenv", "ini"])
def test_binary_data_is_no_text(dialect: str) -> None:
    found = parse(b"A=b\0", dialect)
    assert found.documents == []
    assert found.problems


@given(st.text())
@pytest.mark.parametrize("dialect", ["dotenv", "ini"])
def test_any_text(dialect: str, text: str) -> None:
    parse(text.encode("utf-8", "surrogatepass"), dialect)


@pytest.mark.parametrize("part", ["A='", 'A="\\', "A=\n", '"', "[", "A=#", "export ", " "])
@pytest.mark.parametrize("dialect", ["dotenv", "ini"])
def test_a_long_text_is_read_once(dialect: str, part: str) -> None:
    # Read again from each of its characters, it would take hours.
    parse(part.encode() * 200_000, dialect)
