"""The golden tables: fragments of YAML and what their readers make of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HEADER = "apiVersion: v1\nkind: Foo\nmetadata: {name: a}\n"


@dataclass(frozen=True)
class Case:
    """One fragment of a table."""

    name: str
    text: str
    refused: bool
    value: Any


@cache
def cases(dialect: str) -> list[Case]:
    """The cases of one table."""
    path = Path(__file__).parent / "golden" / f"{dialect}.yaml"
    table = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    return [
        Case(
            name=f"{group}: {entry['text']}",
            text=entry["text"],
            refused=entry.get("refused", False),
            value=json.loads(entry.get("json", "null")),
        )
        for group, entries in table.items()
        for entry in entries
    ]
