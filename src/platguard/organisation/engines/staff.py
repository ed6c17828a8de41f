"""The workers of an engine beyond this machine: who is there, who is fit, who has room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from platguard.organisation.engines.cluster import Member


class Worker:
    """One worker, and what it was given."""

    def __init__(self, address: str, member: Member, now: float) -> None:
        self.address = address
        self.member = member
        self.introduced = b""
        """What it said of itself; empty before it did."""
        self.is_fit: bool | None = None
        """Whether its answers are those that this process would give; None before it is known."""
        self.is_silent = False
        self.keys: set[str] = set()
        """Of the orders that it has."""
        self._heard_at = now

    @property
    def told(self) -> str:
        """What people call it."""
        name, address = self.member.name, self.address
        return f"worker {address}" if name == address else f"worker {name} ({address})"

    def look(self, member: Member, now: float) -> None:
        """Notes what is known of it now."""
        if member.seen != self.member.seen:
            self._heard_at = now
            self.is_silent = False
        self.member = member

    def silent_for(self, now: float) -> float:
        """Seconds since anything was heard from it."""
        return now - self._heard_at


class Staff:
    """All workers, by address."""

    def __init__(self) -> None:
        self._workers: dict[str, Worker] = {}

    def __iter__(self) -> Iterator[Worker]:
        return iter(list(self._workers.values()))

    def get(self, address: str) -> Worker | None:
        """The worker at an address; None when it is not there any more."""
        return self._workers.get(address)

    def update(
        self, members: Mapping[str, Member], now: float
    ) -> tuple[list[Worker], list[Worker]]:
        """Who is new, and who is gone."""
        for address, worker in self._workers.items():
            if address in members:
                worker.look(members[address], now)
        left = [w for address, w in self._workers.items() if address not in members]
        for worker in left:
            del self._workers[worker.address]
        new = [
            Worker(address, member, now)
            for address, member in sorted(members.items())
            if address not in self._workers
        ]
        self._workers.update({worker.address: worker for worker in new})
        return new, left

    @property
    def is_able(self) -> bool:
        """Whether anybody is there who works on orders, or could."""
        return any(
            worker.is_fit and not worker.is_silent and (worker.member.is_open or worker.keys)
            for worker in self
        )

    def free(self, ahead: int, avoided: Collection[str]) -> Worker | None:
        """Who has most room for an order, `ahead` of them waiting; rather none of the avoided."""
        with_room = [
            (worker.address in avoided, len(worker.keys) - worker.member.threads, worker.address)
            for worker in self
            if worker.is_fit
            and worker.member.is_open
            and not worker.is_silent
            and len(worker.keys) < worker.member.threads + ahead
        ]
        return self._workers[min(with_room)[2]] if with_room else None
