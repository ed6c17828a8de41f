"""What each line of a template belongs to in the renderings, be its conditions true or false.

Nothing is rendered. Every way through the conditions is followed at once, and a line is kept if
it belongs to the same key, item or document on all of them, and in the text as it stands. Any
other line is left out, and what it may belong to is told, for that may have more than it shows:

    - name: a
    {{- if .Values.sidecar }}
    - name: b
    {{- end }}
      resources: ...    # those of b, or those of a

How conditions run is that of Go's text/template: `if` and `with` take one branch or none, `range`
runs its body any number of times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from platguard.facts.template_forms import (
    Form,
    Written,
    brackets_of,
    closes,
    indent_of,
    is_stand_in,
    says_something,
    wanted_indent,
    written,
)
from platguard.facts.template_levels import DOCUMENT, STREAM, Entry, Kind, Level, rank_of, together
from platguard.parsers.text import MAX_DEPTH

_OPENING = frozenset({"if", "with", "range", "block"})


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
    keys: frozenset[Entry]
    """The places of keys."""
    items: frozenset[Entry]
    """The places of what items hold."""
    documents: dict[int, bool]
    """Whether a document may have more, by the line of its marker; 0 for the start of the file."""

    def has_more(self, line: int) -> bool:
        """Whether the document that begins at `line`, counted from 1, may have more keys."""
        starts = list(self.documents)
        return self.documents[starts[bisect_right(starts, line) - 1]]


def owned(lines: Sequence[TemplateLine], actions: Sequence[str]) -> Owned:
    """What is left of a template, and what may have more than is left."""
    walk = _Walk(lines, actions)
    if any("range" in (*line.before, *line.after) for line in lines):
        walk.through()  # what follows the end of a body is known only then
    return walk.through()


@dataclass(slots=True)
class _Condition:
    word: str
    number: int
    """Counts the conditions of the template."""
    entered: list[Level]
    ends: list[Level] = field(default_factory=list)
    has_else: bool = False


class _Walk:
    """Goes through the lines in order, on all ways at once."""

    def __init__(self, lines: Sequence[TemplateLine], actions: Sequence[str]) -> None:
        self._lines = lines
        self._actions = actions
        self._following = _following_places(lines)
        self._stream = Level(None, Kind.STREAM, STREAM)
        self._levels: dict[tuple[Level, int, int], Level] = {}
        self._repeated: dict[int, list[Level]] = {}
        """The ways out of the body of each `range`."""

    def through(self) -> Owned:
        """What the lines belong to."""
        self._begin()
        kept: list[str] = []
        for number, line in enumerate(self._lines):
            self._turn(line.before)
            kept.append(line.text if self._keeps(number, line.text) else "")
            self._turn(line.after)
        return Owned(
            kept,
            self._places(Kind.KEY),
            self._places(Kind.ITEM),
            {line: not self._opened.isdisjoint(found) for line, found in self._documents.items()},
        )

    def _begin(self) -> None:
        """Before the first line, nothing being known of any."""
        self._conditions: list[_Condition] = []
        self._met = 0
        self._left_out: set[int] = set()
        self._opened: set[Level] = set()
        self._documents: defaultdict[int, list[Level]] = defaultdict(list)
        """What each document of the text is, by the line of its marker."""
        self._quote = ""
        """The quote that ends the value within which the text is; empty outside of any."""
        self._brackets = self._bracket_column = 0
        self._value_left_out = False
        self._begin_document(-1)

    def _places(self, kind: Kind) -> frozenset[Entry]:
        levels = (level for level in self._opened if level.kind is kind)
        return frozenset(level.place for level in levels if level.place)

    def _level(
        self,
        above: Level,
        line: int,
        kind: Kind,
        rank: int,
        form: Form = Form.OPEN,
        place: Entry | None = None,
    ) -> Level:
        key = (above, line, rank)
        if key not in self._levels:
            self._levels[key] = Level(above, kind, rank, form=form, line=line, place=place)
        return self._levels[key]

    def _turn(self, words: Iterable[str]) -> None:
        for word in words:
            if word in _OPENING:
                self._enter(word)
            elif word.startswith("else") and self._conditions:
                self._change(self._conditions[-1], word)
            elif word == "end" and self._conditions:
                self._leave(self._conditions.pop())

    def _enter(self, word: str) -> None:
        self._met += 1
        self._conditions.append(_Condition(word, self._met, self._ways))
        if word == "range":
            self._meet([*self._ways, *self._repeated.get(self._met, ())], -2 * self._met)

    def _change(self, condition: _Condition, word: str) -> None:
        self._end_branch(condition)
        condition.has_else |= word == "else"
        self._ways = condition.entered

    def _leave(self, condition: _Condition) -> None:
        self._end_branch(condition)
        never_taken = condition.word != "block" and not condition.has_else
        before = condition.entered if never_taken else []
        self._meet([*before, *condition.ends], -2 * condition.number - 1)

    def _end_branch(self, condition: _Condition) -> None:
        if condition.word == "range" and not condition.has_else:
            self._repeated[condition.number] = self._ways
        condition.ends += self._ways

    def _keeps(self, number: int, text: str) -> bool:
        """Whether a line stays, after following it."""
        if not says_something(text):
            return True
        if self._is_within_value(text):
            return not self._value_left_out
        if text.startswith("---") and not text[3:4].strip():
            self._begin_document(number)
        elif is_stand_in(text):
            self._follow_action(number, wanted_indent(text, self._actions))
        else:
            self._follow(number, written(text))
        return number not in self._left_out

    def _begin_document(self, number: int) -> None:
        self._plain = self._level(self._stream, number, Kind.DOCUMENT, DOCUMENT)
        self._ways = [self._plain]
        self._documents[number + 1].append(self._plain)

    def _meet(self, ways: Iterable[Level], number: int) -> None:
        """Goes on where ways meet; documents that are empty as yet become one.

        `number` tells the places apart at which ways meet.
        """
        found = list(ways)
        empty = {way for way in found if way.kind is Kind.DOCUMENT}
        if len(empty) > 1:
            one = self._level(self._stream, number, Kind.DOCUMENT, DOCUMENT)
            found = [one if way in empty else way for way in found]
            if self._plain in empty:
                self._plain = one
                self._documents[next(reversed(self._documents))].append(one)
        self._ways = together(found)

    def _is_within_value(self, text: str) -> bool:
        """Whether a line goes on with a value in quotes or brackets, whatever its indentation."""
        if self._quote:
            self._quote = "" if closes(text, self._quote) else self._quote
            return True
        if self._brackets and indent_of(text) <= self._bracket_column:
            ends = text.lstrip().startswith(("]", "}", ","))
            self._brackets = self._brackets if ends else 0
        if not self._brackets:
            return False
        self._brackets = max(self._brackets + brackets_of(text), 0)
        return True

    def _follow_action(self, number: int, column: int) -> None:
        rank = rank_of(column, Kind.ACTION)
        ways = [(way, *way.owner_at(rank)) for way in self._ways]
        possible = [way for way in ways if _may_add(way[1], way[2], column)] or ways
        owners = _owners_of_action(((owner, part) for _, owner, part in possible), column)
        below, _ = self._plain.owner_at(rank)
        plain = below.parent if _is_beside(below, column) else below
        if self._is_owned(number, owners, plain):
            self._plain = self._action(below, number, rank) or self._plain
        added = (self._action(owner, number, rank) for _, owner, _ in possible)
        # It may leave nothing: then what is before it goes on.
        before = (way for way, owner, _ in ways if way is not owner)
        self._ways = together([*filter(None, added), *before]) or self._ways

    def _follow(self, number: int, line: Written) -> None:
        rank = rank_of(line.indent, Kind.ITEM if line.dashes else Kind.KEY)
        ways = [(way, *way.owner_at(rank)) for way in self._ways]
        possible = [way for way in ways if _may_own(way[1], way[2], line, rank)] or ways
        below, _ = self._plain.owner_at(rank)
        if self._is_owned(number, dict.fromkeys(owner for _, owner, _ in possible), below):
            self._plain = self._begun(below, number, line) or self._plain
        if line.brackets or line.quote:
            self._brackets, self._bracket_column = line.brackets, line.indent
            self._quote = line.quote
            self._value_left_out = number in self._left_out
        self._ways = together(self._begun(o, number, line) or way for way, o, _ in possible)

    def _is_owned(self, number: int, owners: Iterable[Level], plain: Level) -> bool:
        """Whether a line has one owner, the same as in the text; else it is left out."""
        found = list(owners)
        is_sure = found == [plain] and not plain.several
        if is_sure and plain.line not in self._left_out:
            return True
        self._left_out.add(number)
        for owner in found:
            self._open(owner)
        return False

    def _open(self, owner: Level) -> None:
        waiting = [owner]
        while waiting:
            level = waiting.pop()
            if level not in self._opened:
                self._opened.add(level)
                waiting += level.several
                if level.kind is Kind.SEVERAL:
                    waiting.append(level.parent)

    def _action(self, owner: Level, number: int, rank: int) -> Level | None:
        """The level that an action begins; None within a text."""
        if owner.form is Form.TEXT or owner.depth >= MAX_DEPTH:
            return None
        return self._level(owner, number, Kind.ACTION, rank)

    def _begun(self, owner: Level, number: int, line: Written) -> Level | None:
        """The last level that a line begins above its owner; None when it begins none."""
        if owner.form is Form.TEXT or owner.depth + len(line.dashes) >= MAX_DEPTH:
            return None
        level = owner
        for dash, content in pairwise((*line.dashes, line.column)):
            form = line.form if content == line.column and not line.is_key else Form.OPEN
            place = Entry(number + 1, content + 1)
            if form is Form.OPEN and content == line.column and not line.is_key:
                place = self._following[number]
            level = self._level(level, number, Kind.ITEM, rank_of(dash, Kind.ITEM), form, place)
        if line.is_key:
            rank, place = rank_of(line.column, Kind.KEY), Entry(number + 1, line.column + 1)
            level = self._level(level, number, Kind.KEY, rank, line.form, place)
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


def _following_places(lines: Sequence[TemplateLine]) -> list[Entry]:
    """For each line, where the next begins that says something."""
    found = [Entry(0, 0)] * len(lines)
    for number in range(len(lines) - 2, -1, -1):
        text = lines[number + 1].text
        place = Entry(number + 2, indent_of(text) + 1)
        found[number] = place if says_something(text) else found[number + 1]
    return found
