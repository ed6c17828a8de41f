"""Network policies, what they cover, and the networks of Compose services."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRule:
    """Rules of a network policy that let everything in or out, for one and the same reason."""

    direction: str
    """ingress or egress."""
    rule: str
    """`rule ingress[0]`, for people, `rules ingress[0] and ingress[1]` where there are several; the
    index is not part of any identity."""
    rules: int
    """How many rules they are."""
    reason: str
    """`from is empty`, `namespaceSelector {} selects every namespace`, ..."""
    named_ports: bool
    """Whether the rules are limited to ports."""
    ports: str
    """The ports that they are limited to, for people: `port 53`, `ports 80 and 443`; empty for
    all, and where a template gives them."""
    line: int
    """Line of the first of them."""
    column: int
    """Column of the first of them."""
    blocks: list[str] = field(default_factory=list)
    """The `ipBlock`s that open it, `0.0.0.0/0 except 10.0.0.0/8`; none when something else does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFault:
    """Something in a network policy that the API server refuses or drops."""

    kind: str
    """field, selector, peer, address, port, type."""
    name: str
    """What is at fault, by name and never by position: `policyType`, `10.0.0.0/33`."""
    told: str
    """What is wrong, as the end of a sentence: `spec.policyType is not a field`."""
    fix: str
    """The smallest edit, as a sentence."""
    line: int
    """Line of the fault."""
    column: int
    """Column of the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPeer:
    """Pods of the policy's own namespace that one of its rules names."""

    rule: str
    """`ingress[0]`, for people."""
    selector: dict[str, Any]
    """`podSelector` of the peer; never empty."""
    line: int
    """Line of the selector."""
    column: int
    """Column of the selector."""


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
    faults: list[PolicyFault] = field(default_factory=list)
    """What the API server refuses or drops of it."""
    peers: list[PolicyPeer] = field(default_factory=list)
    """The pods of its own namespace that its rules name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerUse:
    """A peer of a network policy that names pods which nobody runs."""

    rule: str
    """`ingress[0]`, for people."""
    selector: str
    """What it selects, for people: `app=web`."""
    closest: str
    """The labels of the pods that come closest; empty when none has a label of its keys."""
    line: int
    """Line of the selector."""
    column: int
    """Column of the selector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyUseFact(Fact):
    """Which workloads a network policy selects. A relation over the files of a repository."""

    label: str
    """`NetworkPolicy shop/api`."""
    selector: str
    """What it selects, for people: `app=api`; empty when it selects everything."""
    workloads: int
    """Workloads in its namespace; one of several files counts once."""
    selected: int
    """How many of them it selects."""
    closest: str
    """The labels of the pods that come closest; empty when none has a label of its keys."""
    empty_peers: list[PeerUse]
    """Its peers that select none of them, nor any of other repositories."""
    elsewhere: str = ""
    """The repository of the organisation with a workload that it selects, where none here is;
    empty for none, and where no other repository was asked."""
    searched: bool = False
    """Whether all repositories of the organisation were looked at."""
    asks: list[str] = field(default_factory=list)
    """What other repositories are asked, each a namespace and a selector as JSON."""


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
    selecting_labels: str = ""
    """The labels by which a policy would best select the pods, for people: `app=api`."""
    open_without_plugins: list[str] = field(default_factory=list)
    """As open_directions, without the policies of network plugins, which are not evaluated."""
    policed_directions: list[str] = field(default_factory=list)
    """The directions in which policies isolate at least as many pods of the namespace as they leave
    open, so that this one stands out."""
    pod_labels: dict[str, str] = field(default_factory=dict)
    """Labels of the pods once deployed."""
    shared: bool = False
    """Whether the namespace is that of its name in other repositories as well: it is written, and
    holds in all of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceFact(Fact):
    """A namespace within a deploy unit. A relation over the files of a repository."""

    name: str
    """The effective namespace, or `(unset)`."""
    deploy_unit: str
    """Nearest folder with a kustomization or a chart, else `.`."""
    workloads: int
    """Workloads in it that do not use the host's network; one of several files counts once."""
    default_deny_ingress: bool
    """Whether a policy isolates every pod, so that only what policies allow comes in."""
    default_deny_egress: bool
    """Whether a policy isolates every pod, so that only what policies allow goes out."""
    ingress_allowed_by: str
    """A policy that lets everything into every pod of it, whatever others deny; else empty."""
    egress_allowed_by: str
    """The same for what goes out."""
    dns_allowed: bool
    """Whether any policy in it lets port 53 out."""
    plugins: list[str] = field(default_factory=list)
    """Policies of network plugins that may deny more, and are not evaluated."""


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
    swarm_mentions: list[str] = field(default_factory=list)
    """Comments of the file that speak of Docker Swarm."""
    file_version: str = ""
    """The obsolete `version` at the top of the file; empty when absent."""
    network_mode: str = ""
    """`network_mode`: host, none, `service:NAME`; empty when absent."""
    store: str = ""
    """The data store that its image holds, `postgres`; empty for every other image."""
    published: list[str] = field(default_factory=list)
    """Its ports that are published on every address of the machine, as written."""
    loopback: list[str] = field(default_factory=list)
    """The same ports as they are written to be open to the machine alone: `"127.0.0.1:80:80"`; none
    in Docker Swarm, which ignores the address."""
    neighbours: list[str] = field(default_factory=list)
    """Services of the file that are on one network with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeProjectFact(Fact):
    """The services of a Compose file. A relation over the files of a folder."""

    label: str
    """How people name it: `compose.yml`."""
    services: int
    """How many services the file has."""
    version: str
    """The obsolete `version` at its top; empty when absent."""
    swarm: bool
    """Whether anything says that Docker Swarm runs it, or a file that it is merged with."""
    flat: bool
    """Whether it has several services, and all of them are on the default network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwarmUseFact(Fact):
    """A service, command or task that needs Docker Swarm, or hints at it. A relation."""

    label: str
    """Who uses it, for people: `service web`, `script`, `task deploy`."""
    service: str
    """The service, by which uses of one repository are counted; empty for commands."""
    evidence: str
    """What shows it, strongest first: `deploy.placement, network driver overlay`."""
    strong: int
    """How many signals prove it."""
    weak: int
    """How many signals only hint at it."""
    mentions: int
    """How many comments and documents speak of it."""
