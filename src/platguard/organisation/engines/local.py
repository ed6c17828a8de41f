"""The engine that needs nothing to be started: processes on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from platguard.organisation.engines import Answer, Asked, Lost
from platguard.organisation.engines.tasks import Task
from platguard.organisation.orders import Brief, Order, brief_json, order_json
from platguard.organisation.slots import Clock, Slot, ready

_LONGEST_WAIT = 3600.0


def open_engine(asked: Asked) -> LocalEngine:
    """So many processes as asked for, else one for each processor that this process may use."""
    jobs = asked.jobs or _processors()
    return LocalEngine(asked.brief, jobs, asked.seconds, asked.memory, asked.clock)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalEngine:
    """So many processes, each with a deadline and a limit of memory for each repository."""

    def __init__(self, brief: Brief, jobs: int, seconds: float, memory: int, clock: Clock) -> None:
        """`seconds` and `memory` (bytes; 0 for no limit) are what a repository may take."""
        self._brief = brief_json(brief)
        self._jobs = jobs
        self._seconds = seconds
        self._memory = memory
        self._clock = clock
        self._idle: list[Slot] = []
        self._busy: list[tuple[Order, Task]] = []

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """See Engine."""
        waiting, most = iter(orders), 1 if alone else self._jobs
        self._begin(waiting, most)
        while self._busy:
            answers = self._answers()
            # Nobody is to wait while what came is written down.
            self._begin(waiting, most)
            yield from answers
            self._begin(waiting, most)  # what came may have brought more to do

    def close(self) -> None:
        """See Engine."""
        for slot in [*self._idle, *(task.slot for _, task in self._busy)]:
            slot.end()
        self._idle, self._busy = [], []

    def _begin(self, waiting: Iterator[Order], most: int) -> None:
        """Gives out orders until so many are under way, or none is left for now."""
        while len(self._busy) < most:
            order = next(waiting, None)
            if order is None:
                return
            slot = self._rested() or Slot(self._brief, self._memory)
            until = self._clock() + self._seconds
            self._busy.append((order, Task(slot, order.name, order_json(order), until)))

    def _rested(self) -> Slot | None:
        """A slot that waits for an order; None when there is none.

        What ended one that had nothing to do says nothing about the next repository.
        """
        while self._idle:
            slot = self._idle.pop()
            if slot.is_there:
                return slot
            slot.end()
        return None

    def _answers(self) -> list[Answer]:
        """What has come, at last something or the end of a deadline."""
        answers = []
        now = self._clock()
        soonest = min(task.deadline for _, task in self._busy)
        seconds = min(max(soonest - now, 0), _LONGEST_WAIT)
        heard = ready([task.slot.pipe for _, task in self._busy], seconds)
        now = self._clock()
        for order, task in list(self._busy):
            if task.slot.pipe in heard:
                outcome = task.hear(now)
            elif now >= task.deadline:
                outcome = task.overdue(self._seconds)
            else:
                continue
            if outcome is None:
                continue
            self._busy.remove((order, task))
            if isinstance(outcome, Lost):
                task.slot.end()
            else:
                self._idle.append(task.slot)
            answers.append(Answer(order, outcome))
        return answers
