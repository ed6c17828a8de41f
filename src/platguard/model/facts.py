"""Facts: what a repository holds, in normal form. Plain data, no verdict, no date.

Every field has a plain JSON type, because facts are remembered between scans: `str`, `bool`,
`int`, lists and dicts of them, or a list of a record (a dataclass that `for_each` of a rule walks
over). A text that the file does not give is empty, a number is -1. A field that could not be known
(a template, an unresolved variable, a shallow clone) is named in `unknown`, whatever its value.
No field ever holds the value of a secret.

From this module are derived the variables that rules may use and the documentation of facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from platguard.model.document import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact has."""

    address: str
    """Names the thing so that moved lines, reordered keys and a newer API version do not rename
    it. Schemes: `k8s:<group>/<Kind>/<namespace or (unset)>/<name>`, `compose:<service>`,
    `docker:<stage name or index>`, `gha:<job>/<step>`, `file:`, `repo:`. What the path adds
    (the folder of a Compose project, the file of a workflow) is put in by `facts.bind`."""
    subject: str
    """The thing within the address, by name and never by position: `containers[api].image`."""
    places: dict[str, Place] = field(default_factory=dict)
    """Where each main field stands; the empty name is the fact itself."""
    unknown: list[str] = field(default_factory=list)
    """Names of the fields that could not be known."""
    path: str = ""
    """The file, relative to the root; empty until the fact is bound to one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectFact(Fact):
    """A Kubernetes object: any mapping with `apiVersion` and `kind`."""

    label: str
    """How people name it: `Deployment shop/api`."""
    api_version: str
    """`apiVersion` as written: `apps/v1`."""
    group: str
    """The part of the API version before the slash; empty for the core group."""
    kind: str
    """`kind` as written: `Deployment`."""
    name: str
    """`metadata.name`, or `generateName` followed by an asterisk."""
    namespace: str
    """`metadata.namespace` as written; empty when absent."""
    labels: dict[str, str]
    """`metadata.labels`."""
    annotations: dict[str, str]
    """`metadata.annotations`; what kubectl last applied is left out."""
    manifest: dict[str, Any] = field(default_factory=dict)
    """The whole object, secrets blanked; filled only when a rule reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadFact(Fact):
    """A pod template in any carrier."""

    label: str
    """How people name the carrier: `Deployment shop/api`."""
    kind: str
    """Kind of the carrier: Deployment, CronJob, Pod, Rollout, ..."""
    name: str
    """Name of the carrier."""
    namespace: str
    """As written; empty when absent."""
    labels: dict[str, str]
    """Labels of the pods, which is what selectors select; not of the carrier."""
    host_network: bool
    """`spec.hostNetwork`: network policies do not apply to such pods."""
    service_account: str
    """`spec.serviceAccountName` of the pods; empty when absent."""
    replicas: int
    """`spec.replicas`; -1 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerFact(Fact):
    """A container of a pod, or a service of a Compose file."""

    name: str
    """Its name; of a Compose file, that of the service."""
    role: str
    """container, init, sidecar (an init container with `restartPolicy: Always`), ephemeral,
    service (Compose)."""
    workload: str
    """How people name the carrier: `Deployment shop/api`, `service web`."""
    image: str
    """The reference as written."""
    privileged: bool
    """Whether it owns its node: `securityContext.privileged`, or `privileged` of a service."""
    env: list[str]
    """Names of the variables that are set."""
    requests: dict[str, str]
    """Requested resources by name, as written."""
    limits: dict[str, str]
    """Limits of resources by name, as written."""
    run_as_user: int
    """Effective: the container's, else the pod's; -1 when neither says."""
    run_as_non_root: bool
    """Effective; false when neither the container nor the pod says."""
    invalid: list[str]
    """Fields whose type the API server refuses, such as `privileged: "true"`."""


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
class KustomizationFact(Fact):
    """What a Kustomization does to the objects that it lists.

    The file's name decides whether it is one; read from any file whose content could be.
    """

    namespace: str
    """`namespace`, which it gives to everything that it lists; empty when absent."""
    resources: list[str]
    """`resources` and `bases`, as written."""
    patches: list[str]
    """Paths of the patches that lie in files of their own."""
    components: list[str]
    """`components`, as written."""
    pod_labels: dict[str, str]
    """Labels that it adds to the pods."""
    selector_labels: dict[str, str]
    """Labels that it adds to selectors."""
    generates: bool
    """Whether charts, generators or transformers make what no file shows."""


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
class ApiFact(Fact):
    """An API version and kind in use."""

    label: str
    """The object that uses it: `Ingress shop/web`."""
    api_version: str
    """`networking.k8s.io/v1beta1`."""
    kind: str
    """`kind` as written: `Ingress`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKey:
    """One key of a secret; never its value."""

    name: str
    """The key; `database.password` within a nested file."""
    length: int
    """Length of the decoded value in characters."""
    placeholder: bool
    """Whether the value only stands for one: `changeme`, `<password>`."""
    line: int
    """Line of the key."""
    column: int
    """Column of the key."""
    setting: bool = False
    """Whether name and value speak of something else: an address, a user's name, a plain file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFact(Fact):
    """Something that carries secrets, or fetches them."""

    label: str
    """`SealedSecret payments/db`."""
    system: str
    """kubernetes, sealed-secrets, external-secrets, sops."""
    name: str
    """`metadata.name`, or empty."""
    namespace: str
    """`metadata.namespace` as written; empty when absent."""
    type: str
    """`type` of a Kubernetes Secret."""
    encrypted: bool
    """Whether no value stands in clear text."""
    keys: list[SecretKey]
    """Keys whose values stand in the file in clear text; none when encrypted or templated."""
    refresh_policy: str
    """`refreshPolicy` of an ExternalSecret; empty when absent."""
    refresh_interval: str
    """`refreshInterval` as written; empty when absent."""
    refresh_seconds: int
    """The interval in seconds; the operator's default of one hour when absent, -1 for other
    systems."""
    annotated_on: str
    """RFC 3339 date or instant of the annotation `platguard.io/last-rotated`; empty when absent."""
    encrypted_on: str
    """RFC 3339 instant that SOPS recorded (`sops.lastmodified`); empty when absent."""
    ciphers: dict[str, str]
    """Digest of each encrypted value by key: equal digests mean that nothing was rotated."""
    changed_on: dict[str, list[str]] = field(default_factory=dict)
    """Days on which the encrypted value of each key changed in git, newest first. A relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFact(Fact):
    """A literal that looks like a secret, in a manifest, Compose file, Dockerfile or workflow."""

    where: str
    """env, args, compose, dockerfile, workflow."""
    holder: str
    """`container "api" in Deployment shop/api`, `service web`."""
    key: str
    """Name of the variable or flag."""
    shape: str
    """What gave it away: `name`, `aws-access-key`, `github-token`, `private-key`, ..."""
    placeholder: bool
    """Whether the value only stands for one: `changeme`, `<password>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeFact(Fact):
    """A language, operating system or orchestrator in use."""

    label: str
    """Who uses it, for people: `Dockerfile stage build`, `service web`."""
    category: str
    """language, os, orchestrator, store, kubernetes."""
    product: str
    """As endoflife.date names it: python, nodejs, debian, docker-swarm."""
    version: str
    """As written, without the variant: `3.9`, `bookworm`; empty when the product has none here."""
    evidence: str
    """What shows it: `FROM python:3.9-slim`, `deploy.placement`, `docker stack deploy`."""
    stage: str
    """final, build (another stage of a Dockerfile), or empty."""
    strong: int
    """How many signals prove it; 1 for anything that names the product itself."""
    weak: int
    """How many signals only hint at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFact(Fact):
    """A reference to a container image."""

    reference: str
    """As written."""
    registry: str
    """`docker.io` when absent."""
    repository: str
    """With the namespace: `library/nginx`."""
    tag: str
    """Empty when absent (the engine takes `latest`)."""
    digest: str
    """`sha256:...`, or empty."""
    used_by: str
    """`container "api" in Deployment shop/api`, `Dockerfile stage build`, `service web`."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguityFact(Fact):
    """A place that two readers of the file would read differently; one value is judged."""

    kind: str
    """duplicate-key, merge-override, encoding."""
    key: str
    """The key that is repeated; empty where there is none."""
    line: int
    """Line of the key whose value is judged."""
    other_line: int
    """Line of the key whose value is not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryFact(Fact):
    """The repository itself. A relation over its files and its history."""

    files: list[str]
    """Well-known files that exist: README.md, CODEOWNERS, catalog-info.yaml, ..."""
    first_commit_on: str
    """Day of the first commit; unknown in a shallow clone or without git."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionFact(Fact):
    """An exception of the register on the day of the scan."""

    id: str
    """Its id: `EXC-2026-0007`."""
    state: str
    """As `policy_exceptions.state` names it: active, expired, invalid, ..."""
    reason: str
    """Why it is in this state and, when invalid, what would make it valid."""
    sunset: str = ""
    """Last day on which it covers anything, as written."""
    owner: str = ""
    """Who answers for it."""
    days_left: int = 0
    """Days through the sunset; unknown when that is no date."""
    renewed_by: str = ""
    """Id of the approved exception that continues it; empty for none."""
    renewal_requested: str = ""
    """Id of the exception that would continue it and waits for approvals; empty for none."""
    matches: int = 0
    """Findings that it covers."""
    critical: bool = False
    """Whether one of its rules is critical."""
    unused: str = ""
    """Why it is not needed any more; empty when it is, or when that cannot be told."""
    orphaned: str = ""
    """What it is about and is gone; empty when it is there, or when that cannot be told."""
    broad: str = ""
    """Why it covers more than one should; empty when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionCommentFact(Fact):
    """A comment such as `# platguard:exception EXC-2026-0007`. It points, and excepts nothing."""

    word: str
    """What follows `platguard:`, in small letters."""
    id: str
    """The exception that it points to; empty when it names none, or the word is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFact(Fact):
    """A dated table that comes with platguard."""

    name: str
    """Its name: `support`."""
    as_of: str
    """The day that it describes."""


FACT_TYPES: dict[str, type[Fact]] = {
    "object": ObjectFact,
    "workload": WorkloadFact,
    "container": ContainerFact,
    "network_policy": NetworkPolicyFact,
    "kustomization": KustomizationFact,
    "network": NetworkFact,
    "namespace_coverage": NamespaceFact,
    "api": ApiFact,
    "secret": SecretFact,
    "credential": CredentialFact,
    "runtime": RuntimeFact,
    "image": ImageFact,
    "service": ServiceFact,
    "ambiguity": AmbiguityFact,
    "repository": RepositoryFact,
    "exception": ExceptionFact,
    "exception_comment": ExceptionCommentFact,
    "table": TableFact,
}
"""Every fact type by the name that rules use (`on: container`, `container.image`). The name is also
a variable of CEL, which reserves some words, `namespace` among them."""

FACT_NAMES: dict[type[Fact], str] = {cls: name for name, cls in FACT_TYPES.items()}
"""The name of each fact type."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file's content says: the unit that is remembered."""

    facts: list[Fact] = field(default_factory=list)
    problems: list[tuple[int, int, str]] = field(default_factory=list)
    """(line, column, message) of each part that could not be read."""
    recognised: bool = True
    """Whether the content shows a sign of what platguard judges, also where it did not parse."""
    unrendered: bool = False
    """Whether the content is a template that nothing rendered."""
