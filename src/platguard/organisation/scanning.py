"""A scan of an organisation from the first order to the last number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from platguard.model.organisation import Member, Observation, Terms
from platguard.model.organisation_scan import OrganisationScan, RepositoryLine
from platguard.organisation.engines import Engine
from platguard.organisation.journal import Journal
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.run import Record, Recorder, run
from platguard.organisation.totals import Totals, line_of
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Scanning:
    """What a scan is about, beside its repositories."""

    terms: Terms
    cache: str | None
    history: str
    """The name of the history, without credentials."""
    fail_on: str
    allow_incomplete: bool
    asked: str
    """What else decides about the numbers."""


class Watcher(Protocol):
    """Hears how far a scan is."""

    def settled(self, line: RepositoryLine) -> None:
        """One more repository is done."""
        ...

    def resumed(self, number: int) -> None:
        """So many were done before an interruption."""
        ...


def scan_members(
    members: Sequence[Member],
    orders: Iterable[Order],
    engine: Engine,
    quarantine: Quarantine,
    scanning: Scanning,
    record: Record,
    watcher: Watcher,
    *,
    notices: Sequence[str] = (),
) -> OrganisationScan:
    """Judges what the record does not have yet, and sums everything up.

    Interrupted at any moment and called again, it comes to what it would have come to. Observations
    are written one by one and not kept.
    """
    totals, recorder = Totals(), Recorder(record)
    journal = Journal(scanning.cache, scanning.history, scanning.terms, scanning.asked)
    names = {member.placement.name for member in members}
    done = names & set(record.done) & journal.known.keys()
    for name in sorted(done):
        totals.add(*journal.known[name])
    if done:
        watcher.resumed(len(done))

    def settled(order: Order, observation: Observation) -> None:
        placement = order.member.placement
        recorder.write(placement, observation)
        line = line_of(placement, observation)
        if not recorder.fault:
            journal.add(line, observation.counts)
        totals.add(line, observation.counts)
        watcher.settled(line)

    left = (order for order in orders if order.name not in done)
    run(left, engine, quarantine, scanning.terms.as_of, settled)
    recorder.finish()
    if not recorder.fault:
        journal.finish()
    return totals.finished(
        scanning.terms,
        fail_on=scanning.fail_on,
        allow_incomplete=scanning.allow_incomplete,
        unrecorded=recorder.fault,
        notices=notices,
    )
