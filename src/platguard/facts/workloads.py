"""Pod templates in any carrier, their containers and the images that these run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from platguard.facts import host_paths
from platguard.facts.containers import Pod, extract_container
from platguard.facts.reading import follow, mapping, sequence, text, texts
from platguard.facts.templates import collapsed, is_template
from platguard.model.facts import Fact, WorkloadFact
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject
    from platguard.facts.reading import Reading


@dataclass(frozen=True, slots=True)
class Carrier:
    """Where objects of a kind keep their pod template."""

    groups: tuple[str, ...]
    template: tuple[str, ...] = ("spec", "template")


CARRIERS: dict[str, Carrier] = {
    "Pod": Carrier(("",), ()),
    "Deployment": Carrier(("apps", "extensions")),
    "ReplicaSet": Carrier(("apps", "extensions")),
    "StatefulSet": Carrier(("apps", "apps.kruise.io")),
    "DaemonSet": Carrier(("apps", "extensions", "apps.kruise.io")),
    "Job": Carrier(("batch",)),
    "CronJob": Carrier(("batch",), ("spec", "jobTemplate", "spec", "template")),
    "ReplicationController": Carrier(("",)),
    "PodTemplate": Carrier(("",), ("template",)),
    "DeploymentConfig": Carrier(("apps.openshift.io", "")),
    "Rollout": Carrier(("argoproj.io",)),
    "CloneSet": Carrier(("apps.kruise.io",)),
    "BroadcastJob": Carrier(("apps.kruise.io",)),
    "Service": Carrier(("serving.knative.dev",)),
}
"""Every kind that carries a pod template; other groups use the same names for other things.

Those of apps.kruise.io have the template of the kinds that they enhance (openkruise/kruise
apis/apps/v1alpha1).
"""

_FLAGS = {
    "hostNetwork": "host_network",
    "hostPID": "host_pid",
    "hostIPC": "host_ipc",
    "automountServiceAccountToken": "automount",
    "replicas": "replicas",
}
"""Keys that hold a boolean or a number, and the fields of a workload that they give."""
_OF_PODS = (
    *("host_network", "host_pid", "host_ipc", "host_paths"),
    *("service_account", "automount", "claims"),
)
"""Fields of a workload that stand in the specification of its pods."""
_ABSENT = ("service_account", "automount", "replicas")
"""Fields that something is wrong with when they are absent: a part of a workload leaves them to
the rest of it."""
_CONTAINER_LISTS = ("containers", "initContainers", "ephemeralContainers")


def extract_workload(found: KubernetesObject) -> list[Fact]:
    """The workload of an object, its containers and their images; nothing for other kinds."""
    carrier = CARRIERS.get(found.kind)
    if carrier is None or not _of_group(found, carrier):
        return []
    template = follow(found.value, carrier.template)
    spec = mapping(template).get("spec")
    facts: list[Fact] = [_workload(found, template, spec)]
    annotations = texts(follow(template, ("metadata", "annotations")))
    pod = Pod(found.address, found.label, mapping(spec), annotations)
    for listing, container, place in _containers(found, template, spec):
        facts += extract_container(pod, listing, container, place)
    return facts


def pod_of(found: KubernetesObject) -> dict[str, Any]:
    """The specification of the pods that an object carries; empty when it carries none."""
    carrier = CARRIERS.get(found.kind)
    if carrier is None or not _of_group(found, carrier):
        return {}
    return mapping(follow(found.value, (*carrier.template, "spec")))


def _of_group(found: KubernetesObject, carrier: Carrier) -> bool:
    if is_template(found.api_version):
        # A core Service is far more likely than one of Knative.
        return found.kind != "Service"
    return found.group in carrier.groups


def _workload(found: KubernetesObject, template: object, spec: object) -> WorkloadFact:
    reading = found.reading()
    pod = mapping(spec)
    metadata = mapping(template).get("metadata")
    labels = reading.find("labels", mapping(metadata), "labels")
    host_network = reading.flag("host_network", pod, "hostNetwork")
    host_pid = reading.flag("host_pid", pod, "hostPID")
    host_ipc = reading.flag("host_ipc", pod, "hostIPC")
    automount = reading.flag("automount", pod, "automountServiceAccountToken")
    paths = host_paths.of_pod(pod, reading)
    claims = _claims(pod, reading)
    account = reading.find("service_account", pod, "serviceAccountName")
    if account is None:
        account = reading.find("service_account", pod, "serviceAccount")
    own = mapping(found.value.get("spec"))
    replicas = reading.number("replicas", own, "replicas") if found.kind != "Pod" else None
    strategy = reading.find("strategy", mapping(own.get("strategy")), "type")
    if is_template(own.get("strategy")):
        reading.doubt("strategy")
    reading.doubt(*_hidden(found, template, metadata, spec))
    if _is_part(pod):
        reading.doubt(*(name for name in _ABSENT if name not in reading.places))
    # A field of the wrong type is none that the object could be judged on.
    reading.doubt(*(_FLAGS[key] for key in reading.invalid))
    return WorkloadFact(
        **found.head(reading),
        kind=found.kind,
        labels=texts(labels),
        host_network=host_network or False,
        host_pid=host_pid or False,
        host_ipc=host_ipc or False,
        host_paths=paths,
        service_account=text(account),
        automount=text(automount),
        replicas=-1 if replicas is None else replicas,
        strategy=text(strategy),
        claims=claims,
    )


def _claims(pod: dict[str, Any], reading: Reading) -> list[str]:
    """The claims that the pods mount; a volume that a template gives may be another one."""
    volumes = pod.get("volumes")
    names: list[str] = []
    for volume in sequence(volumes):
        claim = mapping(volume).get("persistentVolumeClaim")
        if claim is not None:
            names.append(collapsed(text(mapping(claim).get("claimName"))))
    if any(map(is_template, [volumes, *sequence(volumes), *names])):
        reading.doubt("claims")
    return names


def _hidden(
    found: KubernetesObject, template: object, metadata: object, spec: object
) -> Iterator[str]:
    """The fields of a workload that stand in something that is not here."""
    own = found.value.get("spec")
    elsewhere = template is None and mapping(own).get("workloadRef") is not None
    if elsewhere or is_template(own) or is_template(template):
        yield from ("labels", *_OF_PODS)
    if is_template(own):
        yield from ("replicas", "strategy")
    if is_template(metadata):
        yield "labels"
    if is_template(spec):
        yield from _OF_PODS


def _is_part(pod: dict[str, Any]) -> bool:
    """Whether no container has an image, which the API server refuses: this is a patch."""
    containers = pod.get("containers")
    if is_template(containers) or any(map(is_template, sequence(containers))):
        return False
    return all(mapping(container).get("image") is None for container in sequence(containers))


def _containers(
    found: KubernetesObject, template: object, spec: object
) -> Iterator[tuple[str, Any, Any]]:
    """List, container and place of each container; a template stands for an unknown one."""
    for whole in (found.value.get("spec"), template, spec):
        if is_template(whole):
            yield "containers", whole, found.place
            return
    pod = mapping(spec)
    for listing in _CONTAINER_LISTS:
        containers = pod.get(listing)
        if isinstance(containers, list):
            for container in containers:
                yield listing, container, found.place
        elif is_template(containers):
            yield listing, containers, found.place
