"""The last look at the facts of a file: no text in them holds a credential.

Extractors leave the values of secrets out where they know the field. This is for the fields where
nobody expects one: a version, the name of a task, the pattern of a code owner, a key of a mapping.
What is withheld is known by its shape, or is the login of an address.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from platguard.facts.credential_shapes import SHAPES, may_hold
from platguard.model.document import Place
from platguard.model.facts import FileFacts

WITHHELD = "***"
"""Stands where a credential stood, as where the login of an address stood."""

_LOGIN = r"(?<=://)[^\s/@:]{0,200}:[^\s/@]{1,2000}@(?!sha\d+:)"
"""A digest stands behind an `@` as well: `docker://alpine:3@sha256:...`."""
_BYTES_OF_LOGIN = re.compile(rb"://[^\s/@:]{0,200}:[^\s/@]{1,2000}@")
# A shape tells how a credential begins: what goes on behind it is of it, too.
_REST = r"[\w+/=-]*+"
_REST_OF_KEY = r"(?s:.*)"


def withheld(found: FileFacts, data: bytes, kind: str) -> FileFacts:
    """The facts of a file without any credential that its bytes hold; mostly the same ones."""
    if not may_hold(data) and not _BYTES_OF_LOGIN.search(data):
        return found
    return replace(found, facts=_without(found.facts), problems=_without(found.problems))


def _without(value: Any) -> Any:
    """`value` itself where nothing within it is to be withheld, otherwise a copy."""
    if isinstance(value, str):
        return _text_without(value)
    if isinstance(value, list | tuple):
        items = [_without(item) for item in value]
        is_same = all(item is old for item, old in zip(items, value, strict=True))
        return value if is_same else type(value)(items)
    if isinstance(value, dict):
        return {_without(key): _without(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type | Place):
        changed = {}
        for field in fields(value):
            old = getattr(value, field.name)
            new = _without(old)
            if new is not old and new != old:
                changed[field.name] = new
        return replace(value, **changed) if changed else value
    return value


def _text_without(text: str) -> str:
    if "://" in text and "@" in text:
        text = _compiled(_LOGIN).sub(f"{WITHHELD}@", text)
    # Names are kept in lower case by some fields.
    lowered = text.lower()
    for anchor, expression in _anchored():
        if anchor in lowered:
            text = _compiled(expression).sub(WITHHELD, text)
    return text


@cache
def _anchored() -> tuple[tuple[str, str], ...]:
    """(fixed part in lower case, what to withhold where it stands)."""
    return tuple(
        (
            anchor.lower(),
            shape.expression + (_REST_OF_KEY if shape.name == "private-key" else _REST),
        )
        for shape in SHAPES
        for anchor in shape.anchors
    )


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)
