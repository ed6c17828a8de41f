"""Plain tables for people: columns as wide as their content, the last one wrapped to the line."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from platguard.reporters import Style
from platguard.reporters.inert import inert, inert_line

_ROOM = 20
"""Columns that the last one has at least, however wide the others are."""


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], style: Style) -> None:
    """Prints rows under a head; what does not fit goes on below, in the last column."""
    texts = [[inert(str(cell)) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(head), *texts]) for i in range(len(head) - 1)]
    margin = sum(width + 2 for width in widths)
    for row in [[name.upper() for name in head], *texts]:
        first = "".join(f"{cell:{width}}  " for cell, width in zip(row, widths, strict=False))
        lines = wrap(
            row[-1],
            max(style.width - margin, _ROOM),
            break_long_words=False,
            break_on_hyphens=False,
        )
        print(inert_line(f"{first}{lines[0] if lines else ''}".rstrip()))
        for line in lines[1:]:
            print(" " * margin + line)
