"""The scan of an organisation on one screen: orders, an engine, a record, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Protocol

from platguard.errors import PlatguardError
from platguard.model.organisation import (
    FAILED,
    QUARANTINED,
    Observation,
    Placement,
)
from platguard.organisation.engines import Answer, Engine, Lost
from platguard.organisation.observing import Observed, unjudged
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Poison, Quarantine

Settled = Callable[[Order, Observation], None]
"""Hears what finally came of an order."""


class Record(Protocol):
    """One run in a history; see history.store."""

    @property
    def done(self) -> Collection[str]:
        """The repositories that it has already, from before it was interrupted."""
        ...

    def write(self, placement: Placement, observation: Observation) -> None:
        """Keeps an observation, whole or not at all; raises PlatguardError when it cannot."""
        ...

    def finish(self) -> None:
        """Says that all repositories were observed."""
        ...


def run(
    orders: Iterable[Order],
    engine: Engine,
    quarantine: Quarantine,
    as_of: date,
    settled: Settled,
) -> None:
    """Judges all repositories, each once; what came of them does not depend on the order.

    What was lost with its worker, and what failed for a fault of the machine, is tried once more
    when all others are done, with nobody beside it. What is lost again is poisonous.
    """
    again: list[Order] = []

    def first_time() -> Iterator[Answer]:
        for answer in engine.run(orders):
            if _is_settled(answer.outcome):
                yield answer
            else:
                again.append(answer.order)

    for answer in first_time():
        settled(answer.order, _observation(answer, as_of, quarantine))
    again.sort(key=lambda order: order.name)
    for answer in engine.run(again, alone=True):
        settled(answer.order, _observation(answer, as_of, quarantine))


def _is_settled(outcome: Observed | Lost) -> bool:
    return isinstance(outcome, Observed) and not outcome.transient


def _observation(answer: Answer, as_of: date, quarantine: Quarantine) -> Observation:
    order, outcome = answer
    if isinstance(outcome, Observed):
        return outcome.observation
    reason = f"it broke the scan twice: {outcome.reason}"
    quarantine.put(order.folder, Poison(outcome.commit, outcome.reason))
    # Without a commit nobody could tell when it is another one: it is tried again.
    status = QUARANTINED if outcome.commit else FAILED
    return unjudged(order, as_of, status, reason, outcome.commit)


class Recorder:
    """Writes to a record as long as that works; a scan is not lost with its history."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.fault = ""
        """Why it stopped to work; empty while it works."""

    def write(self, placement: Placement, observation: Observation) -> None:
        """Keeps an observation, where that still works."""
        self._try(lambda: self._record.write(placement, observation))

    def finish(self) -> None:
        """Says that all repositories were observed."""
        self._try(self._record.finish)

    def _try(self, step: Callable[[], None]) -> None:
        if self.fault:
            return
        try:
            step()
        except PlatguardError as error:
            self.fault = f"the history has not all of this scan: {error}"
