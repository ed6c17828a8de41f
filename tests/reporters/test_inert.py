"""What a repository says never acts, in any format."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.errors import UsageError
from platguard.reporters import REPORTERS
from platguard.reporters.inert import inert, inert_line, valid

from .reports import CLEAN, hostile, render

ATTACKS = [
    "x\n::error::hi",
    "::error::hi",
    "a ::set-env name=PATH::x " * 9,
    "##[add-mask]a",
    "###[group]",
    "##vso[task.setvariable]a",
    "\x1b[2J\x1b]0;title\x07",
    "\x9b2J",
    "\r\x08\x7f",
    "\u202egpj.exe\u2066",
    "\u2028::error::hi",
    "a\udcff",
]
FORMATS = sorted(REPORTERS)
texts = st.text(st.characters(codec="utf-8")) | st.text(
    st.sampled_from(":#[vso \n\r\x1b\x9b\x7f\u202e\u2028\udcffa")
)


def assert_harmless(written: str) -> None:
    written.encode()
    assert not set(written) & set("\x1b\x07\x08\r\x7f\x9b\u202e\u2066\u2028")
    assert "##[" not in written
    assert "##vso[" not in written
    assert not any(line.lstrip().startswith("::") for line in written.splitlines())


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
@pytest.mark.parametrize("format_name", FORMATS)
def test_no_text_acts(format_name: str, attack: str) -> None:
    assert_harmless(render(hostile(attack), format_name))


@given(texts, st.sampled_from(FORMATS))
def test_no_text_at_all_acts(text: str, format_name: str) -> None:
    written = render(hostile(text), format_name)
    assert_harmless(written)
    if format_name != "text":
        json.loads(written)


@given(texts)
def test_lines_stay_lines(text: str) -> None:
    assert len(inert(text).splitlines()) <= 1
    assert inert(inert(text)) == inert(text)
    assert inert_line(inert_line(text)) == inert_line(text)


@given(st.text(st.characters(codec="utf-8")))
def test_what_an_encoding_can_hold_is_valid(text: str) -> None:
    assert valid(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\udcff.yaml", r"a\xff.yaml"),
        ("a\x1b[2J", r"a\x1b[2J"),
        ("a\nb", r"a\nb"),
        ("\u202e", r"\u202e"),
        ("\ud800", r"\ud800"),
        ("\x85", r"\u0085"),
        ("::/0 in ünïcode 👩\u200d🚀", "::/0 in ünïcode 👩\u200d🚀"),
    ],
)
def test_spelling(text: str, told: str) -> None:
    assert inert(text) == told


def test_an_undecodable_name_is_spelled_alike_everywhere() -> None:
    report = hostile("a\udcff")
    assert r"a\xff/a.yaml:1:1: " in render(report, "text")
    assert json.loads(render(report, "json"))["findings"][0]["path"] == r"a\xff/a.yaml"
    assert r"a\\xff uses a\\xff" in render(report, "sarif")


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no format 'xml'.*Known ones: text, json, sarif"):
        render(CLEAN, "xml")
