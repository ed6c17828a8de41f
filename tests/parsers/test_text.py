"""Texts are kept as they are."""

from __future__ import annotations

from platguard.model.document import Place
from platguard.parsers import parse


def test_line_ends_are_kept() -> None:
    assert parse(b"a\r\nb\n", "text").documents[0].value == "a\r\nb\n"


def test_a_byte_that_is_not_utf8_is_noted() -> None:
    (document,) = parse(b"a\ncaf\xe9 \xff\n", "text").documents
    assert document.value == "a\ncafé ÿ\n"
    assert [(a.kind, a.place) for a in document.ambiguities] == [("encoding", Place(2, 4, 2))]


def test_a_binary_is_a_problem() -> None:
    parsed = parse(b"a\nb\0", "text")
    assert not parsed.documents
    assert [(p.line, p.column) for p in parsed.problems] == [(2, 2)]
    assert "binary" in parsed.problems[0].message
