"""What a worker of an engine beyond this machine does with an order: bytes in, bytes out.

The worker itself only waits. Repositories are judged in slots, which are processes of its own with
a deadline and a limit of memory, so that a hostile one costs a slot and no worker.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from threading import Lock, Timer
from typing import NamedTuple

from platguard.organisation.engines import Lost
from platguard.organisation.engines.introduction import introduction
from platguard.organisation.engines.tasks import Task
from platguard.organisation.orders import read_order
from platguard.organisation.slots import Slot, ready

IDLE = 60.0
"""Seconds after which a slot ends that nobody gives anything: its coordinator may be gone."""
STRANGER = b'{"lost":"its worker has changed since it introduced itself"}'
"""The answer of a worker that was replaced by another one."""


class Job(NamedTuple):
    """What all orders of a run have in common."""

    run: str
    """Names the run, so that what belongs to it can be ended."""
    brief: bytes
    seconds: float
    memory: int
    library: str
    introduced: bytes
    """The introduction that the coordinator has seen of this worker."""


def job_json(job: Job) -> bytes:
    """The job, for `judge`."""
    values = {
        **job._asdict(),
        "brief": job.brief.decode("ascii"),
        "introduced": job.introduced.decode("ascii"),
    }
    return json.dumps(values, separators=(",", ":")).encode("ascii")


def _read_job(data: bytes) -> Job:
    values = json.loads(data)
    brief, introduced = values.pop("brief"), values.pop("introduced")
    return Job(**values, brief=brief.encode("ascii"), introduced=introduced.encode("ascii"))


class Slots:
    """The slots of a worker, by run. Threads of the worker take them and bring them back."""

    def __init__(self, make: Callable[[bytes, int], Slot] = Slot, idle: float = IDLE) -> None:
        """`idle` is how many seconds a slot is kept that nobody takes."""
        self._make = make
        self._idle_seconds = idle
        self._lock = Lock()
        self._idle: dict[str, list[tuple[Slot, Timer]]] = {}
        self._busy: dict[str, set[Slot]] = {}

    def take(self, job: Job) -> Slot:
        """A slot for one order."""
        with self._lock:
            slot = self._rested(job.run)
            if slot is None:
                # One at a time: multiprocessing keeps a list of processes that knows no threads.
                slot = self._make(job.brief, job.memory)
            self._busy.setdefault(job.run, set()).add(slot)
            return slot

    def _rested(self, run: str) -> Slot | None:
        """A slot of a run that waits for an order, and has not ended meanwhile; None for none."""
        waiting = self._idle.get(run)
        while waiting:
            slot, timer = waiting.pop()
            timer.cancel()
            if slot.is_there:
                return slot
            slot.end()
        return None

    def bring_back(self, job: Job, slot: Slot) -> None:
        """A slot that is ready for the next order."""
        timer = Timer(self._idle_seconds, self._expire, (job.run, slot))
        timer.daemon = True
        with self._lock:
            if slot in self._busy.get(job.run, ()):
                self._busy[job.run].discard(slot)
                self._idle.setdefault(job.run, []).append((slot, timer))
                timer.start()

    def throw_away(self, job: Job, slot: Slot) -> None:
        """A slot that is lost."""
        with self._lock:
            self._busy.get(job.run, set()).discard(slot)
            slot.end()

    def dismiss(self, run: str) -> None:
        """Ends all slots of a run, also those that work."""
        with self._lock:
            for slot, timer in self._idle.pop(run, ()):
                timer.cancel()
                slot.end()
            for slot in self._busy.get(run, ()):
                slot.kill()  # whoever waits for its answer throws it away

    def _expire(self, run: str, slot: Slot) -> None:
        with self._lock:
            kept = [found for found in self._idle.get(run, ()) if found[0] is not slot]
            if len(kept) < len(self._idle.get(run, ())):
                self._idle[run] = kept
                slot.end()


_SLOTS = Slots()


def introduce(brief: bytes, library: str) -> bytes:
    """See introduction."""
    return introduction(brief, library)


def dismiss(run: str) -> None:
    """Ends what this worker does for a run."""
    _SLOTS.dismiss(run)


def judge(job: bytes, order: bytes) -> bytes:
    """The answer to an order: an observation, or why there is none, for `read_message`."""
    return judged(_read_job(job), order, _SLOTS, time.monotonic)


def judged(job: Job, order: bytes, slots: Slots, clock: Callable[[], float]) -> bytes:
    """See `judge`."""
    if introduction(job.brief, job.library) != job.introduced:
        return STRANGER
    name = read_order(order).name
    slot = slots.take(job)
    task = Task(slot, name, order, clock() + job.seconds)
    outcome = None
    try:
        while outcome is None:
            left = max(task.deadline - clock(), 0)
            heard = ready([slot.pipe], left)
            outcome = task.hear(clock()) if heard else task.overdue(job.seconds)
    finally:
        if outcome is None or isinstance(outcome, Lost):
            slots.throw_away(job, slot)
        else:
            slots.bring_back(job, slot)
    if not isinstance(outcome, Lost):
        return task.said
    return json.dumps({"lost": outcome.reason, "commit": outcome.commit}).encode("ascii")
