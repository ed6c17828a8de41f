"""What every part of an OSCAL document is made of: identifiers, tokens, properties, texts, times.

The types are those of NIST's JSON Schema of OSCAL 1.2.1 (`oscal-ar-schema.json`).
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from platguard.patterns import pattern
from platguard.reporters.inert import inert
from platguard.reporters.inert_markdown import plain

VERSION = "1.2.1"
"""Of OSCAL."""
NAMESPACE = "urn:platguard:oscal"
"""Of properties that are ours; those without a namespace are NIST's, who says which there are."""

Value = dict[str, Any]

_ROOT = uuid5(NAMESPACE_URL, NAMESPACE)
_NO_TOKEN = pattern(r"[^\w.\-]")


def identity(kind: str, *parts: str) -> str:
    """The UUID (version 5) of a thing: the same whenever it has the same names."""
    return str(uuid5(_ROOT, "\x1f".join((kind, *parts))))


def token(text: str) -> str:
    """A text as a TokenDatatype: letters, digits, `.`, `-` and `_`, with a letter or `_` first."""
    found = _NO_TOKEN.sub("-", text)
    return found if found[:1].isalpha() or found.startswith("_") else f"_{found}"


def prop(name: str, value: object) -> Value:
    """A property of ours with the exact value, in which nothing acts."""
    return {"name": name, "ns": NAMESPACE, "value": string(str(value))}


def props(**given: object) -> list[Value]:
    """Properties of ours; those without a value are left out."""
    return [prop(name.replace("_", "-"), value) for name, value in given.items() if value != ""]


def string(text: str) -> str:
    """A StringDatatype: on one line, not empty, and without blanks around it."""
    return inert(text).strip() or "-"


def markup(text: str) -> str:
    """A line of Markdown that says what a text of strangers says."""
    return plain(text).strip() or "-"


def begins(day: date) -> str:
    """The first moment of a day; the history knows days and no hours."""
    return f"{day}T00:00:00Z"


def ends(day: date) -> str:
    """The last second of a day."""
    return f"{day}T23:59:59Z"


def some(**given: Any) -> Value:
    """An object without the members that would be empty, which OSCAL does not allow; `_` in their
    names stands for `-`."""
    return {name.replace("_", "-"): value for name, value in given.items() if value}
