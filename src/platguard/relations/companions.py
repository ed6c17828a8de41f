"""The companions of workloads, by namespace: which select a pod, scale it or limit it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from platguard.facts.selectors import InvalidSelector, Selector, parse_selector
from platguard.model.document import NOWHERE
from platguard.model.facts import CompanionFact, WorkloadFact
from platguard.records import dataclass
from platguard.relations.buckets import Bucket, Namespaces, selects
from platguard.relations.homes import (
    UNSET,
    Home,
    home_of,
    in_release,
    labels_of,
    selector_of,
)
from platguard.relations.units import CHART, Unit, Units

COMPOSE = "service"
"""Kind of the workloads that are services of a Compose file, which have no namespace."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A workload where it is deployed."""

    fact: WorkloadFact
    unit: Unit
    home: Home

    @property
    def labels(self) -> dict[str, str] | None:
        """Labels of its pods once deployed; None when they are not known."""
        return None if "labels" in self.fact.unknown else labels_of(self.fact, self.unit)

    @property
    def order(self) -> tuple[str, int, int]:
        """Sorts by path and place."""
        place = self.fact.places.get("", NOWHERE)
        return (self.fact.path, place.line, place.column)


def placed(facts: Iterable[WorkloadFact], units: Units) -> list[Placed]:
    """The workloads of Kubernetes where they are deployed, in the order of files.

    A patch is a part of a workload and none itself.
    """
    found = []
    for fact in facts:
        unit = units.of(fact.path)
        if fact.kind != COMPOSE and fact.path not in unit.patches:
            found.append(Placed(fact, unit, home_of(fact, unit)))
    return sorted(found, key=lambda workload: workload.order)


@dataclass(frozen=True, slots=True)
class Companion:
    """A companion where it is deployed, its selector ready for use."""

    fact: CompanionFact
    unit: Unit
    home: Home
    selector: Selector | None
    """None when it is not known what it selects."""

    def may_join(self, workload: Placed) -> bool:
        """Whether it may be in the namespace of a workload from which it is told apart here."""
        if not (self.home.known and workload.home.known):
            return True
        if self.home == workload.home or self.unit is workload.unit:
            return False
        is_named = UNSET not in (self.home.namespace, workload.home.namespace)
        return self.unit.renamed or workload.unit.renamed or not is_named


@dataclass(frozen=True, slots=True)
class Selected:
    """The companions that select the pods of a workload."""

    certain: list[Companion]
    possible: list[Companion]
    """Those of which it cannot be known."""
    complete: bool
    """Whether there are no others that may."""


class Companions:
    """All companions of one kind."""

    def __init__(self, facts: Iterable[CompanionFact], kind: str, units: Units) -> None:
        self._namespaces: Namespaces[Companion] = Namespaces(units)
        self._releases: defaultdict[str, Bucket[Companion]] = defaultdict(Bucket)
        self._by_target: defaultdict[tuple[Home | str, str, str], list[Companion]]
        self._by_target = defaultdict(list)
        self._families: defaultdict[str, list[Companion]] = defaultdict(list)
        self._open: defaultdict[str, int] = defaultdict(int)
        for fact in facts:
            if fact.kind != kind:
                continue
            unit = units.of(fact.path)
            if fact.path in unit.patches:
                self._namespaces.add_patch(unit)
            else:
                self._add(Companion(fact, unit, home_of(fact, unit), _selector(fact, unit)))

    def _add(self, companion: Companion) -> None:
        fact, unit, home = companion.fact, companion.unit, companion.home
        self._families[unit.family].append(companion)
        place: Home | str = home
        if in_release(fact, unit):
            place = unit.folder
            self._releases[unit.folder].add(companion)
        else:
            self._namespaces.add(companion, unit, home)
            self._open[unit.family] += not home.known
        self._by_target[place, fact.target_kind, fact.target_name].append(companion)
        self._open[unit.family] += not {"target_kind", "target_name"}.isdisjoint(fact.unknown)

    def selecting(self, workload: Placed) -> Selected:
        """Those that select the pods of a workload."""
        labels = workload.labels
        near = self._namespaces.possible(workload.unit).candidates(labels)
        maybe = [found for found in near if self._selects(found, labels) is not False]
        answers = [
            (found, self._selects(found, labels))
            for bucket in self._around(workload)
            for found in bucket.candidates(labels)
        ]
        return Selected(
            [found for found, answer in answers if answer],
            [found for found, answer in answers if answer is None] + maybe,
            workload.home.known and self._namespaces.complete(workload.unit, workload.home),
        )

    def _around(self, workload: Placed) -> tuple[Bucket[Companion], ...]:
        """Those that are certainly in the namespace of a workload."""
        if in_release(workload.fact, workload.unit):
            return (self._releases[workload.unit.folder],)
        return self._namespaces.certain(workload.home) if workload.home.known else ()

    @staticmethod
    def _selects(companion: Companion, labels: Mapping[str, str] | None) -> bool | None:
        return False if companion.fact.selects_nothing else selects(companion.selector, labels)

    def targeting(self, workload: Placed) -> Selected:
        """Those that name a workload as what they scale.

        What a chart deploys is scaled by the chart itself; its names are templates, and equal
        templates make equal names.
        """
        fact, unit = workload.fact, workload.unit
        released = in_release(fact, unit)
        place: Home | str = unit.folder if released else workload.home
        certain = self._by_target.get((place, fact.kind, fact.name), [])
        shared = unit.kind == CHART or self._namespaces.complete(unit, workload.home)
        named = "name" not in fact.unknown or not self._families[unit.family]
        return Selected(certain, [], shared and named and not self._open[unit.family])

    def within(self, workload: Placed) -> list[Companion]:
        """Those that are certainly in the namespace of a workload."""
        return [found for bucket in self._around(workload) for found in bucket.members]

    def doubtful(self, workload: Placed) -> bool:
        """Whether one that is deployed with the workload may be in its namespace, or may not."""
        certain = {id(found) for found in self.within(workload)}
        family = self._families[workload.unit.family]
        return any(id(found) not in certain and found.may_join(workload) for found in family)


def _selector(fact: CompanionFact, unit: Unit) -> Selector | None:
    if "selector" in fact.unknown:
        return None
    try:
        return parse_selector(selector_of(fact, unit))
    except InvalidSelector:
        return None
