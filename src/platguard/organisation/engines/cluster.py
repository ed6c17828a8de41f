"""What an engine beyond this machine asks of whatever carries orders to its workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from platguard.records import dataclass


class Member(NamedTuple):
    """A worker, as those see it who carry orders."""

    name: str
    """What people call it."""
    threads: int
    """How many orders it works on at the same time."""
    seen: float
    """Changes whenever something is heard from it; by a clock that is nobody else's."""
    is_open: bool
    """Whether it takes more orders."""


class Heard(NamedTuple):
    """What a worker answered."""

    key: str
    data: bytes


class Failed(NamedTuple):
    """Something that will not be answered any more."""

    key: str
    reason: str


class Members(NamedTuple):
    """All workers that there are now, by address."""

    members: Mapping[str, Member]


class Gone(NamedTuple):
    """Nothing will be heard any more of anybody."""

    reason: str


Event = Heard | Failed | Members | Gone


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an engine waits for others."""

    workers: float = 60.0
    """Seconds without a worker that can be used."""
    others: float = 10.0
    """Seconds in which all workers should introduce themselves when one has."""
    silence: float = 300.0
    """Seconds in which nothing is heard from a worker, or from whatever carries the orders."""


class Cluster(Protocol):
    """Carries orders to workers, each to the one that it is meant for, and answers back."""

    address: str
    """Where it is, for people."""

    def introduce(self, key: str, worker: str) -> None:
        """Asks a worker for its introduction."""
        ...

    def judge(self, key: str, worker: str, order: bytes, introduced: bytes) -> None:
        """Gives an order to a worker that has introduced itself so."""
        ...

    def forget(self, key: str) -> None:
        """Nobody waits any more for what was asked by a key."""
        ...

    def next(self, seconds: float) -> Event | None:
        """What happened next; None when nothing did within so many seconds."""
        ...

    def close(self) -> None:
        """Ends what workers do for us, and the connection, at once."""
        ...
