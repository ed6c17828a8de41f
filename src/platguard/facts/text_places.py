"""Where a text begins that stands in a YAML document."""

from __future__ import annotations

from typing import Any

from platguard.model.document import Map, Seq


def text_start(holder: Map | Seq, key: Any) -> tuple[int, int]:
    """Line and column where the text at `key` begins: in a block scalar, below its indicator."""
    place = holder.place(key)
    if place.end_line > place.line and "\n" in holder[key]:
        indented = holder.key_place(key).column + 2 if isinstance(holder, Map) else place.column
        return place.line + 1, indented
    return place.line, place.column
