"""Counts what a command about an organisation does: hears an engine, and what a watcher hears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from heapq import nsmallest

from platguard import __version__
from platguard.model.organisation import STATUSES
from platguard.model.organisation_scan import RepositoryLine
from platguard.model.organisation_statistics import OrganisationStatistics, SlowLine
from platguard.organisation.engines import Answer, Engine, Lost
from platguard.organisation.scanning import Heard, Watcher
from platguard.organisation.slots import Clock

SLOWEST = 10
"""How many of the slowest repositories are told."""


class Effort:
    """What one call has done so far. A Watcher that hands on what it hears to another one."""

    def __init__(self, watcher: Watcher, clock: Clock) -> None:
        """The first phase begins at once; `clock` counts seconds."""
        self._watcher = watcher
        self._clock = clock
        self._begun = self._phase_begun = clock()
        self._seconds: dict[str, float] = {}
        self._parsed = self._remembered = 0
        self._resumed = self._made = self._again = self._retried = self._lost = 0
        self._milliseconds: Counter[str] = Counter()
        self._unsettled: set[tuple[str, date | None]] = set()
        """What came to nothing the last time: another answer means that it was tried again."""

    def ended(self, phase: str) -> None:
        """A phase is at its end, and another one begins."""
        now = self._clock()
        self._seconds[phase] = now - self._phase_begun
        self._phase_begun = now

    def settled(self, line: RepositoryLine) -> None:
        """See Watcher."""
        self._watcher.settled(line)

    def resumed(self, number: int) -> None:
        """See Watcher."""
        self._resumed += number
        self._watcher.resumed(number)

    def again(self, number: int) -> None:
        """See Watcher."""
        self._again += number
        self._watcher.again(number)

    def retried(self) -> None:
        """An engine gives a repository to another worker."""
        self._retried += 1

    def around(self, engine: Engine) -> Engine:
        """The engine; what it answers is counted."""
        return Heard(engine, self._answered)

    def statistics(
        self, command: str, asked: int, statuses: Mapping[str, int], code: int
    ) -> OrganisationStatistics:
        """All of it, up to now; `asked` is how many repositories were to be judged."""
        slowest = nsmallest(
            SLOWEST, self._milliseconds.items(), key=lambda found: (-found[1], found[0])
        )
        return OrganisationStatistics(
            version=__version__,
            command=command,
            exit=code,
            seconds={**self._seconds, "total": self._clock() - self._begun},
            parsed=self._parsed,
            remembered=self._remembered,
            asked=asked,
            resumed=self._resumed,
            made=self._made,
            again=self._again,
            retried=self._retried,
            lost=self._lost,
            statuses={status: statuses.get(status, 0) for status in STATUSES},
            slowest=[SlowLine(name, spent / 1000) for name, spent in slowest],
        )

    def _answered(self, answer: Answer) -> None:
        order, outcome = answer
        key = order.name, order.as_of
        if key in self._unsettled:
            self._unsettled.discard(key)
            self._retried += 1
        if isinstance(outcome, Lost):
            self._lost += 1
            self._unsettled.add(key)
            return
        if outcome.transient:
            self._unsettled.add(key)
        self._made += 1
        self._parsed += outcome.cost.parsed
        self._remembered += outcome.cost.remembered
        self._milliseconds[order.name] += outcome.cost.milliseconds
