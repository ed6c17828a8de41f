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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from platguard.facts.template_forms import (
    Form,
    Written,
    brackets_of,
    indent_of,
    is_stand_in,
    says_something,
    wanted_indent,
    written,
)
from platguard.facts.template_levels import (
    DOCUMENT,
    STREAM,
    Kind,
    Level,
    rank_of,
    together,
)
from platguard.parsers.text import MAX_DEPTH

_OPENING = frozenset({"if", "with", "range", "block"})


class TemplateLine(NamedTuple):
    """A line of a template, with a stand-in for each action that leaves something."""

    text: str
    before: tuple[str, ...] = ()
    """`if`, `else`, `else if`, `range`, `end`, ... that stand before the text."""
    after: tuple[str, ...] = ()
    """Those that stand behind it."""


class Entry(NamedTuple):
    """Where an entry stands to which more may belong; lines and columns count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Owned:
    """The lines that belong to one thing each, and what the others may belong to."""

    lines: list[str]
    """As many as the template has; empty where one is left out."""
    keys: frozenset[Entry]
    """The places of keys."""
    items: frozenset[Entry]
    """The places of what items hold."""
    documents: frozenset[int]
    """The lines of the markers of documents, 0 for the start of the file."""
    starts: tuple[int, ...]
    """Those of all documents."""


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
        self._following = _first_columns(lines)
        self._levels: dict[tuple[Level | None, int, int], Level] = {}
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
            frozenset(_entry(level) for level in self._opened if level.kind is Kind.KEY),
            frozenset(_entry(level) for level in self._opened if level.kind is Kind.ITEM),
            frozenset(level.line for level in self._opened if level.kind is Kind.DOCUMENT),
            tuple(self._starts),
        )

    def _begin(self) -> None:
        stream = self._level(None, 0, Kind.STREAM, STREAM)
        self._plain = self._level(stream, 0, Kind.DOCUMENT, DOCUMENT)
        """Where the text stands as YAML reads it, without conditions."""
        self._ways = [self._plain]
        self._conditions: list[_Condition] = []
        self._met = 0
        self._left_out: set[int] = set()
        self._opened: set[Level] = set()
        self._starts = [0]
        self._brackets = self._bracket_column = 0

    def _level(
        self,
        above: Level | None,
        line: int,
        kind: Kind,
        rank: int,
        *,
        form: Form = Form.OPEN,
        column: int = 0,
    ) -> Level:
        known = self._levels.get((above, line, rank))
        if known is None:
            known = Level(above, kind, rank, form=form, line=line, column=column)
            self._levels[above, line, rank] = known
        return known

    def _turn(self, words: Iterable[str]) -> None:
        for word in words:
            if word in _OPENING:
                self._enter(word)
            elif word.startswith("else") and self._conditions:
                condition = self._conditions[-1]
                condition.ends += self._ways
                condition.has_else |= word == "else"
                self._ways = condition.entered
            elif word == "end" and self._conditions:
                self._leave(self._conditions.pop())

    def _enter(self, word: str) -> None:
        self._met += 1
        self._conditions.append(_Condition(word, self._met, self._ways))
        if word == "range":
            self._ways = together([*self._ways, *self._repeated.get(self._met, ())])

    def _leave(self, condition: _Condition) -> None:
        if condition.word == "range" and not condition.has_else:
            self._repeated[condition.number] = self._ways
        is_whole = condition.has_else or condition.word == "block"
        before = [] if is_whole else condition.entered
        self._ways = together([*before, *condition.ends, *self._ways])

    def _keeps(self, number: int, text: str) -> bool:
        if not says_something(text):
            return True
        if self._is_within_brackets(text):
            return number - 1 not in self._left_out or self._leaves_out(number)
        if text.startswith("---") and not text[3:4].strip():
            self._starts.append(number + 1)
            stream = self._plain.chain()[0]
            self._plain = self._level(stream, number + 1, Kind.DOCUMENT, DOCUMENT)
            self._ways = [self._plain]
            return True
        if is_stand_in(text):
            return self._keeps_action(number, wanted_indent(text, self._actions))
        return self._keeps_line(number, written(text))

    def _leaves_out(self, number: int) -> bool:
        self._left_out.add(number)
        return False

    def _is_within_brackets(self, text: str) -> bool:
        """Whether a line goes on with a value in brackets, which has no indentation."""
        if self._brackets and indent_of(text) <= self._bracket_column:
            closes = text.lstrip().startswith(("]", "}", ","))
            self._brackets = self._brackets if closes else 0
        if not self._brackets:
            return False
        self._brackets = max(self._brackets + brackets_of(text), 0)
        return True

    def _keeps_action(self, number: int, column: int) -> bool:
        rank = rank_of(column, Kind.ACTION)
        owners: dict[Level, None] = {}
        ways: list[Level] = []
        for way in self._ways:
            below, part = way.owner_at(rank)
            owners.update(dict.fromkeys(_owners_of_action(below, part, column)))
            if below.form is not Form.TEXT:
                ways.append(self._above(below, number, Kind.ACTION, rank))
        below, part = self._plain.owner_at(rank)
        if self._is_owned(number, owners, _owners_of_action(below, part, column)):
            if below.form is not Form.TEXT:
                self._plain = self._above(below, number, Kind.ACTION, rank)
        # It may leave nothing: then what is before it goes on.
        self._ways = together([*ways, *self._ways])
        return number not in self._left_out

    def _keeps_line(self, number: int, line: Written) -> bool:
        kind = Kind.ITEM if line.dashes else Kind.KEY
        rank = rank_of(line.indent, kind)
        ways = [(way, *way.owner_at(rank)) for way in self._ways]
        possible = [way for way in ways if _may_own(way[1], way[2], line)] or ways
        owners = dict.fromkeys(owner for _, owner, _ in possible)
        below, _ = self._plain.owner_at(rank)
        if self._is_owned(number, owners, [below]):
            if below.form is not Form.TEXT:
                self._plain = self._with(below, number, line) or self._plain
            if line.brackets:
                self._brackets, self._bracket_column = line.brackets, line.indent
        self._ways = together(
            way if owner.form is Form.TEXT else self._with(owner, number, line) or way
            for way, owner, _ in possible
        )
        return number not in self._left_out

    def _is_owned(self, number: int, owners: Iterable[Level], plain: Sequence[Level]) -> bool:
        """Whether a line has one owner, the same as in the text; else it is left out."""
        found = list(owners)
        if len(found) == 1 and not found[0].several and list(plain) == found:
            if found[0].line not in self._left_out or found[0].kind is Kind.DOCUMENT:
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

    def _above(self, below: Level, number: int, kind: Kind, rank: int) -> Level:
        return self._level(below, number, kind, rank) if below.depth < MAX_DEPTH else below

    def _with(self, owner: Level, number: int, line: Written) -> Level | None:
        """The levels that a line begins, above its owner; None when it begins none."""
        level = owner
        ends = [*line.dashes[1:], line.column]
        for dash, column in zip(line.dashes, ends, strict=True) if line.dashes else ():
            is_last = column == line.column and not line.is_key
            ...
        return level
