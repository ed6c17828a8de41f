"""What rules came to on past days: counted back from today, by what turned since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from platguard.audit.judgings import Judgings
from platguard.audit.matrix import EXEMPT, FAIL, PASS, UNKNOWN
from platguard.model.audit import MatrixRow
from platguard.model.organisation import INCOMPLETE, JUDGED
from platguard.model.turn import Turn

Left = tuple[str, str]
"""A rule that does not pass in a repository on the day of the report, and what it comes to."""
_LEFT = frozenset((FAIL, UNKNOWN, EXEMPT))


class Turns:
    """What is left to do in the repositories that could be judged, and how it came to that.

    What is so since the first look through the day of the report is among `left` alone; all else
    has its times. What a repository comes to that could not be judged nobody knows.
    """

    def __init__(
        self, rows: Sequence[MatrixRow], turns: Iterable[Turn], judgings: Judgings | None = None
    ) -> None:
        """`judgings` tell when rules were judged; without them, always."""
        self.judgings = judgings or Judgings()
        known = {row.repository: row for row in rows if row.status in (JUDGED, INCOMPLETE)}
        self.left: Mapping[str, Sequence[Left]] = {
            name: [cell for cell in row.cells.items() if cell[1] in _LEFT]
            for name, row in known.items()
        }
        """By repository."""
        bridged = self.judgings.bridged(turns)
        self.turns = [one for one in bridged if one.repository in known]

    def steps(self, states: Collection[str]) -> Iterator[tuple[Turn, date, int]]:
        """Every day on which the number of those in one of the states rose or fell by one."""
        for one in self.turns:
            if one.state in states:
                yield one, one.opened, 1
                if one.closed:
                    yield one, one.closed, -1


class Since(NamedTuple):
    """Since when something is as it is."""

    day: date
    or_earlier: bool
    """Whether nobody looked before that day, so that it may have been so for longer."""


class Standings:
    """What some rules together came to in all repositories: the worst of them, day by day."""

    def __init__(
        self, turns: Turns, first_passes: Mapping[str, date], known_since: Mapping[str, date]
    ) -> None:
        """By rule, the first day on which it passed anywhere, and the first on which the standards
        had it, so that somebody could look."""
        self._now: dict[str, Counter[str]] = defaultdict(Counter)
        self._steps: dict[str, list[tuple[date, str, int]]] = defaultdict(list)
        self._known = known_since
        self._first = dict(first_passes)
        lasting: Counter[str] = Counter()
        for (rule, state), number in Counter(chain.from_iterable(turns.left.values())).items():
            self._now[rule][state] = number
            lasting[rule] += number
        for turn, day, step in turns.steps(_LEFT):
            self._steps[turn.rule].append((day, turn.state, step))
            self._first[turn.rule] = min(day, self._first.get(turn.rule, day))
            lasting[turn.rule] -= step
        for rule, number in lasting.items():
            if number and rule in known_since:  # it was so when somebody looked for the first time
                self._first[rule] = known_since[rule]

    def since(self, rules: Sequence[str], state: str) -> Since | None:
        """Since when they come to `state` without a break, which is not before one of them said
        anything.

        None where they do not come to it in the repositories that were judged, as where it is that
        nobody knows because one could not be, and where none of them said anything.
        """
        held = sum((self._now[rule] for rule in rules if rule in self._now), Counter[str]())
        begun = min((self._first[rule] for rule in rules if rule in self._first), default=None)
        if begun is None or _worst(held) != state:
            return None
        by_day: dict[date, Counter[str]] = defaultdict(Counter)
        for rule in rules:
            for day, one, step in self._steps.get(rule, ()):
                by_day[day][one] += step
        for day in sorted((day for day in by_day if day > begun), reverse=True):
            held.subtract(by_day[day])
            if _worst(held) != state:
                return Since(day, False)
        looked = min((self._known[rule] for rule in rules if rule in self._known), default=begun)
        return Since(begun, begun <= looked)


def _worst(held: Mapping[str, int]) -> str:
    """The worst state that anything is in; where nothing is left, all passes."""
    return next((state for state in (FAIL, UNKNOWN, EXEMPT) if held.get(state, 0) > 0), PASS)
