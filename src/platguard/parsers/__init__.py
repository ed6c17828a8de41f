"""Bytes to documents: one module a syntax, one function in front of them.

`parse` never raises for anything that the bytes can hold: what cannot be read is a `Problem` in
the answer. A faster parser replaces an entry of `PARSERS` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from platguard.model.document import Parsed
from platguard.patterns import compiled_later

PARSERS: dict[str, str] = {
    "kubernetes": "platguard.parsers.yaml:parse_kubernetes",
    "compose": "platguard.parsers.yaml:parse_compose",
    "workflow": "platguard.parsers.yaml:parse_workflow",
    "strict": "platguard.parsers.yaml:parse_strict",
    "json": "platguard.parsers.json:parse",
    "jsonc": "platguard.parsers.json:parse_with_comments",
    "toml": "platguard.parsers.toml:parse",
    "xml": "platguard.parsers.xml:parse",
    "dockerfile": "platguard.parsers.dockerfile:parse",
    "dotenv": "platguard.parsers.dotenv:parse",
    "ini": "platguard.parsers.ini:parse",
    "text": "platguard.parsers.text:parse",
}
"""Every dialect that can be read, and the function that reads it; imported when first used."""


def parse(data: bytes, dialect: str) -> Parsed:
    """The documents of `data` and its problems, as `dialect` (a key of PARSERS) reads it."""
    return _reader(PARSERS[dialect])(data)


@cache
def _reader(place: str) -> Callable[[bytes], Parsed]:
    module, _, name = place.partition(":")
    with compiled_later():  # see there
        reader: Callable[[bytes], Parsed] = getattr(import_module(module), name)
    return reader
