"""The rules that repositories do not meet, added up by part of the organisation and by standard."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

from platguard.audit.matrix import EXEMPT, FAIL, UNKNOWN
from platguard.audit.parts import Part, Parts
from platguard.audit.turns import Left, Turns

Of = tuple[Part, str]
"""A part, and a standard or a rule that ends something; empty for all rules."""
_UNDONE = (FAIL, EXEMPT)
"""What is not done: an exception covers a failure, and does not mend it."""


class Undone:
    """Rules that repositories do not meet, by part and standard: now, and on past days."""

    def __init__(
        self,
        turns: Turns,
        parts: Parts,
        names_of: Mapping[str, Sequence[str]],
        days: Sequence[date],
    ) -> None:
        """`names_of` are what each rule belongs to."""
        self._days = days
        self._left: Counter[Of] = Counter()
        self._exempt: Counter[Of] = Counter()
        self.unknown: Counter[Of] = Counter()
        self._where: Counter[Of] = Counter()
        self._steps: dict[Of, Counter[int]] = defaultdict(Counter)
        counters = {FAIL: [self._left], EXEMPT: [self._left, self._exempt], UNKNOWN: [self.unknown]}
        # Many repositories are in the same parts: they are added up before the parts are.
        cells: dict[Sequence[Part], Counter[Left]] = defaultdict(Counter)
        where: dict[Sequence[Part], Counter[str]] = defaultdict(Counter)
        steps: dict[Sequence[Part], Counter[tuple[str, int]]] = defaultdict(Counter)
        for repository, left in turns.left.items():
            within = parts.of(repository)
            cells[within].update(left)
            to_do = [rule for rule, state in left if state in _UNDONE]
            where[within].update({name for rule in to_do for name in names_of.get(rule, ())})
        for turn, day, step in turns.steps(_UNDONE):
            # What a rule found when it was judged for the first time did not come on that day.
            if day > days[0] and not (step > 0 and turns.judgings.began(turn.rule, day)):
                steps[parts.of(turn.repository)][turn.rule, bisect_left(days, day)] += step
        for within, held in cells.items():
            for (rule, state), number in held.items():
                for of in product(within, names_of.get(rule, ())):
                    for counter in counters[state]:
                        counter[of] += number
        for within, names in where.items():
            for part, name in product(within, names):
                self._where[part, name] += names[name]
        for within, changes in steps.items():
            for (rule, place), step in changes.items():
                for of in product(within, names_of.get(rule, ())):
                    self._steps[of][place] += step

    def now(self, part: Part, name: str) -> tuple[int, int, int]:
        """What is left, what of it is exempt, and in how many repositories."""
        of = (part, name)
        return self._left[of], self._exempt[of], self._where.get(of, 0)

    def series(self, part: Part, name: str) -> list[int]:
        """What was left on each of the days, counted back from the last."""
        left, found = self._left[part, name], []
        for place in range(len(self._days), 0, -1):
            left -= self._steps[part, name][place]
            found.append(left)
        return found[::-1]
