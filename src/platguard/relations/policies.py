"""Network policies by namespace, and which of them isolate a pod."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from platguard.facts.selectors import InvalidSelector, Selector, parse_selector
from platguard.model.facts import NetworkPolicyFact
from platguard.relations.homes import UNSET, Home, home_of, selector_of
from platguard.relations.units import Unit, Units

DIRECTIONS = ("ingress", "egress")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its selector ready for use."""

    fact: NetworkPolicyFact
    selector: Selector | None
    """None when it is not known what it selects."""

    def isolates(self, direction: str) -> bool | None:
        """Whether it isolates traffic of `direction`; None when that is not known."""
        if self.fact.engine != "kubernetes":
            return True
        if direction in self.fact.unknown:
            return None
        return self.fact.ingress if direction == "ingress" else self.fact.egress

    def selects(self, labels: Mapping[str, str] | None) -> bool | None:
        """Whether it selects pods with `labels`; None when labels or selector are not known."""
        if self.selector is None:
            return None
        if labels is None:
            return True if self.selector.selects_everything() else None
        return self.selector.matches(labels)

    def denies_all(self, direction: str) -> bool | None:
        """Whether it is the default deny of `direction`; None when that is not known."""
        if self.fact.engine != "kubernetes":
            return None
        if self.selector is not None and not self.selector.selects_everything():
            return False
        rules = f"{direction}_rules"
        unknown = self.selector is None or rules in self.fact.unknown
        isolates = self.isolates(direction)
        if isolates is False or (rules not in self.fact.unknown and getattr(self.fact, rules)):
            return False
        return None if unknown or isolates is None else True

    def allows_all(self, direction: str) -> bool:
        """Whether it certainly opens `direction` of every pod of its namespace, on every port."""
        if self.selector is None or not self.selector.selects_everything():
            return False
        return any(
            rule.direction == direction and not rule.named_ports for rule in self.fact.open_rules
        )


@dataclass(slots=True)
class Bucket:
    """The policies of one namespace, found by a label that they require."""

    policies: list[Policy] = field(default_factory=list)
    _by_label: dict[tuple[str, str], list[Policy]] = field(default_factory=dict)
    _others: list[Policy] = field(default_factory=list)

    def add(self, policy: Policy) -> None:
        """Takes in a policy."""
        self.policies.append(policy)
        required = _required_label(policy)
        group = self._by_label.setdefault(required, []) if required else self._others
        group.append(policy)

    def candidates(self, labels: Mapping[str, str] | None) -> Iterator[Policy]:
        """The policies that could select pods with `labels`."""
        if labels is None:
            yield from self.policies
            return
        yield from self._others
        for label in labels.items():
            yield from self._by_label.get(label, ())


def _required_label(policy: Policy) -> tuple[str, str] | None:
    for requirement in policy.selector.requirements if policy.selector else ():
        if requirement.operator == "In" and len(requirement.values) == 1:
            return requirement.key, next(iter(requirement.values))
    return None


class Policies:
    """All policies of a repository."""

    def __init__(self, facts: Iterable[NetworkPolicyFact], units: Units) -> None:
        self._homes: defaultdict[Home, Bucket] = defaultdict(Bucket)
        self._cluster_wide = Bucket()
        self._anywhere: defaultdict[int, set[str]] = defaultdict(set)
        self._unshared: defaultdict[int, set[str]] = defaultdict(set)
        self._folders: set[str] = set()
        self._opaque_families = units.opaque_families()
        for fact in facts:
            unit = units.of(fact.path)
            if fact.path in unit.patches:
                # A patch changes a policy in ways that only Kustomize can tell.
                self._opaque_families.add(unit.family)
                continue
            home = home_of(fact, unit)
            bucket = self._cluster_wide if fact.cluster_wide else self._homes[home]
            bucket.add(_policy(fact, unit))
            self._folders.add(unit.folder)
            self._anywhere[unit.family].add(unit.folder)
            if home.unit:
                self._unshared[unit.family].add(unit.folder)

    def certain(self, home: Home) -> tuple[Bucket, ...]:
        """Policies that are in the namespace `home`, or everywhere."""
        return (self._homes.get(home, _NONE), self._cluster_wide)

    def possible(self, unit: Unit) -> Bucket:
        """Policies of `unit` that may be in any of its namespaces."""
        return self._homes.get(Home(unit.folder, UNSET, known=False), _NONE)

    def complete(self, unit: Unit, home: Home) -> bool:
        """Whether no policy can reach `home` but those that are certain or possible there.

        Units that list each other are deployed together, in a way that is not rendered here.
        """
        if unit.renamed:
            # The namespace that an overlay gives may be that of any policy.
            around = self._folders
        else:
            around = (self._anywhere if home.unit else self._unshared)[unit.family]
        return unit.family not in self._opaque_families and around <= {unit.folder}


_NONE = Bucket()


def _policy(fact: NetworkPolicyFact, unit: Unit) -> Policy:
    if fact.engine != "kubernetes":
        return Policy(fact, Selector(()))
    if "selector" in fact.unknown:
        return Policy(fact, None)
    try:
        return Policy(fact, parse_selector(selector_of(fact, unit)))
    except InvalidSelector:
        return Policy(fact, None)
