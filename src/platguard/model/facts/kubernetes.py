"""Kubernetes objects, and what runs in containers wherever it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from platguard.model.facts.base import Fact


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
class ApiFact(Fact):
    """An API version and kind in use."""

    label: str
    """The object that uses it: `Ingress shop/web`."""
    api_version: str
    """`networking.k8s.io/v1beta1`."""
    kind: str
    """`kind` as written: `Ingress`."""
