"""YAML as Compose reads it."""

from __future__ import annotations

from platguard.parsers import parse


def test_what_yaml_1_1_takes_for_a_truth_is_text() -> None:
    (document,) = parse(b"on: yes\nn: off\n", "compose").documents
    assert document.value == {"on": "yes", "n": "off"}


def test_a_written_key_wins_over_a_merged_one_wherever_it_stands() -> None:
    text = b"b: &b {p: 1, q: 1}\nafter:\n  p: 2\n  <<: *b\nbefore:\n  <<: *b\n  p: 2\n"
    (document,) = parse(text, "compose").documents
    assert document.value["after"] == document.value["before"] == {"p": 2, "q": 1}
    assert document.value["after"].place("p").line == 3
    assert not document.ambiguities
