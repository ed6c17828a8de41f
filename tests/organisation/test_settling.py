"""Whatever comes of orders, however often and in whatever order: each repository is settled."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platguard.cache import Cache
from platguard.model.organisation import Member, Observation, Placement, Row, Terms
from platguard.model.organisation_scan import RepositoryLine
from platguard.organisation import run as running
from platguard.organisation.engines import Answer, Lost
from platguard.organisation.exchange import Exchange
from platguard.organisation.observing import Observed, unjudged
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.scanning import Scanning, scan_members

DAY = date(2026, 11, 22)
DIGEST = f"sha256:{'0' * 64}"
TERMS = Terms(DAY, "UTC", "1.0", DIGEST, DIGEST, DIGEST, {}, [])
NAMES = [f"team/{number}" for number in range(5)]
MEMBERS = [Member(Placement(name, "team"), path=f"/clones/{name}") for name in NAMES]

SEEN, FAILED, FAILED_FOR_NOW, LOST, LOST_WITH_ITS_MACHINE = range(5)
Moods = Mapping[str, Sequence[int]]
"""What comes of each try of a repository; after the last one, it is seen."""

EXCHANGES = st.builds(
    Exchange,
    names=st.lists(st.sampled_from(["component:default/a", "component:default/b"]), unique=True),
    targets=st.dictionaries(st.sampled_from("xy"), st.sampled_from(["99", "99.9"])),
    asks_targets=st.lists(st.sampled_from("xy"), unique=True),
    claims=st.dictionaries(st.sampled_from(["EXC-1"]), st.tuples(st.just(3), st.integers(1, 4))),
)


class Moody:
    """An engine that does with orders what it likes."""

    def __init__(self, moods: Moods, exchanges: Mapping[str, Exchange], shuffle: int) -> None:
        self._moods, self._exchanges = moods, exchanges
        self._random = random.Random(shuffle)
        self._tries: Counter[str] = Counter()

    def run(self, orders: Iterable[Order], *, alone: bool = False) -> Iterator[Answer]:
        """Takes some orders ahead, and answers in an order of its own."""
        waiting: list[Order] = []
        for order in orders:
            waiting.append(order)
            while waiting and self._random.random() < 0.5:
                yield self._answer(waiting)
        while waiting:
            yield self._answer(waiting)

    def close(self) -> None:
        """Nothing was started."""

    def _answer(self, waiting: list[Order]) -> Answer:
        order = waiting.pop(self._random.randrange(len(waiting)))
        moods, number = self._moods[order.name], self._tries[order.name]
        self._tries[order.name] += 1
        mood = moods[number] if number < len(moods) else SEEN
        if mood in (LOST, LOST_WITH_ITS_MACHINE):
            return Answer(order, Lost("it died", "d" * 40, mood == LOST_WITH_ITS_MACHINE))
        if mood in (FAILED, FAILED_FOR_NOW):
            fault = unjudged(order, DAY, "failed", "no luck")
            return Answer(order, Observed(fault, transient=mood == FAILED_FOR_NOW))
        return Answer(order, Observed(_seen(order), exchange=self._exchanges[order.name]))


def _seen(order: Order) -> Observation:
    """An observation that shows by what answers it was made."""
    told = json.dumps(asdict(order.abroad), sort_keys=True)
    row = Row("r", "0" * 32, "fail", "error", "high", told, "f", 1, 1, "a", "s")
    return Observation(
        order.name, DAY, "judged", commit="c" * 40, judged=1, counts={"r": {"fail": 1}}, rows=[row]
    )


class Kept:
    """A record that keeps the last of each."""

    done: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.found: dict[str, Observation] = {}
        self.settled: Counter[str] = Counter()

    def write(self, placement: Placement, observation: Observation) -> None:
        """Keeps an observation in place of an earlier one."""
        assert placement.name == observation.repository
        self.found[placement.name] = observation

    def finish(self, about_register: object = None) -> None:
        """Nothing is left to do."""

    def told(self, line: RepositoryLine) -> None:
        """Counts how often people hear of a repository."""
        self.settled[line.name] += 1


class Watcher:
    """Counts what it hears."""

    def __init__(self, kept: Kept) -> None:
        self.settled = kept.told

    def resumed(self, number: int) -> None:
        """Nothing was interrupted."""
        raise AssertionError

    def again(self, number: int) -> None:
        """Some answers were others than expected."""
        assert number


def scanned(moods: Moods, exchanges: Mapping[str, Exchange], shuffle: int) -> object:
    """What a scan comes to: its lines, and what was kept."""
    engine, kept, cache = Moody(moods, exchanges, shuffle), Kept(), Cache(None)
    orders = (Order(member, member.path) for member in MEMBERS)
    scanning = Scanning(TERMS, None, "history", "error", False, "")
    scan = scan_members(MEMBERS, orders, engine, Quarantine(cache), scanning, kept, Watcher(kept))
    assert kept.settled == Counter(NAMES)
    assert [line.name for line in scan.repositories] == NAMES
    assert {n: seen.status for n, seen in kept.found.items()} == {
        line.name: line.status for line in scan.repositories
    }
    assert {line.status for line in scan.repositories} <= {"judged", "failed", "quarantined"}
    return scan, kept.found


MOODS = st.fixed_dictionaries(
    {name: st.lists(st.integers(SEEN, LOST_WITH_ITS_MACHINE), max_size=4) for name in NAMES}
)


@settings(max_examples=150)
@given(MOODS, st.fixed_dictionaries(dict.fromkeys(NAMES, EXCHANGES)), st.integers(0, 99))
def test_every_repository_is_settled_in_whatever_order(
    moods: Moods, exchanges: Mapping[str, Exchange], shuffle: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "PAUSE", 0.0)
        assert scanned(moods, exchanges, 0) == scanned(moods, exchanges, shuffle)
