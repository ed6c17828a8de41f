"""A scan of an organisation from the first order to the last number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from platguard.cache import Cache
from platguard.model.abroad import Abroad
from platguard.model.organisation import WITH_FINDINGS, Member, Observation, Terms
from platguard.model.organisation_scan import OrganisationScan, RegisterLine, RepositoryLine
from platguard.model.report import Finding
from platguard.organisation.across import Across
from platguard.organisation.answers import RememberedAnswers
from platguard.organisation.engines import Answer, Engine
from platguard.organisation.exchange import SILENCE, Exchange
from platguard.organisation.holding import Holding, exchange_of_held, nothing
from platguard.organisation.journal import Entry, Journal
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.run import Record, Recorder, Settled, run
from platguard.organisation.shared_register import SeenOfRegister
from platguard.organisation.totals import Totals, line_of, register_lines
from platguard.records import dataclass

ROUNDS = 3
"""How often repositories may be judged again. What others deploy and promise depends on no answer,
so that the first time settles what fails. What they take of the limit of an exception depends on
that, and on nothing else. The third time is for those that could not be judged at the second."""


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

    def again(self, number: int) -> None:
        """So many are judged once more, because of what other repositories tell."""
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
    others: Iterable[Order] = (),
    absent: Iterable[str] = (),
    notices: Sequence[str] = (),
    holding: Holding = nothing,
    of_register: Callable[[SeenOfRegister], Sequence[Finding] | None] = lambda seen: None,
) -> OrganisationScan:
    """Judges what the record does not have yet, and sums everything up.

    Interrupted at any moment and called again, it comes to what it would have come to. Observations
    are written one by one and not kept. `others` are the repositories of the organisation that are
    only asked what they know of the members, `absent` those at which nobody can look. `holding`
    tells what those that cannot be judged took of limits when they were judged last; `of_register`
    says in the end what is wrong with the register that they share, or None where they share none.
    """
    scan = _Scan(engine, quarantine, scanning, record, watcher)
    scan.miss(absent)
    scan.take_known({member.placement.name for member in members})
    scan.judge(orders)
    scan.ask(others)
    scan.judge_again(holding)
    found = of_register(scan.seen_of_register)
    about_register = None if found is None else register_lines(found)
    scan.finish(about_register)
    return scan.totals.finished(
        scanning.terms,
        fail_on=scanning.fail_on,
        allow_incomplete=scanning.allow_incomplete,
        unrecorded=scan.recorder.fault,
        notices=notices,
        about_register=about_register or (),
    )


class _Scan:
    """A scan while it goes on.

    What others answer to a repository is known when all were judged. So each is judged by what they
    answered the last time; where that is wrong, it is judged again, and takes its own place.
    """

    def __init__(
        self,
        engine: Engine,
        quarantine: Quarantine,
        scanning: Scanning,
        record: Record,
        watcher: Watcher,
    ) -> None:
        self.totals, self.recorder = Totals(), Recorder(record)
        self.seen_of_register = SeenOfRegister()
        self._engine, self._quarantine, self._watcher = engine, quarantine, watcher
        self._as_of, self._record = scanning.terms.as_of, record
        self._journal = Journal(scanning.cache, scanning.history, scanning.terms, scanning.asked)
        self._answers = RememberedAnswers(Cache(scanning.cache), scanning.history)
        self._across = Across()
        self._exchanges: dict[str, Exchange] = {}
        """Of repositories that were heard and are not settled yet."""
        self._orders: dict[str, Order] = {}
        """Of the repositories that ask others, as they were judged."""
        self._done: set[str] = set()
        self._members: set[str] = set()
        """Those that were looked at for their own sake."""
        self._judged_by: dict[str, Abroad] = {}
        """Of those among these that ask others: the answers by which they were judged."""

    def miss(self, absent: Iterable[str]) -> None:
        """Takes note of repositories at which nobody can look."""
        for name in absent:
            self._members.add(name)
            self._across.add(name, SILENCE, seen=False)

    def take_known(self, names: Collection[str]) -> None:
        """Takes what an interrupted scan of the same knew of repositories."""
        for name in sorted({*names} & {*self._record.done} & self._journal.names):
            entry = self._journal.known(name)
            if entry is None:
                continue
            self._done.add(name)
            self.totals.add(entry.line, entry.counts)
            self._take(name, entry.line, entry.exchange)
            if entry.exchange.is_asking:
                self._judged_by[name] = entry.abroad
        if self._done:
            self._watcher.resumed(len(self._done))

    def judge(self, orders: Iterable[Order]) -> None:
        """Judges what is not known yet."""

        def settled(order: Order, observation: Observation) -> None:
            self._watcher.settled(self._settle(order, observation))

        self._run(self._left(orders), settled)

    def ask(self, others: Iterable[Order]) -> None:
        """Lets other repositories tell what they know, where anybody asks; nothing else of them
        counts."""

        def settled(order: Order, observation: Observation) -> None:
            told = self._exchanges.pop(order.name).unasking()
            self._across.add(order.name, told, seen=observation.status in WITH_FINDINGS)

        if self._across.asking:
            self._run(map(self._answers.guessed, others), settled)

    def judge_again(self, holding: Holding) -> None:
        """Judges those again that were judged by other answers than there are."""
        answers: dict[str, Abroad] = {}
        for _ in range(ROUNDS):
            self._hold(holding)
            found, orders = self._across.answers(), self._orders
            answers = {name: found[name] for name in sorted(orders) if name in found}
            wrong = [name for name, told in answers.items() if told != orders[name].abroad]
            again = [replace(orders[name], abroad=answers[name]) for name in wrong]
            if not again:
                break
            self._watcher.again(len(again))
            self._run(again, self._settle)
            self._hold(holding)  # what one of them took that could not be judged this time
        self._answers.keep(answers)

    def _hold(self, holding: Holding) -> None:
        """Leaves those that could not be judged what they took when they were judged last."""
        unseen = frozenset(self._across.unseen)
        if not (unseen and self._across.is_limited):
            return
        held = self.recorder.asked(lambda: holding(unseen)) or {}
        for name, taken in held.items():
            exchange = exchange_of_held(taken)
            self._across.add(name, exchange, seen=False)
            if name in self._members:
                self.seen_of_register.add(name, exchange, seen=False)

    def finish(self, about_register: Sequence[RegisterLine] | None) -> None:
        """Says that all of it is done; see Record."""
        self.recorder.finish(about_register)
        if not self.recorder.fault:
            self._journal.finish()

    def _left(self, orders: Iterable[Order]) -> Iterator[Order]:
        """Orders of what is not done, by the answers of the last time."""
        for order in orders:
            if order.name not in self._done:
                yield self._answers.guessed(order)
            elif order.name in self._judged_by:
                self._orders[order.name] = replace(order, abroad=self._judged_by.pop(order.name))

    def _run(self, orders: Iterable[Order], settled: Settled) -> None:
        run(orders, Heard(self._engine, self._hear), self._quarantine, self._as_of, settled)

    def _hear(self, answer: Answer) -> None:
        outcome = answer.outcome
        told = outcome.exchange if isinstance(outcome, Observed) else SILENCE
        self._exchanges[answer.order.name] = told

    def _take(self, name: str, line: RepositoryLine, exchange: Exchange) -> None:
        seen = line.status in WITH_FINDINGS
        self._members.add(name)
        self._across.add(name, exchange, seen=seen)
        self.seen_of_register.add(name, exchange, seen=seen)

    def _settle(self, order: Order, observation: Observation) -> RepositoryLine:
        """Keeps what came of an order, in place of what came of an earlier one."""
        placement, exchange = order.member.placement, self._exchanges.pop(order.name)
        self.recorder.write(placement, observation)
        line = line_of(placement, observation)
        if not self.recorder.fault:
            self._journal.add(Entry(line, observation.counts, exchange, order.abroad))
        self.totals.add(line, observation.counts)
        self._take(order.name, line, exchange)
        if exchange.is_asking:
            self._orders[order.name] = order
        return line


class Heard:
    """An engine whose answers are heard before they are settled."""

    def __init__(self, engine: Engine, hear: Callable[[Answer], None]) -> None:
        self._engine = engine
        self._hear = hear

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """See Engine."""
        for answer in self._engine.run(orders, alone=alone):
            self._hear(answer)
            yield answer

    def close(self) -> None:
        """See Engine."""
        self._engine.close()
