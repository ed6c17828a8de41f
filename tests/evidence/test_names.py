"""Names of files are safe on every system, and different for different texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.evidence.names import LONGEST, Paths, file_name, file_path, is_path

TEXTS = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("payments/ledger", "payments%2Fledger.json"),
        ("..", "%2E..json"),
        (".git", "%2Egit.json"),
        ("a%2Fb", "a%252Fb.json"),
        ("C:\\x", "C%3A%5Cx.json"),
        ("naïve\n", "na%C3%AFve%0A.json"),
        ("\udcff", "%ED%B3%BF.json"),
    ],
)
def test_what_is_no_plain_letter_is_spelled(text: str, name: str) -> None:
    assert file_name(text, ".json") == name


def test_long_names_are_cut_and_stay_different() -> None:
    one, other = "a" * 5000, "a" * 5001
    assert len(file_name(one)) <= LONGEST
    assert file_name(one) != file_name(other)


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("../standards/own.yaml", "%2E./standards/own.yaml"),
        ("/etc/passwd", "etc/passwd"),
        (".platguard/exceptions/A.yaml", "%2Eplatguard/exceptions/A.yaml"),
    ],
)
def test_paths_stay_below(path: str, safe: str) -> None:
    assert file_path(path) == safe


@given(TEXTS)
def test_every_text_has_a_name_that_may_be_a_path(text: str) -> None:
    assert is_path(f"results/{file_name(text, '.json')}")
    assert is_path(f"register/{file_path(text)}")
    assert len(file_name(text)) <= LONGEST


@given(st.lists(TEXTS, unique=True, min_size=2))
def test_different_texts_have_different_names(texts: list[str]) -> None:
    assert len({file_name(text) for text in texts}) == len(texts)


def test_no_system_takes_two_paths_for_one() -> None:
    paths = Paths()
    taken = [paths.take(path) for path in ("a/X.yaml", "a/x.yaml", "A/x.YAML", "a/X.yaml", "b")]
    assert taken[0] == "a/X.yaml"
    assert len({path.casefold() for path in taken}) == len(taken)
    assert all(one != other for one, other in pairwise(taken))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "..",
        "../x",
        "a/../b",
        "a//b",
        "/a",
        "a/",
        ".x",
        "a/.x",
        "a\nb",
        "a\x00",
        "é",
        "a b",
    ],
)
def test_what_leads_elsewhere_is_no_path(path: str) -> None:
    assert not is_path(path)
