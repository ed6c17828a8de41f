"""Tables of pages: typed cells, so that they sort as what they are and show it in words.

A short table is plain HTML. Of a long one the page holds the values as JSON, and its script writes
the rows that are in view; what a browser without scripts shows instead is the first of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any

from platguard.model.audit import Rate
from platguard.records import dataclass
from platguard.reporters.inert import inert
from platguard.reporters.organisation.tables import Cell, words
from platguard.tuples import NamedTuple

SHORT = 150
"""Rows up to which a table is written in full."""
PAPER = 100
"""Rows of a long table on paper, unless everything is printed."""
UNSCRIPTED = 200
"""Rows of a long table that a browser without scripts shows."""
STATE, STANDING = "state", "standing"
_STATES = frozenset(("state", "status", "severity", "level", "outcome"))
_ACTING = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


class Heading(NamedTuple):
    """One column, and how its cells are shown and compared."""

    name: str
    kind: str
    """One of `tables.cells`; or a state, or a standing, which sums up `things` of the row."""
    narrows: bool = False
    """Whether a list of its values narrows a long table down."""
    things: Sequence[int] = ()
    """For a standing: which of `Grid.things`."""
    printed: bool = True
    """Whether paper, which is narrow, has it in a long table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a page."""

    id: str
    title: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    """A cell for every heading but standings; where there are things, one more at the end: a text
    with a letter for each (f, u, e, p, or - where it does not apply) and then, for each standing, a
    comma and the day since which all of its things pass, if they do."""
    note: str = ""
    counted: str = "rows"
    """What a row is, in the plural."""
    opens: bool = False
    """Whether the first cell of a row opens everything that is known about it."""
    things: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    """Each with `id`, `title` and `of`."""
    paper: int = PAPER
    """How many of its rows are on paper where it is long, unless everything is printed."""

    @property
    def is_long(self) -> bool:
        """Whether the script writes its rows."""
        return self.opens or len(self.rows) > SHORT

    @property
    def plain(self) -> Sequence[tuple[int, Heading]]:
        """The headings that have a cell, with its place."""
        return [*enumerate(one for one in self.headings if one.kind != STANDING)]


def heading(name: str, kind: str, *, narrows: bool = False, printed: bool = True) -> Heading:
    """The heading of a column; texts that are states by their name are shown as such."""
    shown = STATE if kind == "text" and name in _STATES else kind
    return Heading(name, shown, narrows, printed=printed)


def told(cell: Cell, kind: str = "") -> str:
    """A cell in words; a share without its percentage, which templates tell before."""
    if isinstance(cell, Rate):
        return "–" if cell.percent is None else f"{cell.part:,} of {cell.whole:,}"
    if isinstance(cell, int) and not isinstance(cell, bool) and kind != "change":
        return f"{cell:,}"
    return "–" if cell in (None, "") else words(cell, kind)


def key(cell: Cell) -> str:
    """What a cell of a short table is sorted by; empty for nothing, which comes last."""
    if isinstance(cell, Rate):
        return "" if cell.percent is None else str(cell.percent)
    return "" if cell is None else str(cell)


def island(grid: Grid) -> str:
    """The values of a long table as JSON that no HTML parser takes for an end of its element."""
    whole = {
        "counted": grid.counted,
        "opens": grid.opens,
        "onPaper": grid.paper,
        "columns": [one._asdict() for one in grid.headings],
        "things": grid.things,
        "rows": [[_plain(cell) for cell in row] for row in grid.rows],
    }
    text = json.dumps(whole, separators=(",", ":"))
    for acting, spelled in _ACTING.items():
        text = text.replace(acting, spelled)
    return text


def _plain(cell: Cell) -> Any:
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, Rate):
        return None if cell.percent is None else [cell.part, cell.whole, float(cell.percent)]
    if isinstance(cell, bool):
        return words(cell)
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell
