"""Plain tables for people: columns as wide as their content, the last one cut to the line."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.reporters import Style
from platguard.reporters.inert import inert, inert_line


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], style: Style) -> None:
    """Prints rows under a head. On a terminal the last column is cut to the width."""
    texts = [[inert(str(cell)) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(head), *texts]) for i in range(len(head))]
    for row in [[name.upper() for name in head], *texts]:
        line = "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        if style.colour and len(line) > style.width:
            line = line[: style.width - 1] + "…"
        print(inert_line(line))
