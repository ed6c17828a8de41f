"""The engine that needs nothing to be started: processes on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from platguard.errors import UsageError
from platguard.organisation.engines import Answer, Lost
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Brief, Order, brief_json, order_json
from platguard.organisation.slots import Clock, Slot, ready
from platguard.organisation.worker import Begun, Broken, read_message

_LONGEST_WAIT = 3600.0


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
        self._busy: list[_Task] = []

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """See Engine."""
        waiting = iter(orders)
        while True:
            while len(self._busy) < (1 if alone else self._jobs):
                order = next(waiting, None)
                if order is None:
                    break
                self._begin(order)
            if not self._busy:
                return
            yield from self._answers()

    def close(self) -> None:
        """See Engine."""
        for slot in [*self._idle, *(task.slot for task in self._busy)]:
            slot.end()
        self._idle, self._busy = [], []

    def _begin(self, order: Order) -> None:
        slot = self._idle.pop() if self._idle else Slot(self._brief, self._memory)
        self._busy.append(_Task(slot, order, self._clock() + self._seconds))
        slot.give(order_json(order))

    def _answers(self) -> Iterator[Answer]:
        now = self._clock()
        soonest = min(task.deadline for task in self._busy)
        seconds = min(max(soonest - now, 0), _LONGEST_WAIT)
        heard = ready([task.slot.pipe for task in self._busy], seconds)
        now = self._clock()
        for task in list(self._busy):
            if task.slot.pipe in heard:
                outcome = task.hear(now)
            elif now >= task.deadline:
                outcome = Lost(f"it took longer than {self._seconds:g} seconds", task.commit)
            else:
                continue
            if outcome is None:
                continue
            self._busy.remove(task)
            if isinstance(outcome, Lost):
                task.slot.end()
            else:
                self._idle.append(task.slot)
            yield Answer(task.order, outcome)


class _Task:
    """An order that a slot works on."""

    def __init__(self, slot: Slot, order: Order, deadline: float) -> None:
        self.slot = slot
        self.order = order
        self.deadline = deadline
        self.commit = ""

    def hear(self, now: float) -> Observed | Lost | None:
        """What the slot says; None when it only says what it is about to do."""
        data = self.slot.read(self.deadline - now)
        if data is None:
            return Lost(self.slot.ended_by(), self.commit)
        try:
            message = read_message(data)
        except UsageError:
            return Lost("its process gave an answer that is none", self.commit)
        if isinstance(message, Begun):
            self.commit = message.commit
            return None
        if isinstance(message, Broken):
            return Lost(message.reason, self.commit)
        if message.observation.repository != self.order.name:
            return Lost("its process answered for another repository", self.commit)
        return message
