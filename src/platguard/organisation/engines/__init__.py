"""What runs orders: an engine takes them one by one, and gives what came of each in any order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from platguard.errors import UsageError
from platguard.extras import demand
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Brief, Order
from platguard.organisation.slots import Clock
from platguard.records import dataclass


class Lost(NamedTuple):
    """An order whose worker died, hung or ran out of memory."""

    reason: str
    commit: str
    """The commit that was being judged; empty when it was lost before that was known."""
    blameless: bool = False
    """Whether it was lost for a fault of the engine, which says nothing about the repository."""


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


@dataclass(frozen=True, slots=True)
class Asked:
    """How an engine is to work."""

    address: str
    """Where it is; empty for what is started here."""
    brief: Brief
    jobs: int | None
    """How many repositories are judged at the same time; None for what the engine has room for."""
    seconds: float
    """How long a repository may take."""
    memory: int
    """Bytes that a repository may take; 0 for no limit."""
    clock: Clock
    tell: Callable[[str], None]
    """Hears of workers that are lost or cannot be used."""
    retried: Callable[[], None]
    """Hears that a repository is given to another worker."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of engine, as `--engine` names it: `KIND`, or `KIND:ADDRESS`."""

    form: str
    """How its name is written, for people."""
    address: re.Pattern[str]
    needs: Sequence[str]
    """The libraries without which there is none."""
    open: Callable[[Asked], Engine]


def _local(asked: Asked) -> Engine:
    from platguard.organisation.engines.local import open_engine

    return open_engine(asked)


def _dask(asked: Asked) -> Engine:
    from platguard.organisation.engines.dask import open_engine

    return open_engine(asked)


_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
ENGINES = {
    "local": Kind("local", re.compile(""), (), _local),
    "dask": Kind(
        "dask:tcp://HOST:PORT",
        re.compile(rf"(?:tcp|tls)://{_HOST}:[0-9]{{1,5}}"),
        ("distributed",),
        _dask,
    ),
}
"""Every kind of engine, by the word that its name begins with."""


def check_engine(name: str) -> str:
    """The name, when it is one of an engine that can be used here; UsageError when it is not."""
    word, _, address = name.partition(":")
    kind = ENGINES.get(word)
    if kind is None or not kind.address.fullmatch(address) or name.endswith(":"):
        forms = ", ".join(kind.form for kind in ENGINES.values())
        raise UsageError(f"no engine is called {name!r}", hint=f"Write one of: {forms}.")
    demand(f"the engine {word}", kind.needs, "org,distributed")
    return name


def _silent(*_: object) -> None:
    pass


def engine_of(
    name: str,
    brief: Brief,
    jobs: int | None,
    seconds: float,
    memory: int,
    clock: Clock,
    *,
    tell: Callable[[str], None] = _silent,
    retried: Callable[[], None] = _silent,
) -> Engine:
    """The engine of a name, ready to work; see Asked for what it is given.

    Raises UsageError when it is no name of an engine, when nothing answers at its address, and
    when those who work there could come to other results than this process.
    """
    word, _, address = check_engine(name).partition(":")
    return ENGINES[word].open(Asked(address, brief, jobs, seconds, memory, clock, tell, retried))
