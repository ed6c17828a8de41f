"""What is written: whole outputs that were agreed on, and what no text of a repository can do.

`PLATGUARD_UPDATE_SNAPSHOTS=1` writes the outputs anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from reporters.test_inert import ATTACKS, assert_harmless, texts
from schemas import schema

from platguard.agenda import Agenda
from platguard.cli.agenda import FORMATS
from platguard.reporters import Style

from .agendas import calendar_parts, render
from .made import BUSY, QUIET, hostile

SNAPSHOTS = Path(__file__).parent / "snapshots"
ENDINGS = {"text": "txt", "json": "json", "markdown": "md", "ics": "ics"}
CASES = [
    (f"{name}.{ENDINGS[format_name]}", agenda, format_name)
    for name, agenda in (("busy", BUSY), ("quiet", QUIET))
    for format_name in FORMATS
]


@pytest.mark.parametrize(("name", "agenda", "format_name"), CASES, ids=[case[0] for case in CASES])
def test_output_is_what_was_agreed(name: str, agenda: Agenda, format_name: str) -> None:
    written = render(agenda, format_name)
    if os.environ.get("PLATGUARD_UPDATE_SNAPSHOTS"):
        (SNAPSHOTS / name).write_bytes(written.encode())
    assert written.encode() == (SNAPSHOTS / name).read_bytes()


def test_every_snapshot_is_compared() -> None:
    assert sorted(path.name for path in SNAPSHOTS.iterdir()) == sorted(case[0] for case in CASES)


def test_lines_for_people_keep_to_the_width() -> None:
    assert all(len(line) <= 80 for line in render(BUSY, "text").splitlines())
    assert "\x1b[1;31mdocker-swarm\x1b[0m is enforced" in render(BUSY, "text", Style(colour=True))


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
@pytest.mark.parametrize("format_name", [name for name in FORMATS if name != "ics"])
def test_no_text_acts(format_name: str, attack: str) -> None:
    assert_harmless(render(hostile(attack), format_name))


@given(texts)
def test_no_text_at_all_acts(text: str) -> None:
    for format_name in ("text", "markdown", "json"):
        assert_harmless(render(hostile(text), format_name))
    schema("agenda-v1").validate(json.loads(render(hostile(text), "json")))


@given(texts | st.sampled_from(ATTACKS))
def test_no_text_acts_in_a_calendar(text: str) -> None:
    written = render(hostile(text), "ics")
    assert_harmless(written.replace("\r\n", "\n"))
    lines = written.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    first, second = calendar_parts(written.encode())
    assert str(first["summary"]).startswith("image-tag is enforced on 2026-11-23: 1 finding")
    assert str(second["summary"]).endswith("nothing here would turn")


ATTACKS_ON_MARKDOWN = [
    "a | b",
    "`a` | ``",
    "\\| a \\`",
    "<img src=x onerror=alert(1)>",
    "[here](https://evil.example)",
    "https://evil.example www.evil.example someone@evil.example",
    "**a** _b_ ~~c~~ &lt;b&gt; <!-- c",
    "@everyone #12 !3 ![a](b)",
    "</code>@everyone",
]


@pytest.mark.parametrize("attack", ATTACKS_ON_MARKDOWN)
def test_markdown_shows_text_as_text(attack: str) -> None:
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    written = render(hostile(attack), "markdown")
    rows = [line for line in written.splitlines() if line.startswith("| 2026")]
    assert len(rows) == 2
    assert all(row.count("|") == 6 for row in rows)
    shown = reader.render(written)
    for tag in ("<a", "<img", "<em", "<del", "<!--", "onerror=alert(1)>"):
        assert tag not in shown
    assert shown.count("<strong>") == 1
    assert not {"@", "http:", "https:"} & set(written.replace("/", " ").split())
    assert "www." not in written
    assert "://" not in written


def test_a_calendar_is_read_back() -> None:
    found = calendar_parts(render(BUSY, "ics").encode())
    assert [str(event["dtstart"].dt) for event in found] == [
        "2026-11-23",
        "2026-12-31",
        "2027-01-01",
        "2027-07-01",
    ]
    assert len({str(event["uid"]) for event in found}) == 4
    assert all(event["dtstamp"].dt.isoformat() == "2026-11-22T00:00:00+00:00" for event in found)
