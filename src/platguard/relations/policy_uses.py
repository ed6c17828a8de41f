"""Which workloads each network policy selects, and which of its peers nobody runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from platguard.facts.reading import mapping, sequence, text
from platguard.facts.selectors import InvalidSelector, Selector, parse_selector
from platguard.model.abroad import Abroad
from platguard.model.facts import (
    Fact,
    KustomizationFact,
    NetworkPolicyFact,
    ObjectFact,
    PeerUse,
    PolicyPeer,
    PolicyUseFact,
    WorkloadFact,
)
from platguard.relations.alternatives import number_of
from platguard.relations.companions import Placed, placed
from platguard.relations.homes import Home, home_of, selector_of
from platguard.relations.pods_abroad import PodsAbroad
from platguard.relations.units import Unit, Units
from platguard.relations.whole import Whole

_OWN_GROUPS = ("apps", "batch", "autoscaling", "policy", "extensions", "")
_OWN_DOMAIN = ".k8s.io"
_MOST_COMPARED = 200
"""Objects of other groups of a namespace that are compared with a selector."""
_MOST_LIKENED = 50
"""Workloads of a namespace among which the ones that come closest to a selector are looked for."""
_LONGEST = 63
"""Characters that the value of a label may have."""
_ALIKE = 0.6
"""How much of labels must be alike, on average, to be what somebody may have meant."""


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[PolicyUseFact]:
    """A PolicyUseFact for each NetworkPolicy of Kubernetes that is no part of a patch."""
    workloads: list[WorkloadFact] = []
    policies: list[NetworkPolicyFact] = []
    kustomizations: list[KustomizationFact] = []
    resources: list[ObjectFact] = []
    for fact in facts:
        match fact:
            case WorkloadFact():
                workloads.append(fact)
            case NetworkPolicyFact(engine="kubernetes"):
                policies.append(fact)
            case KustomizationFact():
                kustomizations.append(fact)
            case ObjectFact() if fact.labels and is_custom(fact.group):
                resources.append(fact)
    units = Units(whole.units, kustomizations)
    pods = _Pods(placed(workloads, units), resources, units)
    for policy in policies:
        unit = units.of(policy.path)
        if policy.path not in unit.patches:
            yield _use(policy, unit, pods, whole.abroad)


def is_custom(group: str) -> bool:
    """Whether an operator, and not Kubernetes itself, knows objects of a group."""
    return group not in _OWN_GROUPS and not group.endswith(_OWN_DOMAIN)


class _Pods:
    """What is known of the pods of each namespace."""

    def __init__(
        self, workloads: Iterable[Placed], resources: Iterable[ObjectFact], units: Units
    ) -> None:
        self._opaque = units.opaque_families()
        self._of_home: defaultdict[Home, list[Placed]] = defaultdict(list)
        self._number: dict[Home, int] = {}
        self._by_label: defaultdict[tuple[Home, str, str], list[Placed]] = defaultdict(list)
        self._elsewhere: defaultdict[str, set[Home]] = defaultdict(set)
        self._resources: defaultdict[str, list[ObjectFact]] = defaultdict(list)
        for workload in workloads:
            self._of_home[workload.home].append(workload)
            self._elsewhere[workload.unit.family].add(workload.home)
            for key, value in (workload.labels or {}).items():
                self._by_label[workload.home, key, value].append(workload)
        for resource in resources:
            self._resources[resource.namespace].append(resource)

    def of(self, home: Home) -> list[Placed]:
        """The workloads of a namespace, in the order of files."""
        return self._of_home.get(home, [])

    def number(self, home: Home) -> int:
        """How many workloads a namespace has; what several files give is one."""
        if home not in self._number:
            self._number[home] = number_of([workload.fact for workload in self.of(home)])
        return self._number[home]

    def selected(self, home: Home, selector: Selector) -> int:
        """How many workloads of a namespace are certainly selected."""
        found = self.of(home)
        for requirement in selector.requirements:
            if requirement.operator == "In" and len(requirement.values) == 1:
                value = next(iter(requirement.values))
                found = self._by_label.get((home, requirement.key, value), [])
                break
        return sum(selector.matches(w.labels) for w in found if w.labels is not None)

    def complete(self, unit: Unit, home: Home) -> bool:
        """Whether no other workload of the repository can be in the namespace."""
        if not home.known or unit.renamed or unit.family in self._opaque:
            return False
        others = self._elsewhere[unit.family] - {home}
        return all(other.known for other in others) and not (home.unit and others)

    def made_by_others(self, home: Home, selector: Selector) -> bool:
        """Whether a resource of an operator has the labels, so that its pods may have them.

        Operators give the labels of a resource to the pods that they make of it.
        """
        found = self._resources.get(home.namespace, [])[:_MOST_COMPARED]
        found += self._resources.get("", [])[:_MOST_COMPARED]
        return any(selector.matches(resource.labels) for resource in found)


def _use(policy: NetworkPolicyFact, unit: Unit, pods: _Pods, abroad: Abroad) -> PolicyUseFact:
    home = home_of(policy, unit)
    written = selector_of(policy, unit)
    workloads = pods.of(home)
    selected = _selected(written, home, workloads, pods)
    complete = pods.complete(unit, home)
    doubtful = "selector" in policy.unknown or selected is None or (not selected and not complete)
    of_peers = [(peer, _selected(peer.selector, home, workloads, pods)) for peer in policy.peers]
    others = PodsAbroad(home, abroad, runs_here=pods.number(home) > 0)
    elsewhere = "" if selected else others.repository(written)
    of_peers = [
        (p, number) for p, number in of_peers if number or not others.repository(p.selector)
    ]
    unseen = any(not number and (number is None or not complete) for _, number in of_peers)
    return PolicyUseFact(
        address=policy.address,
        subject=policy.subject,
        places=policy.places,
        unknown=["selected", "closest"] * doubtful + ["empty_peers"] * unseen,
        path=policy.path,
        label=policy.label,
        selector=told_of_selector(written),
        workloads=pods.number(home),
        selected=selected or 0,
        closest="" if selected else _closest(written, workloads),
        empty_peers=[_empty_peer(peer, workloads) for peer, number in of_peers if number == 0],
        elsewhere=elsewhere,
        searched=abroad.complete,
        asks=others.asked,
    )


def _selected(
    written: Mapping[str, Any], home: Home, workloads: list[Placed], pods: _Pods
) -> int | None:
    """How many workloads a selector selects; None when that cannot be known."""
    try:
        selector = parse_selector(written)
    except InvalidSelector:
        return None
    if number := pods.selected(home, selector):
        return number
    unknown = any(workload.labels is None for workload in workloads)
    return None if unknown or pods.made_by_others(home, selector) else 0


def _empty_peer(peer: PolicyPeer, workloads: list[Placed]) -> PeerUse:
    return PeerUse(
        rule=peer.rule,
        selector=told_of_selector(peer.selector),
        closest=_closest(peer.selector, workloads),
        line=peer.line,
        column=peer.column,
    )


def told_of_selector(selector: Mapping[str, Any]) -> str:
    """A selector for people: `app=api,tier in (web, db)`; empty when it selects everything."""
    parts = [
        f"{text(key)}={text(value)}" for key, value in mapping(selector.get("matchLabels")).items()
    ]
    for expression in map(mapping, sequence(selector.get("matchExpressions"))):
        values = ", ".join(map(text, sequence(expression.get("values"))))
        operator = text(expression.get("operator"))
        listed = f" {operator.lower()} ({values})" if values else f" {operator}"
        parts.append(f"{text(expression.get('key'))}{listed}")
    return ",".join(parts)


def _closest(selector: Mapping[str, Any], workloads: list[Placed]) -> str:
    """The labels that pods have for the keys of a selector, of those that come closest to it."""
    from difflib import SequenceMatcher

    wanted = {text(k): text(v) for k, v in mapping(selector.get("matchLabels")).items()}

    def likeness(labels: Mapping[str, str]) -> float:
        return sum(
            SequenceMatcher(None, value[:_LONGEST], labels[key][:_LONGEST]).ratio()
            for key, value in wanted.items()
            if key in labels
        )

    found = [workload.labels for workload in workloads[:_MOST_LIKENED] if workload.labels]
    best = max(found, key=likeness, default={})
    shared = [key for key in wanted if key in best]
    if likeness(best) < _ALIKE * len(shared):
        return ""
    return ",".join(f"{key}={best[key]}" for key in shared)
