"""The table of ends of support, from the pages of endoflife.date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from rebuilding.snapshots import Snapshot

HEAD = """\
# Ends of support. A cycle is the part of a version that shares one end: 3.9 of Python 3.9.18.
#   released      the day of its first release
#   ends          last supported day; `none` when supported without an announced end
#   extended      last day of extended or long-term support, where there is one
#   names         other ways to write the cycle: code names, older version schemes
#   short_lived   a release that nobody should move to while a longer-lived one is supported
#   heir          the family of cycles that follows where its own ends
#   also          other names of the product
# Made by scripts/rebuild_tables.py; what it adds by hand stands in scripts/table_notes.yaml.
table: support
"""

OLDEST = "2009-01-01"
"""Cycles that ended before are left out: nothing that is scanned today runs on them."""

Fields = dict[str, Any]


def support_table(endoflife: Snapshot, notes: Mapping[str, Any]) -> str:
    """The table as YAML: every product of the notes, its cycles from the oldest on."""
    pages = endoflife.read("HEAD", ".md")
    lines = [
        f"as_of: {endoflife.day}",
        f"source: endoflife-date/endoflife.date products/*.md, commit {endoflife.commit}",
        "license: MIT",
        "products:",
    ]
    for product, note in notes.items():
        told = note or {}
        lines += _heading(product, told)
        if "by_hand" in told:
            lines += [f'      "{name}": {_flow(cycle)}' for name, cycle in told["by_hand"].items()]
        else:
            page = pages[f"products/{told.get('page', product)}.md"]
            lines += _cycles(product, told, _front_matter(page)["releases"])
    return HEAD + "\n".join(lines) + "\n"


def _front_matter(page: str) -> Mapping[str, Any]:
    """The YAML at the head of a page, between two lines of dashes."""
    _, written, _ = page.split("---\n", 2)
    found: Mapping[str, Any] = yaml.safe_load(written)
    return found


def _heading(product: str, note: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {product}:" + (f"   # {note['comment']}" if "comment" in note else "")
    if "also" in note:
        yield f"    also: [{', '.join(note['also'])}]"
    yield "    cycles:"


def _cycles(product: str, note: Mapping[str, Any], releases: list[Fields]) -> Iterator[str]:
    by_name = {str(release["releaseCycle"]): release for release in reversed(releases)}
    added = note.get("cycles", {})
    unused = sorted(set(added) - set(by_name))
    if unused:
        raise ValueError(f"{product} has no cycle {unused}: look at scripts/table_notes.yaml")
    for name, release in by_name.items():
        if added.get(name, {}) is None:  # a note of nothing leaves a cycle out
            continue
        cycle = _cycle(release, note) | added.get(name, {})
        if cycle["ends"] >= OLDEST:
            yield f'      "{name}": {_flow(cycle)}'


def _cycle(release: Fields, note: Mapping[str, Any]) -> Fields:
    """The fields of a cycle. Most products end by `eol`, some by another field of the page."""
    ends_by = note.get("ends", "eol")
    extended_by = note.get("extended", "eoes")
    ends = _end(release[ends_by])
    cycle: Fields = {"released": _day(release["releaseDate"]), "ends": ends}
    extended = release.get(extended_by)
    if extended is not None and extended is not True:
        last = _end(extended)
        # No announced end of what is extended counts only where the product says what extends it.
        if ends < last if last != "none" else ends_by != "eol":
            cycle["extended"] = last
    if "codename" in release and note.get("codenames"):
        cycle["names"] = [str(release["codename"]).split()[0].lower()]
    lasting = note.get("lasting")
    if (lasting == "lts" and not release.get("lts")) or _is_rapid(release):
        cycle["short_lived"] = True
    return cycle


def _is_rapid(release: Fields) -> bool:
    """Whether the page calls a release one of those that only lead to the next long-lived one."""
    label = str(release.get("releaseLabel", ""))
    return "Rapid" in label or "Innovation" in label


def _end(value: Any) -> str:
    """A last day; false means none that is announced."""
    return "none" if value is False else _day(value)


def _day(value: Any) -> str:
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is no day: say by hand in scripts/table_notes.yaml what it is")
    return value.isoformat()


def _flow(fields: Fields) -> str:
    parts = [f"{name}: {_value(value)}" for name, value in fields.items() if value is not False]
    return "{" + ", ".join(parts) + "}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(f'"{v}"' if v[0].isdigit() else v for v in value) + "]"
    return "true" if value is True else str(value)
