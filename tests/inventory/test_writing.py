"""Whatever is found, the inventory of it reads back as it was."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from platguard.inventory import read_inventory
from platguard.inventory.derived import Derived, in_order
from platguard.inventory.naming import as_name
from platguard.inventory.writing import inventory_text, is_left_out
from platguard.model.organisation import Member, Placement

WORDS = st.sampled_from(
    ["yes", "null", "1e3", "a: b", "#x", "- a", "0x1", "2024-01-01", "~", "é", "😀"]
)
TEXTS = WORDS | st.text(max_size=12).map(str.strip)
PATHS = TEXTS.filter(lambda text: "\0" not in text and text not in ("", ".", "..")).map(
    lambda text: os.path.normpath(f"/srv/{text}")
)


@st.composite
def found(draw: st.DrawFn) -> Derived:
    placement = Placement(
        name=as_name(draw(TEXTS)) or "x",
        team=draw(TEXTS),
        segment=draw(TEXTS),
        tier=draw(TEXTS),
        wave=draw(TEXTS),
        created=draw(st.none() | st.dates(min_value=date(1970, 1, 1))),
    )
    member = Member(placement, path=draw(PATHS), archived=draw(st.booleans()))
    return Derived(member, draw(st.lists(TEXTS, max_size=2)))


@given(st.lists(found(), min_size=1, max_size=4, unique_by=lambda item: item.member.path))
def test_what_is_written_reads_back(repositories: list[Derived]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "inventory.yaml"
        ordered = in_order(repositories)
        text = inventory_text(ordered, os.path.realpath(folder), "platguard org inventory x")
        assert text.isprintable() or set(filter(lambda c: not c.isprintable(), text)) == {"\n"}
        file.write_text(text, encoding="utf-8")
        written = [item.member for item in ordered if not is_left_out(item)]
        if written:
            assert list(read_inventory(str(file)).members) == written
