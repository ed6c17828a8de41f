"""TOML: the values of the standard library, with places."""

from __future__ import annotations

import pytest

from platguard.model.document import Place
from platguard.parsers import parse

TEXT = '''\
top = 1 # c
[project]
name = "x = [" # c
"quoted key".v = """
x"""
day = 1979-05-27
at = 1979-05-27 07:32:00
list = [1, # ]
  "b,]",
  {x = 1, y.z = [2]}]
raw = \'\'\'a'\'\'\'
[[tables]]
n = 1
[[tables]]
n = 2
[tables.sub]
q = 1
[a.b.c]
'''


def test_values() -> None:
    parsed = parse(TEXT.encode(), "toml")
    assert not parsed.problems
    assert parsed.documents[0].value == {
        "top": 1,
        "project": {
            "name": "x = [",
            "quoted key": {"v": "x"},
            "day": "1979-05-27",
            "at": "1979-05-27T07:32:00",
            "list": [1, "b,]", {"x": 1, "y": {"z": [2]}}],
            "raw": "a'",
        },
        "tables": [{"n": 1}, {"n": 2, "sub": {"q": 1}}],
        "a": {"b": {"c": {}}},
    }


def test_places() -> None:
    value = parse(TEXT.encode(), "toml").documents[0].value
    project = value["project"]
    assert value.place("top") == Place(1, 7, 1)
    assert value.key_place("project") == Place(2, 2, 2)
    assert project.place("name") == Place(3, 8, 3)
    assert project.key_place("quoted key") == Place(4, 1, 4)
    assert project["quoted key"].place("v") == Place(4, 18, 5)
    assert project.place("at") == Place(7, 6, 7)
    assert project.place("list") == Place(8, 8, 10)
    assert project["list"].place(1) == Place(9, 3, 9)
    assert project["list"][2]["y"]["z"].place(0) == Place(10, 18, 10)
    assert project.place("raw") == Place(11, 7, 11)
    assert value["tables"][1].place("n") == Place(15, 5, 15)
    assert value["tables"][1]["sub"].place("q") == Place(17, 5, 17)
    assert value["a"]["b"].place("c") == Place(18, 6, 18)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a = \n", 1, 5), ("a = 1\nb = [1,\n", 3, 1), ("a = 1\na = 2", 2, 6)],
)
def test_what_is_not_toml_is_a_problem_with_its_place(text: str, line: int, column: int) -> None:
    parsed = parse(text.encode(), "toml")
    assert not parsed.documents
    assert [(p.line, p.column) for p in parsed.problems] == [(line, column)]


@pytest.mark.parametrize("depth", [201, 5_000])
def test_deep_nesting_is_a_problem(depth: int) -> None:
    parsed = parse(f"a = {'[' * depth}{']' * depth}".encode(), "toml")
    assert "nested" in parsed.problems[0].message


def test_a_key_of_many_parts_is_refused_before_it_costs_time() -> None:
    parsed = parse(b"a = 1\n" + b"1." * 200_000, "toml")
    [problem] = parsed.problems
    assert (problem.message, problem.line) == ("nested more than 200 levels deep", 2)
