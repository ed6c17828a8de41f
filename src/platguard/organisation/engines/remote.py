"""The engine beyond this machine: deals orders to workers that may die, hang and come back.

Each order lies with one worker, which is known. So it is known what is lost with whom, a repository
is never judged by somebody who would come to another result, and a worker has no more than it works
on and one to go on with. What is lost is given to another one; an answer that comes too late is not
heard. Nothing here knows what carries the orders.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count

from platguard.counting import counted
from platguard.errors import UsageError
from platguard.organisation.engines import Answer, Asked
from platguard.organisation.engines.cluster import (
    Cluster,
    Failed,
    Gone,
    Heard,
    Members,
    Patience,
)
from platguard.organisation.engines.meeting import Meeting, command
from platguard.organisation.engines.outcomes import blameless, is_elsewhere, outcome_of
from platguard.organisation.engines.staff import Staff, Worker
from platguard.organisation.engines.there import STRANGER
from platguard.organisation.orders import Order, order_json

TRIES = 3
"""How many workers may be lost with one order."""
GRACE = 60.0
"""Seconds beyond all deadlines after which an answer is not waited for any more."""
_TICK = 1.0


class _Given:
    """An order that lies with a worker."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.worker = ""
        self.until = 0.0
        self.tried: list[str] = []
        self.reason = ""


class RemoteEngine:
    """Deals orders to the workers of a cluster."""

    def __init__(
        self, cluster: Cluster, introduced: bytes, asked: Asked, patience: Patience
    ) -> None:
        """`introduced` is what this process says of itself."""
        self._cluster = cluster
        self._meeting = Meeting(cluster, introduced)
        self._jobs, self._seconds = asked.jobs, asked.seconds
        self._clock, self._tell, self._retried = asked.clock, asked.tell, asked.retried
        self._has_begun = False
        self._patience = patience
        self._staff = Staff()
        self._given: dict[str, _Given] = {}
        self._again: deque[_Given] = deque()
        self._lost: list[Answer] = []
        self._numbers = count()
        self._fault = ""
        self._news_at = self._able_at = self._clock()

    def begin(self) -> None:
        """Waits for workers; raises UsageError when they are none, or not what this process is."""
        begun, patience = self._clock(), self._patience
        until = begun + patience.workers
        meeting = self._meeting
        while self._clock() < until and not self._fault:
            if meeting.has_unfit and not meeting.is_waiting:
                break
            for _ in self._listen(_TICK):
                pass
            if self._staff.is_able:
                if not meeting.is_waiting:
                    break
                until = min(until, begun + patience.others)
        if meeting.has_unfit:
            raise meeting.refusal()
        if not self._staff.is_able:
            seconds = patience.workers
            told = self._fault or f"no worker of {self._cluster.address} answered in {seconds:g} s"
            raise UsageError(told, hint=f"Start one: {command(self._cluster.address)}.")
        self._has_begun = True

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """See Engine."""
        waiting = iter(orders)
        while True:
            yield from self._listen(0)  # what happened while nobody asked
            fault = self._hopeless()
            if fault:
                yield from self._give_up(waiting, fault)
                return
            self._deal(waiting, alone=alone)
            if not (self._given or self._again):
                order = next(waiting, None)
                if order is None:
                    return
                self._again.append(_Given(order))  # there is nobody to work on it yet
            yield from self._listen(_TICK)

    def close(self) -> None:
        """See Engine."""
        self._cluster.close()

    def _deal(self, waiting: Iterator[Order], *, alone: bool) -> None:
        limit = 1 if alone else self._jobs
        ahead = 1 if limit is None else 0
        while limit is None or len(self._given) < limit:
            worker = self._staff.free(ahead, self._again[0].tried if self._again else ())
            if worker is None:
                return
            if self._again:
                given = self._again.popleft()
            else:
                order = next(waiting, None)
                if order is None:
                    return
                given = _Given(order)
            key = f"{next(self._numbers)}"
            given.worker = worker.address
            # It may have to wait for one that was given before.
            given.until = self._clock() + 2 * self._seconds + GRACE
            worker.keys.add(key)
            self._given[key] = given
            self._cluster.judge(key, worker.address, order_json(given.order), worker.introduced)

    def _listen(self, seconds: float) -> Iterator[Answer]:
        """Answers to all that happened, waiting so many seconds for something to happen."""
        event = self._cluster.next(seconds)
        while event is not None:
            if isinstance(event, Members):
                self._look(event)
            elif isinstance(event, Gone):
                self._fault = event.reason
            elif event.key in self._given:
                yield from self._answer(event)
            else:
                told = self._meeting.hear(event, self._staff)
                if told and self._has_begun:  # before that, everybody is told at once
                    self._tell(told)
            event = self._cluster.next(0)
        self._look_for_the_silent()
        lost, self._lost = self._lost, []
        yield from lost

    def _look(self, event: Members) -> None:
        now = self._news_at = self._clock()
        new, left = self._staff.update(event.members, now)
        for worker in left:
            if worker.is_fit:
                self._tell(f"{worker.told} is gone")
            self._meeting.forget(worker)
            self._take_away(worker, f"{worker.told} was lost")
        for worker in new:
            self._meeting.ask(worker, next(self._numbers))

    def _answer(self, event: Heard | Failed) -> Iterator[Answer]:
        given = self._release(event.key)
        worker = self._staff.get(given.worker)
        told = worker.told if worker else f"worker {given.worker}"
        if isinstance(event, Failed):
            self._retry(given, f"{told} did not answer: {event.reason}")
            return
        if event.data == STRANGER:
            if worker:
                worker.is_fit = False
            self._retry(given, f"{told} has changed since the start")
            return
        outcome = outcome_of(event.data, given.order)
        if is_elsewhere(outcome, given.order):
            self._retry(given, f"its folder is here, and {told} has none at {given.order.folder}")
            return
        yield Answer(given.order, outcome)

    def _release(self, key: str) -> _Given:
        given = self._given.pop(key)
        worker = self._staff.get(given.worker)
        if worker:
            worker.keys.discard(key)
        self._cluster.forget(key)
        return given

    def _take_away(self, worker: Worker, reason: str) -> None:
        for key in sorted(worker.keys, key=int):
            self._retry(self._release(key), reason)
        worker.keys.clear()

    def _retry(self, given: _Given, reason: str) -> None:
        given.tried.append(given.worker)
        if len(given.tried) < TRIES:
            self._retried()
            self._again.append(given)
        else:
            times = counted(TRIES, "time")
            self._lost.append(Answer(given.order, blameless(f"tried {times}: {reason}")))

    def _look_for_the_silent(self) -> None:
        now = self._clock()
        for worker in self._staff:
            if not worker.is_silent and worker.silent_for(now) >= self._patience.silence:
                worker.is_silent = True
                told = f"nothing was heard from {worker.told} for {self._patience.silence:g} s"
                self._tell(told)
                self._take_away(worker, told)
        for key, given in list(self._given.items()):
            if now >= given.until:
                slow = self._staff.get(given.worker)
                if slow:
                    slow.is_fit = False  # what it has begun, it may never end
                    self._tell(f"{slow.told} is not used any more: it keeps its answers")
                self._retry(self._release(key), f"worker {given.worker} kept its answer")
        if self._staff.is_able:
            self._able_at = now

    def _hopeless(self) -> str:
        """Why nothing can be judged any more; empty while it can, or may soon."""
        now = self._clock()
        if self._fault:
            return self._fault
        if now - self._news_at >= self._patience.silence:
            return f"nothing is heard any more from {self._cluster.address}"
        if now - self._able_at >= self._patience.workers:
            return f"{self._cluster.address} has no worker any more that could judge it"
        return ""

    def _give_up(self, waiting: Iterator[Order], fault: str) -> Iterator[Answer]:
        left = [*(self._release(key) for key in list(self._given)), *self._again]
        self._again.clear()
        lost, self._lost = self._lost, []
        yield from lost
        for order in (*(given.order for given in left), *waiting):
            yield Answer(order, blameless(fault))
