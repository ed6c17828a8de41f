"""How many pods of a namespace are isolated: whether an open one was forgotten, or is as most are.

A namespace in which one pod in ten has a policy has no segmentation from which nine were left out;
that is what its default is for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from platguard.relations.companions import Placed
from platguard.relations.homes import Home
from platguard.relations.policies import Policies


class Isolation:
    """The isolated and the open pods of each namespace, by direction."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._isolated: defaultdict[tuple[Home, str], set[str]] = defaultdict(set)
        self._open: defaultdict[tuple[Home, str], set[str]] = defaultdict(set)
        self._selecting: defaultdict[tuple[Home, str], set[str]] = defaultdict(set)
        self._known: dict[tuple[Home, str], bool] = {}

    def add(
        self, workload: Placed, direction: str, covered: bool | None, names: Collection[str]
    ) -> None:
        """Takes in a workload; `names` are those of the policies that isolate it."""
        if covered is None or workload.fact.host_network:
            return
        key = (workload.home, direction)
        (self._isolated if covered else self._open)[key].add(workload.fact.address)
        self._selecting[key].update(names)

    def is_usual(self, home: Home, direction: str) -> bool:
        """Whether policies of a namespace isolate at least as many pods as they leave open.

        One that selects nobody here stands for a workload that is deployed from elsewhere.
        """
        key = (home, direction)
        if key not in self._known:
            others = self._policies.names(home, direction) - self._selecting[key]
            isolated = len(self._isolated[key]) + len(others)
            self._known[key] = isolated >= len(self._open[key])
        return self._known[key]
