"""What each line of a template belongs to in the renderings, be its conditions true or false.

Nothing is rendered. Every way through the conditions is followed at once, and a line is kept if
it belongs to the same key, item or document on all of them, and in the text as it stands. Any
other line is left out, and what it may belong to is told, for that may have more than it shows:

    - name: a
    {{- if .Values.sidecar }}
    - name: b
    {{- end }}
      resources: ...    # those of b, or those of a
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from platguard.facts.template_forms import (
    Form,
    OpenValue,
    Written,
    indent_of,
    is_stand_in,
    says_something,
    wanted_indent,
    written,
)
from platguard.facts.template_levels import Entry, Kind, Level, rank_of, together
from platguard.facts.template_ways import Ways
from platguard.parsers.text import MAX_DEPTH
from platguard.records import dataclass
from platguard.tuples import NamedTuple

More = frozenset[str]
"""The names of keys that something may hold besides others; with ANY they may be all."""

ANY = "*"


class TemplateLine(NamedTuple):
    """A line of a template, with a stand-in for each action that leaves something."""

    text: str
    before: tuple[str, ...] = ()
    """`if`, `else`, `else if`, `range`, `end`, ... that stand before the text."""
    after: tuple[str, ...] = ()
    """Those that stand behind it."""


@dataclass(frozen=True, slots=True)
class Owned:
    """The lines that belong to one thing each, and what the others may belong to."""

    lines: list[str]
    """As many as the template has; empty where one is left out."""
    keys: dict[Entry, More]
    """What keys may hold more, by their places."""
    items: dict[Entry, More]
    """What items may hold more, by the places of what they hold."""
    documents: dict[int, More | None]
    """What documents may hold more, by the line of their marker; 0 for the start of the file."""

    def of_document(self, line: int) -> More | None:
        """What the document may hold more that begins at `line`, counted from 1."""
        starts = list(self.documents)
        return self.documents[starts[bisect_right(starts, line) - 1]]


def owned(lines: Sequence[TemplateLine], actions: Sequence[str]) -> Owned:
    """What is left of a template, and what may have more than is left."""
    walk = _Walk(lines, actions)
    if any("range" in (*line.before, *line.after) for line in lines):
        walk.through()  # what follows the end of a body is known only then
    return walk.through()


class _Walk:
    """Goes through the lines in order, on all ways at once."""

    def __init__(self, lines: Sequence[TemplateLine], actions: Sequence[str]) -> None:
        self._lines = lines
        self._actions = actions
        self._ways = Ways()

    def through(self) -> Owned:
        """What the lines belong to."""
        self._ways.begin()
        self._left_out: set[int] = set()
        self._opened: dict[Level, set[str]] = {}
        """The levels that may have more, and the names of keys that are told."""
        self._value = OpenValue()
        self._value_left_out = False
        kept: list[str] = []
        for number, line in enumerate(self._lines):
            self._ways.turn(line.before)
            kept.append(line.text if self._keeps(number, line.text) else "")
            self._ways.turn(line.after)
        return Owned(
            kept,
            self._places(Kind.KEY),
            self._places(Kind.ITEM),
            {at: self._more(found) for at, found in self._ways.documents.items()},
        )

    def _places(self, kind: Kind) -> dict[Entry, More]:
        found = self._opened.items()
        return {at.place: frozenset(names) for at, names in found if at.kind is kind and at.place}

    def _more(self, documents: Iterable[Level]) -> More | None:
        found = [self._opened[one] for one in documents if one in self._opened]
        return frozenset().union(*found) if found else None

    def _keeps(self, number: int, text: str) -> bool:
        """Whether a line stays, after following it."""
        if text.startswith("---") and not text[3:4].strip():
            self._value = OpenValue()
            self._ways.begin_document(number)
            return True
        if self._value.goes_on(text):
            return not self._value_left_out
        if not says_something(text):
            return True
        if is_stand_in(text):
            self._follow_action(number, wanted_indent(text, self._actions))
        else:
            self._follow(number, written(text))
        return number not in self._left_out

    def _follow_action(self, number: int, column: int) -> None:
        rank = rank_of(column, Kind.ACTION)
        ways = [(way, *way.owner_at(rank)) for way in self._ways.now]
        possible = [way for way in ways if _may_add(way[1], way[2], column)] or ways
        owners = _owners_of_action(((owner, part) for _, owner, part in possible), column)
        below, _ = self._ways.plain.owner_at(rank)
        plain = below.parent if _is_beside(below, column) else below
        if self._is_owned(number, owners, plain, ""):
            self._ways.plain = self._action(below, number, rank) or self._ways.plain
        added = (self._action(owner, number, rank) for _, owner, _ in possible)
        # It may leave nothing: then what is before it goes on.
        before = (way for way, owner, _ in ways if way is not owner)
        self._ways.now = together([*filter(None, added), *before]) or self._ways.now

    def _follow(self, number: int, line: Written) -> None:
        rank = rank_of(line.indent, Kind.ITEM if line.dashes else Kind.KEY)
        ways = [(way, *way.owner_at(rank)) for way in self._ways.now]
        possible = [way for way in ways if _may_own(way[1], way[2], line, rank)] or ways
        below, _ = self._ways.plain.owner_at(rank)
        owners = list(dict.fromkeys(owner for _, owner, _ in possible))
        if self._is_owned(number, owners, below, line.key):
            self._ways.plain = self._begun(below, number, line) or self._ways.plain
        self._value = OpenValue(line.quote, line.brackets, line.indent)
        self._value_left_out = number in self._left_out
        self._ways.now = together(self._begun(o, number, line) or way for way, o, _ in possible)

    def _is_owned(self, number: int, owners: list[Level], plain: Level, key: str) -> bool:
        """Whether a line has one owner, the same as in the text; else it is left out."""
        if owners == [plain] and plain.line not in self._left_out:
            return True
        self._left_out.add(number)
        for owner in owners:
            self._opened.setdefault(owner, set()).add(key)
            self._open_several(owner)
        return False

    def _open_several(self, owner: Level) -> None:
        """Opens what the owner may be; once for all keys, so that the time is linear."""
        waiting = [*owner.several, *([owner.parent] if owner.kind is Kind.SEVERAL else [])]
        while waiting:
            level = waiting.pop()
            names = self._opened.setdefault(level, set())
            if ANY not in names:
                names.add(ANY)
                waiting += level.several
                waiting += [level.parent] if level.kind is Kind.SEVERAL else []

    def _action(self, owner: Level, number: int, rank: int) -> Level | None:
        """The level that an action begins; None within a text."""
        if owner.form is Form.TEXT or owner.depth >= MAX_DEPTH:
            return None
        return self._ways.level(owner, number, Kind.ACTION, rank)

    def _next_place(self, number: int) -> Entry | None:
        """Where the next line begins that says something."""
        for after in range(number + 1, len(self._lines)):
            if says_something(text := self._lines[after].text):
                return Entry(after + 1, indent_of(text) + 1)
        return None

    def _begun(self, owner: Level, number: int, line: Written) -> Level | None:
        """The last level that a line begins above its owner; None when it begins none."""
        if owner.form is Form.TEXT or owner.depth + len(line.dashes) >= MAX_DEPTH:
            return None
        level = owner
        for dash, content in pairwise((*line.dashes, line.column)):
            form = line.form if content == line.column and not line.is_key else Form.OPEN
            is_bare = form is Form.OPEN and content == line.column and not line.is_key
            place = self._next_place(number) if is_bare else Entry(number + 1, content + 1)
            level = self._ways.level(
                level, number, Kind.ITEM, rank_of(dash, Kind.ITEM), form, place
            )
        if line.is_key:
            rank, place = rank_of(line.column, Kind.KEY), Entry(number + 1, line.column + 1)
            level = self._ways.level(level, number, Kind.KEY, rank, line.form, place)
        return None if level is owner else level


def _owners_of_action(ways: Iterable[tuple[Level, Level | None]], column: int) -> list[Level]:
    """What an action may add to, each with the last part that it has on a way.

    Where a key stands in the same column, that is the key's list or what the key stands in. A key
    that would be left with nothing otherwise is written for its list.
    """
    met = list(ways)
    empty = {owner for owner, part in met if part is None}
    others = {owner for owner, part in met if part and part.rank != rank_of(column, Kind.ITEM)}
    found: dict[Level, None] = {}
    for owner, _ in met:
        may_be_list = owner.form is Form.OPEN and owner not in others
        if may_be_list or not _is_beside(owner, column):
            found[owner] = None
        if _is_beside(owner, column) and not (may_be_list and owner in empty):
            found[owner.parent] = None
    return list(found)


def _may_add(owner: Level, part: Level | None, column: int) -> bool:
    """Whether an action there leaves YAML, if it leaves something."""
    if _is_beside(owner, column):
        return True
    ranks = (rank_of(column, Kind.KEY), rank_of(column, Kind.ITEM))
    return owner.form is not Form.SCALAR and _fits(part, ranks)


def _may_own(owner: Level, part: Level | None, line: Written, rank: int) -> bool:
    """Whether the line there is YAML: what an owner holds is of one kind and in one column."""
    if not line.is_key and not line.dashes:
        return True
    return owner.form is not Form.SCALAR and _fits(part, (rank,))


def _is_beside(owner: Level, column: int) -> bool:
    return owner.kind is Kind.KEY and owner.rank == rank_of(column, Kind.KEY)


def _fits(part: Level | None, ranks: tuple[int, ...]) -> bool:
    return part is None or part.kind in (Kind.ACTION, Kind.SEVERAL) or part.rank in ranks
