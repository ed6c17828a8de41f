"""Network policies by namespace, and which of them isolate a pod."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from platguard.facts.selectors import InvalidSelector, Selector, parse_selector
from platguard.model.facts import NetworkPolicyFact
from platguard.relations.buckets import Bucket, Namespaces, selects
from platguard.relations.homes import Home, home_of, selector_of
from platguard.relations.units import Unit, Units

DIRECTIONS = ("ingress", "egress")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its selector ready for use."""

    fact: NetworkPolicyFact
    selector: Selector | None
    """None when it is not known what it selects."""

    @property
    def is_evaluated(self) -> bool:
        """Whether it is one of Kubernetes itself; those of network plugins are only noticed."""
        return self.fact.engine == "kubernetes"

    def isolates(self, direction: str) -> bool | None:
        """Whether it isolates traffic of `direction`; None when that is not known."""
        if not self.is_evaluated:
            return True
        if direction in self.fact.unknown:
            return None
        return self.fact.ingress if direction == "ingress" else self.fact.egress

    def selects(self, labels: Mapping[str, str] | None) -> bool | None:
        """Whether it selects pods with `labels`; None when labels or selector are not known."""
        return selects(self.selector, labels)

    def denies_all(self, direction: str) -> bool | None:
        """Whether it is the default deny of `direction`; None when that is not known."""
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


class Policies:
    """All policies of a repository."""

    def __init__(self, facts: Iterable[NetworkPolicyFact], units: Units) -> None:
        self._namespaces: Namespaces[Policy] = Namespaces(units)
        self._policed: dict[tuple[Home, str], bool] = {}
        for fact in facts:
            unit = units.of(fact.path)
            if fact.path in unit.patches:
                self._namespaces.add_patch(unit)
                continue
            policy, home = _policy(fact, unit), home_of(fact, unit)
            self._namespaces.add(policy, unit, home, everywhere=fact.cluster_wide)

    def certain(self, home: Home) -> tuple[Bucket[Policy], ...]:
        """Policies that are in the namespace `home`, or everywhere."""
        return self._namespaces.certain(home)

    def possible(self, unit: Unit) -> Bucket[Policy]:
        """Policies of `unit` that may be in any of its namespaces."""
        return self._namespaces.possible(unit)

    def polices(self, home: Home, direction: str) -> bool:
        """Whether a policy isolates `direction` for some pod of the namespace `home`."""
        key = (home, direction)
        if key not in self._policed:
            self._policed[key] = any(
                policy.isolates(direction)
                for bucket in self.certain(home)
                for policy in bucket.members
            )
        return self._policed[key]

    def complete(self, unit: Unit, home: Home) -> bool:
        """Whether no policy can reach `home` but those that are certain or possible there."""
        return self._namespaces.complete(unit, home)


def _policy(fact: NetworkPolicyFact, unit: Unit) -> Policy:
    if fact.engine != "kubernetes":
        return Policy(fact, Selector(()))
    if "selector" in fact.unknown:
        return Policy(fact, None)
    try:
        return Policy(fact, parse_selector(selector_of(fact, unit)))
    except InvalidSelector:
        return Policy(fact, None)
