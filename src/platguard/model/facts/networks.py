"""Network policies, what they cover, and the networks of Compose services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from platguard.model.facts.base import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRule:
    """A rule of a network policy that lets everything in or out."""

    direction: str
    """ingress or egress."""
    rule: str
    """`ingress[0]`, for people; the index is not part of any identity."""
    reason: str
    """`from is empty`, `namespaceSelector {} selects every namespace`, ..."""
    named_ports: bool
    """Whether the rule is limited to ports."""
    https_only: bool
    """Egress to the whole internet on port 443 only."""
    line: int
    """Line of the rule."""
    column: int
    """Column of the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicyFact(Fact):
    """A network policy, of Kubernetes itself or of a network plugin."""

    label: str
    """`NetworkPolicy shop/open`."""
    engine: str
    """kubernetes is evaluated in full; cilium, calico, admin are recognised as presence."""
    name: str
    """`metadata.name`."""
    namespace: str
    """As written; empty when absent."""
    selector: dict[str, Any]
    """`spec.podSelector`: matchLabels and matchExpressions; empty selects everything."""
    ingress: bool
    """Whether it isolates incoming traffic: `policyTypes`, or its default."""
    egress: bool
    """Whether it isolates outgoing traffic: `policyTypes`, or its default."""
    ingress_rules: int
    """How many ingress rules it has; none denies everything."""
    egress_rules: int
    """How many egress rules it has; none denies everything."""
    allows_dns: bool
    """Whether an egress rule lets port 53 out."""
    open_rules: list[OpenRule]
    """Its rules that let everything in or out."""
    cluster_wide: bool = False
    """Whether it is not bound to a namespace, such as a CiliumClusterwideNetworkPolicy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFact(Fact):
    """How network policies cover one workload. A relation over the files of a repository."""

    workload: str
    """`Deployment shop/api`."""
    namespace: str
    """The effective namespace, or `(unset)`."""
    labels: str
    """Labels of the pods, for people: `app=api,tier=backend`."""
    host_network: bool
    """Whether the pods use the host's network, to which no policy applies."""
    ingress_covered: bool
    """Whether any policy isolates incoming traffic."""
    egress_covered: bool
    """Whether any policy isolates outgoing traffic."""
    ingress_policies: list[str]
    """Names of the policies that isolate incoming traffic."""
    egress_policies: list[str]
    """Names of the policies that isolate outgoing traffic."""
    open_directions: list[str]
    """`ingress`, `egress`: the directions that no policy covers."""
    covered_by: str
    """For people: `ingress is covered by default-deny`, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceFact(Fact):
    """A namespace within a deploy unit. A relation over the files of a repository."""

    name: str
    """The effective namespace, or `(unset)`."""
    deploy_unit: str
    """Nearest folder with a kustomization or a chart, else `.`."""
    workloads: int
    """Workloads in it that do not use the host's network."""
    default_deny_ingress: bool
    """Whether a policy denies all incoming traffic that no other allows."""
    default_deny_egress: bool
    """Whether a policy denies all outgoing traffic that no other allows."""
    ingress_allowed_by: str
    """A policy that lets everything into every pod of it, whatever others deny; else empty."""
    egress_allowed_by: str
    """The same for what goes out."""
    dns_allowed: bool
    """Whether any policy in it lets port 53 out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFact(Fact):
    """A service of a Compose or Swarm file."""

    name: str
    """Name of the service."""
    image: str
    """The reference as written; empty when the service is built."""
    networks: list[str]
    """Names of the networks that it joins."""
    ports: list[str]
    """As written, in the short form."""
    environment: list[str]
    """Names of the variables that are set."""
    deploy_mode: str
    """`deploy.mode`; empty when absent."""
    swarm_strong: list[str]
    """Signals that prove Docker Swarm: `deploy.placement`, `network driver overlay`."""
    swarm_weak: list[str]
    """Signals that only hint at Docker Swarm."""
