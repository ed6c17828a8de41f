"""Network policies: those of Kubernetes in full, those of network plugins as presence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from platguard.facts.open_rules import allows_dns, open_rules
from platguard.facts.policy_faults import faults_of
from platguard.facts.reading import Reading, mapping, plain, sequence
from platguard.facts.templates import holds_template, is_template
from platguard.model.document import Map, Seq
from platguard.model.facts import Fact, NetworkPolicyFact, OpenRule, PolicyPeer

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject

_GROUPS = frozenset({"networking.k8s.io", "extensions"})
_ENGINES: dict[tuple[str, str], tuple[str, bool]] = {
    ("cilium.io", "CiliumNetworkPolicy"): ("cilium", False),
    ("cilium.io", "CiliumClusterwideNetworkPolicy"): ("cilium", True),
    ("projectcalico.org", "NetworkPolicy"): ("calico", False),
    ("projectcalico.org", "GlobalNetworkPolicy"): ("calico", True),
    ("crd.projectcalico.org", "NetworkPolicy"): ("calico", False),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"): ("calico", True),
    ("policy.networking.k8s.io", "AdminNetworkPolicy"): ("admin", True),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"): ("admin", True),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"): ("admin", True),
}
"""Policies of other engines by group and kind: the engine, and whether they are cluster-wide."""

_EVALUATED = (
    "selector",
    "ingress",
    "egress",
    "ingress_rules",
    "egress_rules",
    "allows_dns",
    "open_rules",
)


def extract_policy(found: KubernetesObject) -> list[Fact]:
    """The network policy that an object is; nothing for other kinds."""
    if found.kind == "NetworkPolicy" and (found.group in _GROUPS or is_template(found.api_version)):
        return [_kubernetes_policy(found)]
    if engine := _ENGINES.get((found.group, found.kind)):
        return [_other_policy(found, *engine)]
    return []


def _other_policy(found: KubernetesObject, engine: str, cluster_wide: bool) -> NetworkPolicyFact:
    reading = found.reading()
    reading.doubt(*_EVALUATED)
    head = found.head(reading)
    if cluster_wide:
        head["namespace"] = ""
    return NetworkPolicyFact(
        **head,
        engine=engine,
        selector={},
        ingress=True,
        egress=True,
        ingress_rules=0,
        egress_rules=0,
        allows_dns=False,
        open_rules=[],
        cluster_wide=cluster_wide,
    )


def _kubernetes_policy(found: KubernetesObject) -> NetworkPolicyFact:
    reading = found.reading()
    spec = mapping(found.value.get("spec"))
    selector = reading.find("selector", spec, "podSelector")
    if not isinstance(selector, dict | None):
        reading.doubt("selector")
    ingress = _rules(spec, "ingress", reading)
    egress = _rules(spec, "egress", reading)
    isolates_ingress, isolates_egress = _directions(spec, egress, reading)
    opened = [
        *(open_rules("ingress", ingress) if isolates_ingress else []),
        *(open_rules("egress", egress) if isolates_egress else []),
    ]
    dns = isolates_egress and any(allows_dns(mapping(rule)) for rule in egress)
    _doubt_templates(found, opened, dns, egress, reading)
    return NetworkPolicyFact(
        **found.head(reading),
        engine="kubernetes",
        selector=plain(mapping(selector)),
        ingress=isolates_ingress,
        egress=isolates_egress,
        ingress_rules=len(ingress),
        egress_rules=len(egress),
        allows_dns=dns,
        open_rules=opened,
        faults=faults_of(spec),
        peers=[*_peers("ingress", ingress), *_peers("egress", egress)],
    )


def _peers(direction: str, rules: list[Any]) -> list[PolicyPeer]:
    """The pods of the policy's own namespace that rules name by labels."""
    return [
        PolicyPeer(
            rule=f"{direction}[{index}]",
            selector=plain(selector),
            line=peer.place("podSelector").line,
            column=peer.place("podSelector").column,
        )
        for index, rule in enumerate(rules)
        for peer in sequence(mapping(rule).get("from" if direction == "ingress" else "to"))
        if isinstance(peer, Map) and "namespaceSelector" not in peer
        if (selector := mapping(peer.get("podSelector"))) and not holds_template(selector)
    ]


def _rules(spec: dict[str, Any], direction: str, reading: Reading) -> Seq | list[Any]:
    rules = spec.get(direction)
    if isinstance(spec, Map) and rules is not None:
        reading.places[f"{direction}_rules"] = spec.place(direction)
    if not isinstance(rules, list | None) or any(map(is_template, sequence(rules))):
        reading.doubt(f"{direction}_rules", "open_rules")
    return sequence(rules)


def _directions(spec: dict[str, Any], egress: list[Any], reading: Reading) -> tuple[bool, bool]:
    """Whether it isolates ingress and egress: `policyTypes`, or the default of types.go.

    Without types it isolates ingress, and egress when it has an egress rule.
    """
    types = spec.get("policyTypes")
    if isinstance(spec, Map) and types is not None:
        reading.places |= dict.fromkeys(("ingress", "egress"), spec.place("policyTypes"))
    if not types and isinstance(types, list | None):
        if "egress_rules" in reading.unknown:
            reading.doubt("egress")
        return True, bool(egress)
    if not isinstance(types, list) or holds_template(types):
        reading.doubt("ingress", "egress")
    return "Ingress" in sequence(types), "Egress" in sequence(types)


def _doubt_templates(
    found: KubernetesObject,
    opened: list[OpenRule],
    dns: bool,
    egress: list[Any],
    reading: Reading,
) -> None:
    """What a template may still open is unknown; what is open without it is not."""
    spec = found.value.get("spec")
    if is_template(spec):
        reading.doubt(*_EVALUATED)
    rules = [mapping(spec).get("ingress"), egress]
    undecided = {"ingress", "egress"}.intersection(reading.unknown)
    if holds_template(rules) or undecided:
        reading.doubt("open_rules")
    if (holds_template(egress) or "egress" in reading.unknown) and not dns:
        reading.doubt("allows_dns")
    if opened and not undecided and "open_rules" in reading.unknown:
        reading.unknown.remove("open_rules")
