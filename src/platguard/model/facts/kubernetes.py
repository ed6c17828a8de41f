"""Kubernetes objects, and what runs in containers wherever it is written."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from platguard.model.facts.base import Fact
from platguard.records import dataclass


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
class HostPath:
    """A path of the node that a workload mounts."""

    name: str
    """Name of the volume; of a Compose service, where it is mounted."""
    path: str
    """Without `..`, doubled and trailing slashes; a path of a Compose file that is relative to it
    stays relative."""
    read_only: bool
    """Whether every mount of it is read-only; also when nothing mounts it."""
    line: int
    """Line of the path."""
    column: int
    """Column of the path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadFact(Fact):
    """A pod template in any carrier, or a service of a Compose file."""

    label: str
    """How people name the carrier: `Deployment shop/api`, `service web`."""
    kind: str
    """Kind of the carrier: Deployment, CronJob, Pod, Rollout, ...; service for Compose."""
    name: str
    """Name of the carrier."""
    namespace: str
    """As written; empty when absent."""
    labels: dict[str, str]
    """Labels of the pods, which is what selectors select; not of the carrier."""
    host_network: bool
    """`spec.hostNetwork`: network policies do not apply to such pods. Of a Compose service,
    `network_mode: host` or a network that is the host's."""
    host_pid: bool = False
    """Whether it sees every process of the node: `spec.hostPID`, `pid: host`."""
    host_ipc: bool = False
    """Whether it shares the memory of the node's processes: `spec.hostIPC`, `ipc: host`."""
    host_paths: list[HostPath] = field(default_factory=list)
    """`hostPath` volumes; of a Compose service, the binds of paths."""
    service_account: str
    """`spec.serviceAccountName` of the pods; empty when absent."""
    automount: str = ""
    """`spec.automountServiceAccountToken` of the pods: true, false, or empty when absent."""
    replicas: int
    """`spec.replicas`; -1 when absent."""
    strategy: str = ""
    """`spec.strategy.type`: RollingUpdate, Recreate; empty when absent, which is RollingUpdate."""
    claims: list[str] = field(default_factory=list)
    """Names of the PersistentVolumeClaims that its pods mount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerFact(Fact):
    """A container of a pod, a service of a Compose file, or what a Dockerfile builds.

    Fields that come from its security context are effective ones: the container's value, else the
    pod's, else what the runtime does without either.
    """

    name: str
    """Its name; of a Compose file, that of the service; of a Dockerfile, that of the stage."""
    role: str
    """container, init, sidecar (an init container with `restartPolicy: Always`), ephemeral,
    service (Compose), image (the final stage of a Dockerfile, of which only the user is known)."""
    workload: str
    """How people name the carrier: `Deployment shop/api`, `service web`, `Dockerfile`."""
    image: str
    """The reference as written; of a Dockerfile, the image that its final stage is built on."""
    privileged: bool
    """Whether it owns its node: `securityContext.privileged`, or `privileged` of a service."""
    host_process: bool = False
    """Whether it is a process of a Windows node: `windowsOptions.hostProcess`."""
    env: list[str]
    """Names of the variables that are set."""
    requests: dict[str, str]
    """Requested resources by name, as written."""
    limits: dict[str, str]
    """Limits of resources by name, as written."""
    run_as_user: int
    """Effective: the container's, else the pod's; -1 when neither says, or a name says it."""
    run_as_non_root: bool
    """Effective; false when neither the container nor the pod says. Of Compose and Dockerfiles,
    whether `user` names somebody else than root."""
    user: str = ""
    """`user` of a Compose service, the last USER of a Dockerfile; empty when absent."""
    allow_privilege_escalation: bool = True
    """Whether a process may get more privileges than its parent; true unless something forbids
    it, and always for privileged containers and those with SYS_ADMIN."""
    added_capabilities: list[str] = field(default_factory=list)
    """In upper case, without `CAP_`."""
    dropped_capabilities: list[str] = field(default_factory=list)
    """In upper case, without `CAP_` where the runtime knows that form too: it does for Compose, in
    pods it looks for `CAP_CAP_...` and drops nothing."""
    prefixed_capabilities: list[str] = field(default_factory=list)
    """Those of a pod that are written with `CAP_`, as written."""
    read_only_root: bool = False
    """Whether the root file system is read-only."""
    seccomp: str = ""
    """Type of the seccomp profile: RuntimeDefault, Localhost, Unconfined; empty when nothing says
    one, which means Unconfined in Kubernetes and RuntimeDefault in Compose."""
    seccomp_annotation: str = ""
    """What an annotation says of the profile, which nothing reads since Kubernetes 1.27."""
    host_ports: list[str] = field(default_factory=list)
    """Ports of the node that it takes, `hostPort`, as text; not those of services."""
    ports: list[str] = field(default_factory=list)
    """Ports of a pod's container that Services may name: `containerPort` and `name`, as text."""
    host_network: bool = False
    """Whether its pod uses the host's network, where every port is one of the node."""
    windows: bool = False
    """Whether it runs on Windows, which knows no Linux user, capability or seccomp profile."""
    has_readiness: bool = False
    """Whether it has a `readinessProbe`."""
    has_liveness: bool = False
    """Whether it has a `livenessProbe`."""
    same_probes: bool = False
    """Whether both probes ask the same with the same thresholds."""
    restarts: bool = True
    """Whether something starts it again when it ends. Of a Compose service, whether its `restart`
    says so or any service of the file has `deploy`; without either, somebody starts it by hand."""
    invalid: list[str]
    """Fields whose type the API server refuses, such as `privileged: "true"`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageChange:
    """What a Kustomization makes of the images of one name."""

    name: str
    """The image, without tag and digest."""
    new_name: str
    """Its new name; empty when it stays."""
    new_tag: str
    """Its new tag; empty when it stays, or when a digest takes its place."""
    tag_suffix: str
    """What is added to its tag; empty for nothing."""
    digest: str
    """Its new digest; empty when it gets none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchChange:
    """What a patch changes of the objects that it is about."""

    kind: str
    """Their kind; empty for any."""
    name: str
    """Their name; empty for any."""
    part: str
    """`containers[api]`, `*` for the workload and every container, empty for the workload."""
    fields: list[str]
    """The fields of facts that it changes; empty for all that a file may leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchFile:
    """A patch in a file of its own."""

    path: str
    """As written."""
    kind: str
    """The kind of its target; empty for any, and for what the patch itself names."""
    name: str
    """The name of its target; empty for any, and for what the patch itself names."""
    targeted: bool
    """Whether the Kustomization says what it is about, whatever the patch names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPatchFact(Fact):
    """A patch of the operations of RFC 6902, such as Kustomize applies."""

    paths: list[str]
    """What the operations are about: `/spec/replicas`."""


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
    object_labels: dict[str, str] = field(default_factory=dict)
    """Labels that it adds to every object."""
    annotations: dict[str, str] = field(default_factory=dict)
    """Annotations that it adds to every object, and to pods."""
    replicas: dict[str, str] = field(default_factory=dict)
    """Numbers of replicas that it gives, by the name of the workload."""
    images: list[ImageChange] = field(default_factory=list)
    """What it makes of images, in order."""
    patch_files: list[PatchFile] = field(default_factory=list)
    """The patches in files of their own, with what they are about."""
    changes: list[PatchChange] = field(default_factory=list)
    """What the patches that stand in it change."""
    renames: bool = False
    """Whether it gives names a prefix or a suffix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltImageFact(Fact):
    """An image that Skaffold builds; its tag or digest takes the place of what manifests name."""

    name: str
    """As manifests name it, without a tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiFact(Fact):
    """An API version and kind in use."""

    label: str
    """The object that uses it: `Ingress shop/web`."""
    api_version: str
    """`networking.k8s.io/v1beta1`."""
    kind: str
    """`kind` as written: `Ingress`."""
