"""The ways on which a template can be gone through, its conditions true or false, all at once.

How conditions run is that of Go's text/template: `if` and `with` take one branch or none, `range`
runs its body any number of times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field

from platguard.facts.template_forms import Form
from platguard.facts.template_levels import DOCUMENT, STREAM, Entry, Kind, Level, together
from platguard.records import dataclass

_OPENING = frozenset({"if", "with", "range", "block"})


@dataclass(slots=True)
class _Condition:
    word: str
    number: int
    """Counts the conditions of the template."""
    entered: list[Level]
    ends: list[Level] = field(default_factory=list)
    has_else: bool = False


class Ways:
    """The level at which the template has arrived on each way."""

    def __init__(self) -> None:
        self._stream = Level(None, Kind.STREAM, STREAM)
        self._levels: dict[tuple[Level, int, int], Level] = {}
        self._repeated: dict[int, list[Level]] = {}
        """The ways out of the body of each `range`."""
        self.begin()

    def begin(self) -> None:
        """Goes back to the start, with what is known of the ends of bodies."""
        self._conditions: list[_Condition] = []
        self._met = 0
        self.documents: defaultdict[int, list[Level]] = defaultdict(list)
        """What each document of the text is, by the line of its marker; 0 for the start."""
        self.begin_document(-1)

    def begin_document(self, number: int) -> None:
        """Goes on below the marker in a line, counted from 0; -1 for the start of the file."""
        self.plain = self._document(number)
        """Where the text has arrived as YAML reads it, without conditions."""
        self.now = [self.plain]
        """Where each way has arrived."""
        self.documents[number + 1].append(self.plain)

    def level(
        self,
        above: Level,
        line: int,
        kind: Kind,
        rank: int,
        form: Form = Form.OPEN,
        place: Entry | None = None,
    ) -> Level:
        """The level that a line begins above another: the same one whenever it is asked for."""
        key = (above, line, rank)
        if key not in self._levels:
            self._levels[key] = Level(above, kind, rank, form=form, line=line, place=place)
        return self._levels[key]

    def turn(self, words: Iterable[str]) -> None:
        """Goes on behind conditions: `if`, `else`, `else if`, `range`, `end`, ..."""
        for word in words:
            if word in _OPENING:
                self._enter(word)
            elif word.startswith("else") and self._conditions:
                self._change(self._conditions[-1], word)
            elif word == "end" and self._conditions:
                self._leave(self._conditions.pop())

    def _enter(self, word: str) -> None:
        self._met += 1
        self._conditions.append(_Condition(word, self._met, self.now))
        if word == "range":
            self._meet([*self.now, *self._repeated.get(self._met, ())], -2 * self._met)

    def _change(self, condition: _Condition, word: str) -> None:
        self._end_branch(condition)
        condition.has_else |= word == "else"
        self.now = condition.entered

    def _leave(self, condition: _Condition) -> None:
        self._end_branch(condition)
        is_always_taken = condition.word == "block" or condition.has_else
        before = [] if is_always_taken else condition.entered
        self._meet([*before, *condition.ends], -2 * condition.number - 1)

    def _end_branch(self, condition: _Condition) -> None:
        if condition.word == "range" and not condition.has_else:
            self._repeated[condition.number] = self.now
        condition.ends += self.now

    def _meet(self, ways: Iterable[Level], number: int) -> None:
        """Goes on where ways meet; documents that are empty as yet become one.

        `number` tells the places apart at which ways meet, and is below -1.
        """
        found = list(ways)
        empty = {way for way in found if way.kind is Kind.DOCUMENT}
        if len(empty) > 1:
            one = self._document(number)
            found = [one if way in empty else way for way in found]
            if self.plain in empty:
                self.plain = one
                self.documents[next(reversed(self.documents))].append(one)
        self.now = together(found)

    def _document(self, number: int) -> Level:
        return self.level(self._stream, number, Kind.DOCUMENT, DOCUMENT)
