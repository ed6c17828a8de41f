"""What runs orders: an engine takes them one by one, and gives what came of each in any order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from platguard.organisation.observing import Observed
from platguard.organisation.orders import Order


class Lost(NamedTuple):
    """An order whose worker died, hung or ran out of memory."""

    reason: str
    commit: str
    """The commit that was being judged; empty when it was lost before that was known."""


class Answer(NamedTuple):
    """What came of an order."""

    order: Order
    outcome: Observed | Lost


class Engine(Protocol):
    """Runs orders somewhere."""

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """Answers as they come, each order once; `alone` runs one at a time.

        Orders are taken when there is somebody to work on them, so that any number may wait.
        """
        ...

    def close(self) -> None:
        """Ends everything that was started, at once."""
        ...
