"""The text of a rule as somebody wrote it, to begin another one with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import dedent, indent

from platguard.errors import UsageError
from platguard.fields import read_document
from platguard.model.document import Map

OF_THE_OTHER = frozenset({"also", "formerly", "lifecycle", "revision", "enabled", "profile"})
"""Keys of a rule that a copy does not take over: they say what it was called, and when it holds."""

_EXAMPLES = ("tests", "mutations")
_KEYS = "    "


def copied_rule(data: bytes, path: str, rule: str, name: str, lifecycle: str) -> str:
    """The rule `rule` of a standard as an item of `rules`, called `name`, comments kept.

    `lifecycle`, whole lines, is put where its dates belong. Raises UsageError for a rule whose keys
    do not stand on lines of their own.
    """
    document = read_document(data, path)
    lines = data.decode("utf-8-sig").splitlines()
    items = document["rules"]
    number = next(n for n, item in enumerate(items) if item.get("id") == rule)
    starts = [_first_line(item) for item in items[number + 1 :]]
    tops = [document.key_place(key).line for key in document]
    begin = _first_line(items[number])
    end = min([line for line in (*starts, *tops) if line > begin], default=len(lines) + 1)
    parts = [*_parts(items[number], lines, end, path)]
    kept = [(key, _renamed(text, name) if key == "id" else text) for key, text in parts]
    told = "".join(text for key, text in kept if key not in _EXAMPLES)
    examples = "".join(text for key, text in kept if key in _EXAMPLES)
    return f"  - {indent(told, _KEYS).lstrip()}{lifecycle}{indent(examples, _KEYS)}"


def _first_line(item: Map) -> int:
    return min(item.key_place(key).line for key in item)


def _parts(item: Map, lines: Sequence[str], end: int, path: str) -> Iterator[tuple[str, str]]:
    """Each key that is taken over, with its lines and the comments above them, not indented."""
    places = sorted((item.key_place(key), key) for key in item)
    starts = [place.line for place, _ in places]
    if len(set(starts)) < len(starts):
        raise UsageError(
            "the rule is written on one line, and cannot be copied",
            path=path,
            line=starts[0],
            column=places[0][0].column,
            hint="Give each of its keys a line.",
        )
    width = places[0][0].column - 1
    above: list[str] = []
    for (place, key), following in zip(places, [*starts[1:], end], strict=True):
        own = [" " * width + lines[place.line - 1][width:]]
        own += lines[place.line : following - 1]
        below: list[str] = []
        # What stands below a value, and no deeper than its key, is about the next one.
        while len(own) > 1 and _is_comment(own[-1], width):
            below.insert(0, own.pop())
        if key not in OF_THE_OTHER:
            yield key, dedent("\n".join([*above, *own])) + "\n"
        above = [line for line in below if line.strip()]


def _is_comment(line: str, width: int) -> bool:
    text = line.lstrip()
    return not text or (text.startswith("#") and len(line) - len(text) <= width)


def _renamed(text: str, name: str) -> str:
    return re.sub(r"^id:.*$", f"id: {name}", text, count=1, flags=re.MULTILINE)
