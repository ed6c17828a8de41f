"""What keeps workloads up: the objects beside them, and what these make of each workload."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionFact(Fact):
    """An object beside workloads that decides how they are reached, scaled, drained or limited."""

    label: str
    """`PodDisruptionBudget shop/api`."""
    kind: str
    """Service, PodDisruptionBudget, HorizontalPodAutoscaler, ScaledObject, LimitRange,
    PersistentVolumeClaim."""
    name: str
    """`metadata.name`."""
    namespace: str
    """As written; empty when absent."""
    selector: dict[str, Any]
    """Which pods it selects: matchLabels and matchExpressions; empty selects everything."""
    selects_nothing: bool
    """Whether it selects no pod, whatever their labels: a Service without a selector, a budget
    whose selector is null, and what goes by names."""
    target_kind: str
    """Kind of the workload that an autoscaler scales; empty for others."""
    target_name: str
    """Name of the workload that an autoscaler scales; empty for others."""
    least: int
    """Fewest replicas of an autoscaler, its default included; -1 for others."""
    most: int
    """Most replicas of an autoscaler, its default included; -1 for others."""
    min_available: str
    """`spec.minAvailable` of a budget, as written: `1`, `50%`; empty when absent."""
    max_unavailable: str
    """`spec.maxUnavailable` of a budget, as written; empty when absent."""
    target_ports: list[str]
    """Ports of pods to which a Service sends traffic, by number or name; empty for others."""
    default_requests: dict[str, str]
    """What a LimitRange requests for containers that do not say."""
    default_limits: dict[str, str]
    """The limits that a LimitRange gives to containers that have none."""
    access_modes: list[str] = field(default_factory=list)
    """How many nodes may mount a PersistentVolumeClaim: ReadWriteOnce, ReadWriteMany, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PodTemplateFact(Fact):
    """What a pod template says of its pods as a whole, and its carrier of itself."""

    workload: str
    """How people name the carrier: `Deployment shop/api`."""
    kind: str
    """Kind of the carrier: Deployment, CronJob, Pod, ..."""
    labels: dict[str, str]
    """Labels of the carrier."""
    annotations: dict[str, str]
    """Annotations of the carrier; what kubectl last applied is left out."""
    pod_labels: dict[str, str]
    """Labels of the pods."""
    pod_annotations: dict[str, str]
    """Annotations of the pods."""
    requests: dict[str, str]
    """`spec.resources.requests` of the pods, which all containers share."""
    limits: dict[str, str]
    """`spec.resources.limits` of the pods, which all containers share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcesFact(Fact):
    """Memory and processor time of one container, once its namespace has had its say. A relation
    over the files of a repository; ephemeral containers have none, because the API forbids it."""

    container: str
    """Its name; of a Compose file, that of the service."""
    role: str
    """container, init, sidecar, service (Compose)."""
    workload: str
    """How people name the carrier: `Deployment shop/api`, `service web`."""
    requests: dict[str, str]
    """Effective: a limit without a request is requested, then the LimitRange of the namespace."""
    limits: dict[str, str]
    """Effective: its own, else those of the LimitRange of the namespace."""
    lacks_cpu_request: bool
    """Whether it requests no processor time, or zero."""
    lacks_memory_request: bool
    """Whether it requests no memory, or zero."""
    lacks_cpu_limit: bool
    """Whether it has no limit of processor time, or zero, which is none."""
    lacks_memory_limit: bool
    """Whether it has no limit of memory, or zero, which is none."""
    above_limit: list[str]
    """Resources of which it requests more than its limit, which the API server refuses."""
    defaulted_by: str
    """The LimitRange that speaks for it; empty when none has to."""
    default_requests: dict[str, str] = field(default_factory=dict)
    """Of its requests, those that this LimitRange gives."""
    default_limits: dict[str, str] = field(default_factory=dict)
    """Of its limits, those that this LimitRange gives."""
    memory_limit: int = -1
    """Its effective limit of memory in bytes, of which it may be that of the whole pod; -1 for
    none."""
    restarts: bool = True
    """Whether something starts it again when it ends: as in ContainerFact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbesFact(Fact):
    """What tells the kubelet how one container of a serving workload is doing. A relation over the
    files of a repository."""

    container: str
    """Its name."""
    role: str
    """container or sidecar: others are not probed."""
    workload: str
    """How people name the carrier: `Deployment shop/api`."""
    has_readiness: bool
    """Whether it has a readiness probe."""
    has_liveness: bool
    """Whether it has a liveness probe."""
    same_probes: bool
    """Whether both probes ask the same, with the same thresholds."""
    is_probed: bool
    """Whether another container of the pod has a readiness probe."""
    is_silent: bool
    """Whether it lists no port and nothing shows that a Service sends it traffic."""
    services: list[str]
    """Services that certainly select the pod, and send traffic to this container of it: to a port
    that it names, or that no container of the pod does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityFact(Fact):
    """How many pods of a workload there are, and how many may be taken away at once. A relation
    over the files of a repository."""

    workload: str
    """`Deployment shop/api`."""
    kind: str
    """Kind of the carrier: Deployment, StatefulSet, Rollout, DeploymentConfig."""
    labels: str
    """Labels of the pods, for people: `app=api,tier=backend`."""
    replicas: int
    """`spec.replicas`, 1 when absent, or what the Kustomization gives."""
    recreated: bool
    """Whether its strategy is Recreate: the old pods end before the new ones begin."""
    images: list[str]
    """Last names of the images of its containers: `postgres` of `docker.io/library/postgres:18`."""
    is_served: bool
    """Whether a Service selects its pods, or may."""
    fixed_by_chart: bool
    """Whether a template of a chart writes the number out, so that no value changes it."""
    acts_by: str
    """The ClusterRoleBinding that lets it act in every namespace, as operators and controllers do,
    because it names their service account; or empty."""
    single_volume: str
    """A PersistentVolumeClaim of its pods that only one node, or one pod, can mount; or empty."""
    autoscaler: str
    """The autoscaler that targets it: `HorizontalPodAutoscaler shop/api`; empty for none."""
    least: int
    """Fewest replicas: those of the autoscaler, else `replicas`."""
    budgets: list[str]
    """Names of the PodDisruptionBudgets that select its pods."""
    blocked_by: str
    """The budget that can never allow a disruption: `PodDisruptionBudget shop/api`; or empty."""
    blocked_because: str
    """`maxUnavailable is 0`, `minAvailable is 2 and there are 2 replicas`; or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipFact(Fact):
    """What a workload and its pods say of themselves, where people look for an owner. A relation
    over the files of a repository."""

    workload: str
    """`Deployment shop/api`."""
    kind: str
    """Kind of the carrier: Deployment, CronJob, Pod, ..."""
    own: dict[str, str]
    """Labels and annotations of the workload, those of the Kustomization included."""
    pods: dict[str, str]
    """Labels and annotations of its pods, those of the Kustomization included."""
    more_labels: bool
    """Never true, but unknown where a template or an overlay may add labels and annotations."""
