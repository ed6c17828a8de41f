"""Edits of texts, at the place of a word in them."""

from __future__ import annotations

from typing import Any

from platguard.edits import EditableFile, Refused
from platguard.model.document import Place
from platguard.model.standard import Edit


def edit(**given: Any) -> Edit:
    """An edit with some of its fields."""
    known: dict[str, Any] = {
        "kind": "safe",
        "when": "",
        "at": "",
        "up": 0,
        "set": {},
        "append": {},
        "remove": [],
        "rename": {},
        "before": "",
        "replace": "",
        "instruction": "",
        "create": {},
        "line": 1,
        "column": 1,
    }
    return Edit(**{**known, **given})


def place_of(text: str, word: str) -> Place:
    """Where a word stands in a text for the first time."""
    index = text.index(word)
    line = text.count("\n", 0, index) + 1
    return Place(line, index - text.rfind("\n", 0, index), line)


def edited(
    text: str, word: str, *, kind: str = "manifest", wishes: int = 1, up: int = 0, **given: Any
) -> str:
    """The text after an edit that begins at a word; `kind` is that of the file."""
    file = EditableFile.of(text.encode("utf-8"), kind)
    spot = file.spot(place_of(text, word), up)
    return file.with_edit(spot, edit(**given), wishes).data.decode("utf-8")


def refusal(text: str | bytes, word: str, *, kind: str = "manifest", **given: Any) -> str:
    """Why an edit is refused; empty when it is made."""
    try:
        if isinstance(text, bytes):
            EditableFile.of(text, kind)
        else:
            edited(text, word, kind=kind, **given)
    except Refused as refused:
        return refused.reason
    return ""
