"""A cluster without machines: workers that come, go, stop and lie when they are told to."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from platguard.model.organisation import Member as Repository
from platguard.model.organisation import Observation, Placement
from platguard.organisation.engines import Answer, Asked
from platguard.organisation.engines.cluster import (
    Event,
    Failed,
    Gone,
    Heard,
    Member,
    Members,
    Patience,
)
from platguard.organisation.engines.remote import RemoteEngine
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Brief, Order, read_order
from platguard.organisation.worker import answer_json

NEVER = 1e9
HERE = {
    "python": "3.11",
    "platguard": "1.0-aa",
    "library": "distributed 9",
    "processes": "",
    "fault": "",
    "standards": "s",
    "configuration": "c",
    "register": "r",
    "tables": "t",
}
SECONDS = 100.0
PATIENCE = Patience(workers=20, others=5, silence=10)


@dataclass
class Machine:
    """A worker. Times are seconds of the world."""

    threads: int = 1
    comes: float = 0
    goes: float = NEVER
    stops: float = NEVER
    says: dict[str, str] = field(default_factory=dict)
    """What differs in its introduction."""
    fails: str = ""
    """Why it cannot do anything."""
    gives: bytes | None = None
    """Its answer to every order, instead of the right one."""
    keeps: bool = False
    """Whether it answers nothing, although it is there."""
    is_open: bool = True
    work: deque[tuple[str, Order | None]] = field(default_factory=deque)
    most: int = 0
    """The most orders that lay with it at a time."""


class World:
    """Passes a second whenever somebody waits."""

    address = "tcp://scheduler:1"

    def __init__(self, machines: dict[str, Machine], gone: float = NEVER) -> None:
        self.machines = machines
        self.now = 0.0
        self.gone = gone
        self.closed = False
        self.told: list[str] = []
        self.times_retried = 0
        self._events: deque[Event] = deque()

    def clock(self) -> float:
        """Its time."""
        return self.now

    def retried(self) -> None:
        """An engine has given an order to another worker."""
        self.times_retried += 1

    def introduce(self, key: str, worker: str) -> None:
        """See Cluster."""
        self._put(worker, key, None)

    def judge(self, key: str, worker: str, order: bytes, introduced: bytes) -> None:
        """See Cluster."""
        said = {**HERE, **self.machines[worker].says}
        assert json.loads(introduced) == said == HERE, "an order for somebody who is not fit"
        self._put(worker, key, read_order(order))

    def forget(self, key: str) -> None:
        """See Cluster."""
        for machine in self.machines.values():
            machine.work = deque(entry for entry in machine.work if entry[0] != key)
        self._events = deque(event for event in self._events if getattr(event, "key", "") != key)

    def next(self, seconds: float) -> Event | None:
        """See Cluster."""
        if not self._events and seconds:
            assert self.now < 5_000, "it does not come to an end"
            self.now += seconds
            self.pass_by()
        return self._events.popleft() if self._events else None

    def close(self) -> None:
        """See Cluster."""
        self.closed = True

    def _put(self, worker: str, key: str, order: Order | None) -> None:
        machine = self.machines[worker]
        machine.work.append((key, order))
        machine.most = max(machine.most, sum(bool(order) for _, order in machine.work))

    def pass_by(self) -> None:
        """Lets happen what happens in a second."""
        if self.now >= self.gone:
            self._events.append(Gone("the scheduler is gone"))
            return
        there = {a: m for a, m in self.machines.items() if m.comes <= self.now < m.goes}
        seen = {
            address: Member(address, m.threads, min(self.now, m.stops), m.is_open)
            for address, m in there.items()
        }
        self._events.append(Members(seen))
        for machine in there.values():
            if self.now < machine.stops and not machine.keeps:
                self._work(machine)

    def _work(self, machine: Machine) -> None:
        for _ in range(min(machine.threads, len(machine.work))):
            key, order = machine.work.popleft()
            if machine.fails:
                self._events.append(Failed(key, machine.fails))
            elif order is None:
                self._events.append(Heard(key, json.dumps({**HERE, **machine.says}).encode()))
            else:
                given = observed(order) if machine.gives is None else machine.gives
                self._events.append(Heard(key, given))


def observed(order: Order, status: str = "judged") -> bytes:
    """The answer of a worker that judged."""
    return answer_json(Observed(Observation(order.name, date(2026, 11, 22), status)))


def orders(number: int, folder: str = "/no/such/folder") -> list[Order]:
    """So many orders."""
    return [Order(Repository(Placement(f"team/{n}")), folder) for n in range(number)]


def engine(world: World, jobs: int | None = None) -> RemoteEngine:
    """An engine over a world."""
    here = json.dumps(HERE).encode()
    brief = Brief(datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22), "/")
    tell, retried = world.told.append, world.retried
    asked = Asked("", brief, jobs, SECONDS, 0, world.clock, tell, retried)
    return RemoteEngine(world, here, asked, PATIENCE)


def outcomes(answers: Iterable[Answer]) -> dict[str, Answer]:
    """The answers by repository, of which there must be one each."""
    found: dict[str, Answer] = {}
    for answer in answers:
        assert answer.order.name not in found
        found[answer.order.name] = answer
    return found
