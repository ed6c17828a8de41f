"""The scan of an organisation on one screen: orders, an engine, a record, and what it comes to."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from platguard.errors import PlatguardError
from platguard.model.organisation import (
    FAILED,
    QUARANTINED,
    Observation,
    Placement,
)
from platguard.model.organisation_scan import RegisterLine
from platguard.organisation.engines import Answer, Engine, Lost
from platguard.organisation.observing import Observed, unjudged
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Poison, Quarantine

Answered = TypeVar("Answered")

Settled = Callable[[Order, Observation], object]
"""Hears what finally came of an order."""
PAUSE = 5.0
"""Seconds before what failed for a fault of the machine is tried again."""


class Record(Protocol):
    """One run in a history; see history.store."""

    @property
    def done(self) -> Collection[str]:
        """The repositories that it has already, from before it was interrupted."""
        ...

    def write(self, placement: Placement, observation: Observation) -> None:
        """Keeps an observation, whole or not at all; raises PlatguardError when it cannot."""
        ...

    def finish(self, about_register: Sequence[RegisterLine] | None = None) -> None:
        """Says that all repositories were observed; `about_register` is what is wrong with the
        register that they share, None where nobody looked at one."""
        ...


def run(
    orders: Iterable[Order],
    engine: Engine,
    quarantine: Quarantine,
    as_of: date,
    settled: Settled,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Judges all repositories, each once; what came of them does not depend on the order.

    What was lost with its worker, and what failed for a fault of the machine, is tried once more
    when all others are done, with nobody beside it, and not before `pause` has given the machine
    some seconds. What is lost again is poisonous. What the engine lost is tried again before that,
    as if for the first time.
    """

    def settle(answers: Iterable[Answer]) -> list[Answer]:
        left = []
        for answer in answers:
            if _is_settled(answer.outcome):
                settled(answer.order, _observation(answer, as_of, quarantine))
            else:
                left.append(answer)
        return left

    def sort(answers: Iterable[Answer]) -> list[Order]:
        found = (answer.order for answer in answers)
        return sorted(found, key=lambda order: (order.name, order.as_of or as_of))

    left = settle(engine.run(orders))
    innocent = [answer for answer in left if _is_innocent(answer.outcome)]
    suspects = [answer for answer in left if not _is_innocent(answer.outcome)]
    suspects += settle(engine.run(sort(innocent)))
    if any(isinstance(answer.outcome, Observed) for answer in suspects):
        pause(PAUSE)
    for answer in engine.run(sort(suspects), alone=True):
        settled(answer.order, _observation(answer, as_of, quarantine))


def _is_settled(outcome: Observed | Lost) -> bool:
    return isinstance(outcome, Observed) and not outcome.transient


def _is_innocent(outcome: Observed | Lost) -> bool:
    return isinstance(outcome, Lost) and outcome.blameless


def _observation(answer: Answer, as_of: date, quarantine: Quarantine) -> Observation:
    order, outcome = answer
    if isinstance(outcome, Observed):
        return outcome.observation
    if outcome.blameless:
        return unjudged(order, order.as_of or as_of, FAILED, outcome.reason)
    reason = f"it broke the scan twice: {outcome.reason}"
    quarantine.put(order.folder, Poison(outcome.commit, outcome.reason))
    # Without a commit nobody could tell when it is another one: it is tried again.
    status = QUARANTINED if outcome.commit else FAILED
    return unjudged(order, order.as_of or as_of, status, reason, outcome.commit)


class Recorder:
    """Writes to a record as long as that works; a scan is not lost with its history."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.fault = ""
        """Why it stopped to work; empty while it works."""

    def write(self, placement: Placement, observation: Observation) -> None:
        """Keeps an observation, where that still works."""
        self._try(lambda: self._record.write(placement, observation))

    def finish(self, about_register: Sequence[RegisterLine] | None) -> None:
        """Says that all repositories were observed; see Record."""
        self._try(lambda: self._record.finish(about_register))

    def asked(self, question: Callable[[], Answered]) -> Answered | None:
        """The answer to a question about what was recorded; None where that does not work."""
        answers: list[Answered] = []
        self._try(lambda: answers.append(question()))
        return answers[0] if answers else None

    def _try(self, step: Callable[[], None]) -> None:
        if self.fault:
            return
        try:
            step()
        except PlatguardError as error:
            self.fault = f"the history has not all of this scan: {error}"
