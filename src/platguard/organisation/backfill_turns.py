"""Whose turn it is in a backfill: which repository is judged next, and on which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

AHEAD = 8
"""Days that a repository may be ahead of the one that is furthest behind."""


class Turns:
    """Every repository on every day, each as early as possible and one day after the other.

    Of one repository a day is only begun when the one before is done, as long as there is other
    work: its judgement is then followed from that one, and costs what differs. Where nothing else
    is left, several of its days are judged at the same time, rather than none.
    """

    def __init__(
        self, names: Iterable[str], days: int, is_there: Callable[[str, int], bool]
    ) -> None:
        """`days` is how many there are, and `is_there` tells of a repository whether a day, by its
        number, is to be judged."""
        self._days = days
        self._is_there = is_there
        self._next = {name: self._later(name, 0) for name in names}
        self._under_way: Counter[str] = Counter()
        self._idle = [(day, name) for name, day in self._next.items() if day < days]
        """The repositories that nobody works on, as a heap: number of the next day, name."""
        heapify(self._idle)

    def take(self, earliest: int) -> tuple[str, int] | None:
        """The next repository and the number of its day; None when all were taken.

        `earliest` is the first day that is not done: nobody goes further ahead of it than AHEAD
        days as long as there is something else to do.
        """
        busy = [name for name in self._under_way if self._next[name] < self._days]
        if self._idle and not (busy and self._idle[0][0] > earliest + AHEAD):
            name = heappop(self._idle)[1]
        elif busy:
            name = min(busy, key=lambda one: (self._under_way[one], self._next[one], one))
        else:
            return None
        day = self._next[name]
        self._next[name] = self._later(name, day + 1)
        self._under_way[name] += 1
        return name, day

    def done(self, name: str) -> None:
        """A day of a repository is done."""
        self._under_way[name] -= 1
        if not self._under_way[name]:
            del self._under_way[name]
            if self._next[name] < self._days:
                heappush(self._idle, (self._next[name], name))

    def _later(self, name: str, day: int) -> int:
        while day < self._days and not self._is_there(name, day):
            day += 1
        return day
