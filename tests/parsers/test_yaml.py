"""YAML: what is kept, what is refused, and where things stand."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from platguard.model.document import Document, Place
from platguard.parsers import parse

YAML_DIALECTS = ["kubernetes", "compose", "workflow", "strict"]


def only(text: str, dialect: str = "kubernetes") -> Document:
    """The one document of a text that has no problem."""
    parsed = parse(text.encode(), dialect)
    assert not parsed.problems
    (document,) = parsed.documents
    return document


def values(data: bytes | str, dialect: str = "kubernetes") -> list[Any]:
    """The values of all documents."""
    raw = data if isinstance(data, bytes) else data.encode()
    return [document.value for document in parse(raw, dialect).documents]


def bomb(levels: int, width: int) -> str:
    """Aliases of aliases: `width` to the power of `levels` nodes."""
    lines = ["a0: &a0 [x]"]
    for level in range(1, levels + 1):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]")
    return "\n".join(lines)


def test_a_broken_document_costs_only_itself() -> None:
    parsed = parse(b"a: 1\n---\nb: [\n---\nc: 3\n---\nd: {\n", "kubernetes")
    assert [d.value for d in parsed.documents] == [{"a": 1}, {"c": 3}]
    assert [problem.line for problem in parsed.problems] == [4, 8]
    assert parsed.documents[1].place == Place(5, 1, 5)


@pytest.mark.parametrize(
    "separator", ["---", "--- # next", "---  ", "---\r", "...\n---", "...\n%YAML 1.1\n---"]
)
@pytest.mark.parametrize("dialect", YAML_DIALECTS)
def test_documents_are_separated(separator: str, dialect: str) -> None:
    assert values(f"a: 1\n{separator}\nb: 2\n", dialect) == [{"a": 1}, {"b": 2}]


def test_content_may_stand_beside_the_separator() -> None:
    assert values("--- {a: 1}\n--- |\n  text\n--- !!map\nb: 2\n") == [
        {"a": 1},
        "text\n",
        {"b": 2},
    ]


def test_a_directive_belongs_to_the_next_document() -> None:
    document = only("%YAML 1.1\n---\na: 1\n")
    assert document.value.place("a") == Place(3, 4, 3)


@pytest.mark.parametrize("text", ["", "\n", "# c\n", "---\n---\n# c\n", "---", "\ufeff"])
@pytest.mark.parametrize("dialect", YAML_DIALECTS)
def test_nothing_written_is_no_document(text: str, dialect: str) -> None:
    parsed = parse(text.encode(), dialect)
    assert (parsed.documents, parsed.problems) == ([], [])


def test_kubectl_ignores_text_after_the_end_of_a_document() -> None:
    parsed = parse(b"a: 1\n...\n# c\nb: [\n---\nc: 3\n", "kubernetes")
    assert [d.value for d in parsed.documents] == [{"a": 1}, {"c": 3}]
    assert not parsed.problems
    (ambiguity,) = parsed.documents[0].ambiguities
    assert (ambiguity.kind, ambiguity.other) == ("after-document-end", Place(4, 1, 4))


@pytest.mark.parametrize("dialect", ["compose", "workflow", "strict"])
def test_others_read_text_after_the_end_of_a_document(dialect: str) -> None:
    parsed = parse(b"a: 1\n...\nb: 2\n", dialect)
    assert [d.value for d in parsed.documents] == [{"a": 1}, {"b": 2}]
    assert parsed.documents[1].place == Place(3, 1, 3)


def test_json_objects_back_to_back_are_documents() -> None:
    parsed = parse(b'a: 1\n---\n{"b": 1}{"c":\n [2, "\\ud83d\\ude00"]}\n---\nd: 4\n', "kubernetes")
    assert not parsed.problems
    assert [d.value for d in parsed.documents] == [
        {"a": 1},
        {"b": 1},
        {"c": [2, "\N{GRINNING FACE}"]},
        {"d": 4},
    ]
    assert parsed.documents[2].value["c"].place(0) == Place(4, 3, 4)
    assert parsed.documents[3].place == Place(6, 1, 6)


def test_a_byte_order_mark_may_start_any_document() -> None:
    assert values("\ufeffa: 1\n---\n\ufeffb: 2\n") == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding(encoding: str) -> None:
    assert values("a: é\n".encode(encoding)) == [{"a": "é"}]


def test_a_byte_that_is_not_utf8_is_noted_and_the_value_found() -> None:
    parsed = parse(b"a: 1\n---\nb: 2 # caf\xe9\nc: caf\xe9 \x92\n", "kubernetes")
    first, second = parsed.documents
    assert not first.ambiguities
    assert second.value == {"b": 2, "c": "café \ufffd"}
    (ambiguity,) = second.ambiguities
    assert (ambiguity.kind, ambiguity.place) == ("encoding", Place(3, 11, 3))


@pytest.mark.parametrize("character", ["\0", "\a", "\x7f"])
def test_control_characters_are_refused_with_their_place(character: str) -> None:
    parsed = parse(f"é: 1\nb: é{character}\n---\nc: 3\n".encode(), "kubernetes")
    assert [d.value for d in parsed.documents] == [{"c": 3}]
    (problem,) = parsed.problems
    assert (problem.line, problem.column) == (2, 5)


@pytest.mark.parametrize("dialect", YAML_DIALECTS)
def test_line_ends_of_windows(dialect: str) -> None:
    parsed = parse(b"a: 1\r\nb:\r\n  - c\r\n---\r\nd: 1\r\n", dialect)
    first, second = parsed.documents
    assert first.value == {"a": 1, "b": ["c"]}
    assert first.value["b"].place(0) == Place(3, 5, 3)
    assert second.place == Place(5, 1, 5)


def test_a_repeated_key_is_judged_on_its_last_value() -> None:
    document = only("privileged: false\nother: 1\nprivileged: true\n")
    assert document.value == {"privileged": True, "other": 1}
    (ambiguity,) = document.ambiguities
    assert (ambiguity.kind, ambiguity.key) == ("duplicate-key", "privileged")
    assert ambiguity.place == Place(3, 1, 3) == document.value.key_place("privileged")
    assert ambiguity.other == Place(1, 1, 1)
    assert document.value.place("privileged") == Place(3, 13, 3)


def test_keys_are_repeated_when_they_are_the_same_text() -> None:
    assert [a.key for a in only('1: a\n"1": b\n').ambiguities] == ["1"]


def test_a_merge_after_a_key_is_ambiguous_and_before_it_is_not() -> None:
    after = only("b: &b {p: 1, q: 1}\nx:\n  p: 2\n  <<: *b\n")
    assert after.value["x"] == {"p": 1, "q": 1}
    (ambiguity,) = after.ambiguities
    assert (ambiguity.kind, ambiguity.key) == ("merge-override", "p")
    assert (ambiguity.place, ambiguity.other) == (Place(1, 8, 1), Place(3, 3, 3))
    before = only("b: &b {p: 1, q: 1}\nx:\n  <<: *b\n  p: 2\n")
    assert before.value["x"] == {"p": 2, "q": 1}
    assert not before.ambiguities
    assert before.value["x"].place("p") == Place(4, 6, 4)
    assert before.value["x"].place("q") == Place(1, 17, 1)


def test_workflows_do_not_merge() -> None:
    assert only("b: &b {p: 1}\nx: {<<: *b}\n", "workflow").value["x"] == {"<<": {"p": 1}}


def test_an_alias_stands_where_it_is_written() -> None:
    document = only("a: &a {p: 1}\nb: *a\n")
    assert document.value.place("b") == Place(2, 4, 2)
    assert document.value["b"].place("p") == Place(1, 11, 1)


def test_places() -> None:
    text = (
        'é: {b: "c",\n  d: [1, 2]}\ne:\n  - f: g\n    h: |\n      x\n      y\n  -\n    i\n\nj: 1\n'
    )
    value = only(text).value
    assert value.start() == Place(1, 1, 11)
    assert value.key_place("é") == Place(1, 1, 1)
    assert value.place("é") == Place(1, 4, 2)
    assert value["é"].place("d") == Place(2, 6, 2)
    assert value["é"]["d"].place(1) == Place(2, 10, 2)
    assert value.place("e") == Place(4, 3, 9)
    assert value["e"].place(0) == Place(4, 5, 7)
    assert value["e"][0].place("h") == Place(5, 8, 7)
    assert value["e"].place(1) == Place(9, 5, 9)
    assert value.place("nothing") == value.key_place("nothing") == value.start()
    assert value["e"].place(7) == value["e"].start()


@pytest.mark.parametrize("dialect", YAML_DIALECTS)
@pytest.mark.parametrize("text", ["[" * 5_000, "- " * 5_000, "? " * 5_000, "{a: " * 5_000])
def test_deep_nesting_is_a_problem_of_one_line(text: str, dialect: str) -> None:
    parsed = parse(f"a: 1\n---\n{text}\n---\nb: 2\n".encode(), dialect)
    assert [d.value for d in parsed.documents] == [{"a": 1}, {"b": 2}]
    (problem,) = parsed.problems
    assert "nested" in problem.message
    assert "\n" not in problem.message


def test_nesting_by_aliases_counts() -> None:
    parsed = parse(bomb(levels=400, width=1).encode(), "kubernetes")
    assert "nested" in parsed.problems[0].message


def test_an_alias_bomb_is_refused_before_it_is_built_and_its_neighbours_are_read() -> None:
    parsed = parse(f"{bomb(levels=20, width=9)}\n---\nb: 2\n".encode(), "kubernetes")
    assert [d.value for d in parsed.documents] == [{"b": 2}]
    assert "aliases" in parsed.problems[0].message


def test_a_wide_document_is_refused() -> None:
    parsed = parse(b"[" + b"1," * 2_100_000 + b"]", "kubernetes")
    assert "nodes" in parsed.problems[0].message


def test_tags_run_nothing() -> None:
    command = '!!python/object/apply:os.system ["touch PWNED"]'
    assert only(f"x: {command}\ny: 2\n", "workflow").value == {"x": ["touch PWNED"], "y": 2}


def test_the_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    parse(b"a: 1", "kubernetes")
    assert gc.isenabled()
    gc.disable()
    try:
        parse(b"a: 1", "kubernetes")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_in_use_while_a_document_was_read_is_collected_later() -> None:
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(200):
        circles: list[list[object]] = [[] for _ in range(2_000)]
        for circle in circles:
            circle.append(circle)
        parse(b"a: 1", "kubernetes")
        circles.clear()
    assert len(gc.get_objects()) < before + 200_000


def test_a_file_of_many_bytes_is_not_read() -> None:
    assert "bytes" in parse(b"#" * 10_000_001, "kubernetes").problems[0].message


def test_a_file_of_many_documents_is_read_up_to_a_limit() -> None:
    parsed = parse(b"---\n" * 1_000_000, "kubernetes")
    assert "documents" in parsed.problems[0].message
