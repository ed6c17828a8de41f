"""Which findings of two scans got worse, or better, by how far they are from what is asked for.

A rule may say in numbers how far a finding is from what it asks for, its `gap`: days since the
support of a version ended, replicas that are missing. The numbers of one rule can be compared, and
only those.

What only its order in a file names (the second stage, a copy) is not what it was called as soon as
another one goes away or changes place. Of those nobody is blamed for what one of them had before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from platguard.model.drift import Earlier
from platguard.model.report import Finding
from platguard.patterns import pattern
from platguard.tuples import NamedTuple

WORSE, BETTER = "worse", "better"

_POSITION = pattern(r"(?<![\w.-])\d+(?![\w.-])")
"""A number that stands for a place in an order; `web-2` is a name."""


class _Group(NamedTuple):
    """What findings have in common that only their order tells apart."""

    rule: str
    path: str
    address: str
    subject: str


class _Pair(NamedTuple):
    """The gaps of a finding that both scans have."""

    number: int
    was: int
    now: int


class Orders:
    """The order of the gaps of findings that two scans have."""

    def __init__(
        self,
        before: Sequence[Earlier],
        now: Sequence[Finding],
        pairs: Mapping[int, int],
        gap_then: Callable[[Finding], int | None],
    ) -> None:
        """`pairs` has the number before of each finding of now that was there; `gap_then` gives the
        gap that a finding of now would have had on the day of `before`, None where the two cannot
        be compared."""
        self._before = before
        self._now = now
        self._pairs = pairs
        self._gap_then = gap_then

    def of(self, number: int) -> str:
        """WORSE or BETTER for a finding of now; empty where neither can be said."""
        return self._orders.get(number, "")

    @cached_property
    def _orders(self) -> Mapping[int, str]:
        gaps: defaultdict[_Group, list[int]] = defaultdict(list)
        for earlier in self._before:
            if earlier.finding.gap is not None:
                gaps[_group(earlier.finding)].append(earlier.finding.gap)
        differing: defaultdict[_Group, list[_Pair]] = defaultdict(list)
        # In their order: which one is excused must not hang on how they were found to be one.
        for number, earlier_number in sorted(self._pairs.items()):
            was = self._before[earlier_number].finding
            if was.gap is None:
                continue
            gap = self._gap_then(self._now[number])
            if gap is None or gap == was.gap:
                gaps[_group(was)].remove(was.gap)  # whoever has it still is nobody else
            else:
                differing[_group(was)].append(_Pair(number, was.gap, gap))
        found: dict[int, str] = {}
        for group, pairs in differing.items():
            found |= _orders_of(pairs, gaps[group])
        return found


def _orders_of(pairs: Iterable[_Pair], left: list[int]) -> dict[int, str]:
    """The orders of findings of one group; `left` are the gaps of those that are not as they were.

    First what another one had before, then what is nearer than it was itself, then the others.
    """
    orders = {}
    rest = []
    for pair in pairs:
        if pair.now in left:
            left.remove(pair.now)
        else:
            rest.append(pair)
    for pair in sorted(rest, key=lambda pair: (pair.now > pair.was, -pair.now)):
        own = pair.was if pair.was > pair.now else None
        greater = [gap for gap in left if gap > pair.now]
        taken = own if own in left else min(greater, default=None)
        orders[pair.number] = WORSE if taken is None else BETTER
        if taken is not None:
            left.remove(taken)
    return orders


def _group(found: Finding) -> _Group:
    address, subject = (_POSITION.sub("#", text) for text in (found.address, found.subject))
    return _Group(found.rule, found.path, address, subject)
