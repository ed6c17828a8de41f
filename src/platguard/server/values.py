"""What a page is made of: facts and tables of typed values, which templates show as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from platguard.model.audit import Rate
from platguard.records import dataclass
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from platguard.reporters.pages.drawing import Chart


class Link(NamedTuple):
    """A text that leads to another page of ours."""

    text: str
    href: str


Cell = str | int | date | Decimal | Rate | Link | None
"""One value; None where there is none."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a page."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    """What one must know to read it."""
    empty: str = "None."
    """What stands in its place when there are no rows."""


class Entry(NamedTuple):
    """A sentence with a state in front of it."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Entries:
    """Some sentences under one heading."""

    title: str
    entries: Sequence[Entry]
    note: str = ""
    """What is told below them."""


STATES = frozenset(("state", "status", "severity", "level", "outcome", "result"))
"""Columns and facts that show their words as states."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is told under one address."""

    title: str
    facts: Sequence[tuple[str, Cell]] = ()
    main: Table | None = None
    """The table that can always be filtered, sorted and leafed through; long ones are as well."""
    tables: Sequence[Table] = ()
    notes: Sequence[str] = field(default_factory=tuple)
    """What stands above all, such as the day of what is shown."""
    lists: Sequence[Entries] = field(default_factory=tuple)
    """What stands above facts and tables."""
    charts: Sequence[Chart] = ()
    """Between facts and tables: those of the report that are about the subject."""


def told(cell: Cell) -> str:
    """A cell for people; what could act in a page or hide in a text is spelled out."""
    if cell is None or cell == "":
        return "-"
    if isinstance(cell, Rate):
        return "-" if cell.percent is None else f"{cell.part} of {cell.whole} ({cell.percent}%)"
    if isinstance(cell, Link):
        return inert(cell.text)
    if isinstance(cell, int | Decimal):
        return f"{cell:,}"
    return inert(str(cell))


_SHORT = 40


def kind(cell: Cell) -> str:
    """How a cell stands in its column: `number` to the right, `short` on one line, `wordy` with
    room for a sentence."""
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return "number"
    if isinstance(cell, Rate):
        return "share"
    return "short" if len(told(cell)) <= _SHORT else "wordy"


def order(cell: Cell) -> tuple[int, Decimal, str]:
    """What a cell is sorted by: nothing first, then numbers and days, then texts."""
    if cell is None or (isinstance(cell, Rate) and cell.percent is None):
        return (0, Decimal(0), "")
    if isinstance(cell, Rate):
        return (1, cell.percent or Decimal(0), "")
    if isinstance(cell, date):
        return (1, Decimal(cell.toordinal()), "")
    if isinstance(cell, int | Decimal):
        return (1, Decimal(cell), "")
    return (2, Decimal(0), told(cell).casefold())
