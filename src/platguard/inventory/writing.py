"""Writes an inventory as people would: sorted, a line for each repository, gaps as comments."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from platguard.inventory.derived import Derived

PLACES = ("team", "segment", "tier", "wave")
ASKED = ("team", "segment")
"""Whose absence is told: reports are by these."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./+~-]*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
"""What YAML 1.1 takes for something else than a text."""


def inventory_text(found: Sequence[Derived], folder: str, how: str) -> str:
    """The inventory of what was found, for a file in `folder`; `how` is the command that made it.

    What has neither a path nor a URL that may be fetched, or a path that YAML cannot hold, is a
    comment only.
    """
    lines = [
        f"# The repositories of the organisation, as `{_spelled(how)}` found them.",
        "# What it could not know stands behind a repository as a comment.",
        "repositories:",
    ]
    rows = [_row(item, folder) for item in found]
    return "".join(f"{line}\n" for line in [*lines, *rows])


def is_left_out(item: Derived) -> bool:
    """Whether nothing could be written of a repository but a comment."""
    member = item.member
    return not (member.url or member.path) or not _is_text(member.path)


def gaps(item: Derived) -> list[str]:
    """What is not known of a repository, in a few words each."""
    absent = [f"no {key}" for key in ASKED if not getattr(item.member.placement, key)]
    unwritable = [] if _is_text(item.member.path) else ["left out: its path is not UTF-8"]
    return [*unwritable, *item.notes, *absent]


def _row(item: Derived, folder: str) -> str:
    known = ", ".join(f"{key}: {value}" for key, value in _values(item, folder))
    told = "; ".join(map(_spelled, gaps(item)))
    row = f"# - {{{known}}}" if is_left_out(item) else f"- {{{known}}}"
    return f"  {row}  # {told}" if told else f"  {row}"


def _values(item: Derived, folder: str) -> Iterator[tuple[str, str]]:
    member = item.member
    yield "name", _scalar(member.placement.name)
    if member.url:
        yield "url", _scalar(member.url)
    elif member.path:
        yield "path", _scalar(os.path.relpath(member.path, folder))
    for key in PLACES:
        if value := getattr(member.placement, key):
            yield key, _scalar(value)
    if member.placement.created:
        yield "created", member.placement.created.isoformat()
    if member.archived:
        yield "archived", "true"


def _scalar(text: str) -> str:
    """A text as it stands within a flowing mapping: plain, or in double quotes."""
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if is_plain else f'"{_spelled(text)}"'


def _spelled(text: str) -> str:
    """A text with what no line of YAML can hold as an escape of YAML's double quotes."""
    return "".join(_character(character) for character in text)


def _character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _is_text(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
