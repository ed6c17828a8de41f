"""Network policies by namespace, and which of them isolate a pod."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from platguard.facts.selectors import InvalidSelector, Selector, parse_selector
from platguard.model.facts import NetworkPolicyFact, WorkloadFact
from platguard.records import dataclass
from platguard.relations.alternatives import Alternatives
from platguard.relations.buckets import Bucket, Namespaces, selects
from platguard.relations.homes import UNSET, Home, home_of, selector_of
from platguard.relations.units import Unit, Units

DIRECTIONS = ("ingress", "egress")
_MOST_FILES = 200
"""Files of policies of one namespace among which one is looked for that polices a workload."""


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
        """Whether it is a default deny of `direction`; None when that is not known.

        Policies add up (networking/v1 types.go), so one that isolates every pod and lets some
        traffic through is a default deny together with what it lets through.
        """
        if self.selector is not None and not self.selector.selects_everything():
            return False
        isolates = self.isolates(direction)
        if isolates is False or self.allows_all(direction):
            return False
        doubts = {"open_rules", f"{direction}_rules"}.intersection(self.fact.unknown)
        return None if self.selector is None or isolates is None or doubts else True

    def allows_all(self, direction: str) -> bool:
        """Whether it certainly opens `direction` of every pod of its namespace, on every port."""
        if self.selector is None or not self.selector.selects_everything():
            return False
        return any(
            rule.direction == direction and not rule.named_ports for rule in self.fact.open_rules
        )


class Policies:
    """All policies of a repository."""

    def __init__(
        self,
        facts: Iterable[NetworkPolicyFact],
        units: Units,
        workloads: Iterable[WorkloadFact] = (),
    ) -> None:
        """`workloads` are those that they may select, none of them a patch."""
        self._namespaces: Namespaces[Policy] = Namespaces(units)
        self._policing: dict[tuple[Home, str], list[Policy]] = {}
        self._policed: dict[tuple[Home, str, str], bool] = {}
        whole: list[NetworkPolicyFact] = []
        for fact in facts:
            unit = units.of(fact.path)
            if fact.path in unit.patches:
                self._namespaces.add_patch(unit)
                continue
            whole.append(fact)
            policy, home = _policy(fact, unit), home_of(fact, unit)
            self._namespaces.add(policy, unit, home, everywhere=fact.cluster_wide)
        self._alternatives = Alternatives([*whole, *workloads])

    def certain(self, home: Home) -> tuple[Bucket[Policy], ...]:
        """Policies that are in the namespace `home`, or everywhere."""
        return self._namespaces.certain(home)

    def possible(self, unit: Unit) -> Bucket[Policy]:
        """Policies of `unit` that may be in any of its namespaces."""
        return self._namespaces.possible(unit)

    def goes_with(self, policy: Policy, workload: WorkloadFact) -> bool:
        """Whether somebody may deploy both: their files are no alternatives."""
        return not self._alternatives.are(policy.fact.path, workload.path)

    def polices(self, home: Home, workload: WorkloadFact, direction: str) -> bool:
        """Whether a policy isolates `direction` for some pod of the namespace of a workload.

        Where the namespace has no name, files that lie far apart say nothing of each other; nor do
        the files of a folder of cases.
        """
        key = (home, workload.path, direction)
        if key not in self._policed:
            self._policed[key] = any(
                self.goes_with(policy, workload)
                and not self._alternatives.are_cases(policy.fact.path, workload.path)
                and (home.namespace != UNSET or _are_near(policy.fact.path, workload.path))
                for policy in self._isolating(home, direction)
            )
        return self._policed[key]

    def names(self, home: Home, direction: str) -> set[str]:
        """Names of the policies that isolate `direction` for some pod of a namespace."""
        members = (policy for bucket in self.certain(home) for policy in bucket.members)
        return {policy.fact.name for policy in members if policy.isolates(direction)}

    def _isolating(self, home: Home, direction: str) -> list[Policy]:
        """A policy of each file that isolates `direction` in a namespace."""
        key = (home, direction)
        if key not in self._policing:
            members = (policy for bucket in self.certain(home) for policy in bucket.members)
            found: dict[str, Policy] = {}
            for policy in members:
                if policy.isolates(direction):
                    found.setdefault(policy.fact.path, policy)
            self._policing[key] = list(found.values())[:_MOST_FILES]
        return self._policing[key]

    def complete(self, unit: Unit, home: Home) -> bool:
        """Whether no policy can reach `home` but those that are certain or possible there."""
        return self._namespaces.complete(unit, home)


def _are_near(path: str, other: str) -> bool:
    """Whether two files lie in one folder of the root, or right below it: `apps/`, `policies/`."""
    top, _, below = path.partition("/")
    other_top, _, other_below = other.partition("/")
    return top == other_top or not ("/" in below or "/" in other_below)


def _policy(fact: NetworkPolicyFact, unit: Unit) -> Policy:
    if fact.engine != "kubernetes":
        return Policy(fact, Selector(()))
    if "selector" in fact.unknown:
        return Policy(fact, None)
    try:
        return Policy(fact, parse_selector(selector_of(fact, unit)))
    except InvalidSelector:
        return Policy(fact, None)
