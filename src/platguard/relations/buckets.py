"""What selects pods, by namespace: found by a label that it requires, or known to be incomplete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Generic, Protocol, TypeVar

from platguard.facts.selectors import Selector
from platguard.records import dataclass
from platguard.relations.homes import UNSET, Home
from platguard.relations.units import Unit, Units


class Selecting(Protocol):
    """What selects pods by their labels."""

    @property
    def selector(self) -> Selector | None:
        """Its selector; None when it is not known what it selects."""


S = TypeVar("S", bound=Selecting)


def selects(selector: Selector | None, labels: Mapping[str, str] | None) -> bool | None:
    """Whether pods with `labels` are selected; None when labels or selector are not known."""
    if selector is None:
        return None
    if labels is None:
        return True if selector.selects_everything() else None
    return selector.matches(labels)


@dataclass(slots=True)
class Bucket(Generic[S]):
    """What selects pods of one namespace, found by a label that it requires."""

    members: list[S] = field(default_factory=list)
    _by_label: dict[tuple[str, str], list[S]] = field(default_factory=dict)
    _others: list[S] = field(default_factory=list)

    def add(self, member: S) -> None:
        """Takes in a member."""
        self.members.append(member)
        required = _required_label(member.selector)
        group = self._by_label.setdefault(required, []) if required else self._others
        group.append(member)

    def candidates(self, labels: Mapping[str, str] | None) -> Iterator[S]:
        """The members that could select pods with `labels`."""
        if labels is None:
            yield from self.members
            return
        yield from self._others
        for label in labels.items():
            yield from self._by_label.get(label, ())


def _required_label(selector: Selector | None) -> tuple[str, str] | None:
    for requirement in selector.requirements if selector else ():
        if requirement.operator == "In" and len(requirement.values) == 1:
            return requirement.key, next(iter(requirement.values))
    return None


class Namespaces(Generic[S]):
    """The namespaces of a repository, and what selects pods in each."""

    def __init__(self, units: Units) -> None:
        self.everywhere: Bucket[S] = Bucket()
        """What is not bound to a namespace."""
        self._homes: defaultdict[Home, Bucket[S]] = defaultdict(Bucket)
        self._nothing: Bucket[S] = Bucket()
        self._folders: set[str] = set()
        self._anywhere: defaultdict[str, set[str]] = defaultdict(set)
        self._unshared: defaultdict[str, set[str]] = defaultdict(set)
        self._opaque_families = units.opaque_families()

    def add(self, member: S, unit: Unit, home: Home, *, everywhere: bool = False) -> None:
        """Takes in what `unit` deploys into `home`, or into every namespace."""
        bucket = self.everywhere if everywhere else self._homes[home]
        bucket.add(member)
        self._folders.add(unit.folder)
        self._anywhere[unit.family].add(unit.folder)
        if home.unit:
            self._unshared[unit.family].add(unit.folder)

    def add_patch(self, unit: Unit) -> None:
        """Notes that `unit` patches a member in ways that only Kustomize can tell."""
        self._opaque_families.add(unit.family)

    def certain(self, home: Home) -> tuple[Bucket[S], ...]:
        """What is in the namespace `home`, or everywhere."""
        return (self._homes.get(home, self._nothing), self.everywhere)

    def possible(self, unit: Unit) -> Bucket[S]:
        """What of `unit` may be in any of its namespaces."""
        return self._homes.get(Home(unit.folder, UNSET, known=False), self._nothing)

    def complete(self, unit: Unit, home: Home) -> bool:
        """Whether nothing can reach `home` but what is certain or possible there.

        Units that list each other are deployed together, in a way that is not rendered here.
        """
        if unit.renamed:
            # The namespace that an overlay gives may be that of any member.
            around = self._folders
        else:
            around = (self._anywhere if home.unit else self._unshared)[unit.family]
        return unit.family not in self._opaque_families and around <= {unit.folder}
