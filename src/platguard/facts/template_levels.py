"""Levels of YAML that lines of a template may go on at: one chain of them for each way to a line.

A key is below the item, the key or the document that it belongs to. Where ways meet, what tells
two of them apart only by a value that nothing can stand in is one level for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import Enum

from platguard.facts.template_forms import Form
from platguard.tuples import NamedTuple

MOST_WAYS = 40
"""More chains than that are taken for one, of which only the beginning is known."""

STREAM = -2
"""The rank of what all documents belong to."""
DOCUMENT = -1
"""The rank of a document."""


class Kind(Enum):
    """What begins a level."""

    STREAM = "stream"
    DOCUMENT = "document"
    KEY = "key"
    ITEM = "item"
    ACTION = "action"
    """An action that stands for whole lines: keys or items, or nothing at all."""
    SEVERAL = "several"
    """Ways that are not told apart any more."""


def rank_of(column: int, kind: Kind) -> int:
    """What orders levels within a chain: a key may hold items that begin where it does."""
    return 2 * column if kind is Kind.KEY else 2 * column + 1


class Entry(NamedTuple):
    """Where the key stands, or what the item holds; lines and columns count from 1."""

    line: int
    column: int


class Level:
    """A key, an item, a document: what lines further in belong to. The same one is equal."""

    __slots__ = ("above", "depth", "form", "kind", "line", "place", "rank", "several")

    def __init__(
        self,
        above: Level | None,
        kind: Kind,
        rank: int,
        *,
        form: Form = Form.OPEN,
        line: int = -1,
        place: Entry | None = None,
        several: tuple[Level, ...] = (),
    ) -> None:
        self.above = above
        self.kind = kind
        self.rank = rank
        self.form = form
        self.line = line
        """The line that begins it, counted from 0; -1 where no line does."""
        self.place = place
        """Where a parser says that it stands."""
        self.several = several
        """What it may be, where that is more than one."""
        self.depth: int = above.depth + 1 if above else 0

    @property
    def parent(self) -> Level:
        """The level that it belongs to; itself for the stream."""
        return self.above or self

    @property
    def holds_nothing(self) -> bool:
        """Whether no line can add to it."""
        return self.form is not Form.OPEN and self.form is not Form.TEXT

    def owner_at(self, rank: int) -> tuple[Level, Level | None]:
        """What owns a line of that rank which follows, and the owner's last part before it."""
        level, part = self, None
        while level.rank >= rank:
            level, part = level.parent, level
        return level, part

    def chain(self) -> list[Level]:
        """The levels from the stream to this one."""
        found = [self]
        while found[-1].above is not None:
            found.append(found[-1].above)
        return found[::-1]


def together(levels: Iterable[Level]) -> list[Level]:
    """Each way once, where several of them meet."""
    met = list(dict.fromkeys(levels))
    if len(met) < 2:
        return met
    alike: defaultdict[tuple[Level, int, Form, Kind] | Level, list[Level]] = defaultdict(list)
    for level in met:
        is_alike = level.holds_nothing or level.kind is Kind.ACTION
        key = (level.parent, level.rank, level.form, level.kind) if is_alike else level
        alike[key].append(level)
    found = [_merged(group) for group in alike.values()]
    return found if len(found) <= MOST_WAYS else [_beginning(found)]


def _merged(group: list[Level]) -> Level:
    first = group[0]
    if len(group) == 1:
        return first
    kind, form = first.kind, first.form
    return Level(first.above, kind, first.rank, form=form, several=tuple(group))


def _beginning(ways: list[Level]) -> Level:
    """What the ways have in common, and all that they have not as one level above it."""
    chains = [way.chain() for way in ways]
    same = 0
    while all(len(chain) > same and chain[same] is chains[0][same] for chain in chains):
        same += 1
    apart = [chain[same:] for chain in chains if len(chain) > same]
    rank = min(chain[0].rank for chain in apart)
    members = tuple(dict.fromkeys(level for chain in apart for level in chain))
    return Level(chains[0][same - 1], Kind.SEVERAL, rank, several=members)
