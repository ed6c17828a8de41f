"""Whole outputs, compared with files; `PLATGUARD_UPDATE_SNAPSHOTS=1` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .changes import CHANGE
from .reports import BUSY, CLEAN, REPEATED, render

SNAPSHOTS = Path(__file__).parent / "snapshots"
REPORTS = {"busy": BUSY, "change": CHANGE, "clean": CLEAN, "repeated": REPEATED}
LINKS = "https://git.example/team/shop/blob/"
CASES = [
    ("busy.txt", "text"),
    ("busy.json", "json"),
    ("busy.sarif", "sarif"),
    ("busy.junit.xml", "junit"),
    ("busy.md", "markdown"),
    ("change.comment.md", "comment"),
    ("change.github.sarif", "sarif-github"),
    ("change.github.txt", "github"),
    ("change.gitlab.json", "gitlab"),
    ("change.sarif", "sarif"),
    ("clean.txt", "text"),
    ("clean.json", "json"),
    ("clean.sarif", "sarif"),
    ("repeated.txt", "text"),
]


@pytest.mark.parametrize(("name", "format_name"), CASES, ids=[name for name, _ in CASES])
def test_output_is_what_was_agreed(name: str, format_name: str) -> None:
    written = render(REPORTS[name.split(".")[0]], format_name, links=LINKS)
    if os.environ.get("PLATGUARD_UPDATE_SNAPSHOTS"):
        (SNAPSHOTS / name).write_bytes(written.encode())
    assert written.encode() == (SNAPSHOTS / name).read_bytes()


def test_every_snapshot_is_compared() -> None:
    assert sorted(path.name for path in SNAPSHOTS.iterdir()) == sorted(name for name, _ in CASES)
