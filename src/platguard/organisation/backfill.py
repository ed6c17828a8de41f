"""Judges the past of an organisation: day after day, each repository as its branch was.

Days are finished one after the other, and only a few of them are open at the same time, so that an
interruption costs little: a day that is not finished is judged anew. As in a scan, what others
answer to a repository is known when all were judged on a day; who was judged by other answers is
judged again (`across`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import field, replace
from datetime import date
from typing import NamedTuple, Protocol

from platguard.model.abroad import NOTHING, Abroad
from platguard.model.organisation import WITH_FINDINGS, Observation, Terms
from platguard.organisation.across import Across
from platguard.organisation.backfill_subjects import Subject
from platguard.organisation.backfill_turns import Turns
from platguard.organisation.engines import Answer, Engine
from platguard.organisation.exchange import SILENCE, Exchange
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.run import Record, run
from platguard.organisation.scanning import ROUNDS, Heard, Watcher
from platguard.organisation.totals import line_of
from platguard.records import dataclass


class Edition(NamedTuple):
    """What decides on a day."""

    terms: Terms
    config: str = ""
    """The configuration of the organisation; empty for that of the brief."""


class Ledger(Protocol):
    """The runs of a backfill in a history."""

    def looked_at(self, day: date) -> Collection[str]:
        """The repositories that complete runs looked at on a day."""
        ...

    def begin(self, terms: Terms, names: Collection[str]) -> Record:
        """Begins the run of a day; one that was interrupted begins anew."""
        ...


class Backfill:
    """The days of a backfill, and what is left of them."""

    def __init__(
        self,
        subjects: Sequence[Subject],
        days: Sequence[date],
        edition: Callable[[date], Edition],
        ledger: Ledger,
        watcher: Watcher,
        *,
        again: bool = False,
        unasked: Collection[str] = (),
    ) -> None:
        """`edition` tells what decides on a day. With `again`, known days are judged as well.
        `unasked` are repositories of the organisation that are left out."""
        self._subjects = {subject.order.name: subject for subject in subjects}
        self._edition = edition
        self._ledger = ledger
        self._watcher = watcher
        self._unasked = unasked
        self.known: list[date] = []
        """The days that the history has already, on which nothing is judged."""
        self.days: list[date] = []
        """The other ones on which some repository is there."""
        self.total = 0
        """How many repositories are there on these days, added up."""
        for day in days:
            names = self._there(day)
            if names and not again and names <= set(ledger.looked_at(day)):
                self.known.append(day)
            elif names:
                self.days.append(day)
                self.total += len(names)
        self._numbers = {day: number for number, day in enumerate(self.days)}
        self._open: dict[int, _OpenDay] = {}
        self._turns = Turns(
            sorted(self._subjects),
            len(self.days),
            lambda name, number: self._subjects[name].is_there(self.days[number]),
        )
        self._again: deque[Order] = deque()
        """What was judged by other answers than there are."""
        self._answers: dict[str, Abroad] = {}
        """What others answered to a repository on the day that was finished last."""
        self._exchanges: dict[tuple[str, date | None], Exchange] = {}
        """Of repositories that were heard and are not settled yet."""

    def judge(self, engine: Engine, quarantine: Quarantine) -> None:
        """Judges all that the history does not have."""
        if not self.days:
            return
        heard = Heard(engine, self._hear)
        run(self._orders(), heard, quarantine, self.days[-1], self._settled)
        while self._again:  # of the days that were done last
            run(self._orders(), heard, quarantine, self.days[-1], self._settled)

    def _there(self, day: date) -> set[str]:
        return {name for name, subject in self._subjects.items() if subject.is_there(day)}

    def _orders(self) -> Iterator[Order]:
        while True:
            if self._again:
                yield self._again.popleft()
                continue
            taken = self._turns.take(min(self._open, default=0))
            if taken is None:
                return
            name, number = taken
            day, config = self.days[number], self._day(number).config
            order, observation = self._subjects[name].on(day, config)
            if observation is None:
                yield replace(order, abroad=self._answers.get(name, NOTHING))
            else:
                self._settled(order, observation)

    def _day(self, number: int) -> _OpenDay:
        """A day whose run was begun."""
        if number not in self._open:
            day = self.days[number]
            edition, names = self._edition(day), self._there(day)
            record = self._ledger.begin(edition.terms, names)
            self._open[number] = opened = _OpenDay(edition.config, record, len(names))
            for name in self._unasked:
                opened.across.add(name, SILENCE, seen=False)
        return self._open[number]

    def _hear(self, answer: Answer) -> None:
        order, outcome = answer
        if isinstance(outcome, Observed):
            self._exchanges[order.name, order.as_of] = outcome.exchange

    def _settled(self, order: Order, observation: Observation) -> None:
        assert order.as_of is not None
        number = self._numbers[order.as_of]
        day = self._open[number]
        exchange = self._exchanges.pop((order.name, order.as_of), SILENCE)
        day.settle(order, observation, exchange)
        if not day.are_answered:
            line = line_of(order.member.placement, observation)
            self._watcher.settled(replace(line, name=f"{order.as_of} {order.name}"))
            self._turns.done(order.name)
        if not day.left:
            again = day.judged_wrongly(self._answers)
            self._again += again
            if again:
                self._watcher.again(len(again))
        if not day.left:
            day.record.finish()
            del self._open[number]


@dataclass(slots=True)
class _OpenDay:
    """A day whose run was begun and is not finished."""

    config: str
    record: Record
    left: int
    """How many repositories are to come."""
    across: Across = field(default_factory=Across)
    asking: dict[str, Order] = field(default_factory=dict)
    """Of the repositories that ask others, as they were judged."""
    are_answered: bool = False
    """Whether those that are to come were judged by other answers than there are."""
    rounds: int = 0
    """How often that was looked at."""

    def settle(self, order: Order, observation: Observation, exchange: Exchange) -> None:
        """Keeps what came of an order, in place of what came of an earlier one."""
        self.record.write(order.member.placement, observation)
        self.left -= 1
        self.across.add(order.name, exchange, seen=observation.status in WITH_FINDINGS)
        if exchange.is_asking:
            self.asking[order.name] = order

    def judged_wrongly(self, answers: dict[str, Abroad]) -> list[Order]:
        """Once all were judged, the orders of those for whom there are other answers.

        `answers` takes up the answers of the day.
        """
        self.are_answered = True
        if self.rounds == ROUNDS:
            return []
        self.rounds += 1
        found = self.across.answers()
        answers.update(found)
        again = [
            replace(self.asking[name], abroad=told)
            for name, told in sorted(found.items(), key=lambda item: item[0])
            if name in self.asking and told != self.asking[name].abroad
        ]
        self.left = len(again)
        return again
