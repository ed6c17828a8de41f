"""Parts of Kubernetes that are gone, where manifests still count on them.

dockershim left with 1.24 (kubernetes/website, dockershim FAQ), the flags of the kubelet for it with
1.24 and 1.27 (CHANGELOG-1.24, CHANGELOG-1.27); PodSecurityPolicy left with 1.25.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from platguard.facts.host_paths import normal_path
from platguard.facts.reading import follow, mapping, sequence, text
from platguard.facts.templates import is_template
from platguard.facts.workloads import pod_of
from platguard.model.document import Document, Map, Place, Seq
from platguard.model.facts import Fact, RuntimeFact
from platguard.patterns import pattern
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject

DOCKERSHIM = "dockershim"
POD_SECURITY_POLICY = "pod-security-policy"

_SOCKET = pattern(r"(?:/var)?/run/(?:docker|dockershim)\.sock")
_RUNTIME_FLAGS = {
    "container-runtime": pattern(r"docker"),
    "container-runtime-endpoint": pattern(r".*dockershim\.sock"),
    "docker-endpoint": pattern(r".*"),
}
"""Flags of the kubelet by name, and the values that count on dockershim."""
_ADMISSION_FLAGS = ("enable-admission-plugins", "admission-control")
_POD_LISTS = ("containers", "initContainers")
_RESOURCE = "podsecuritypolicies"


@dataclass(frozen=True, slots=True)
class _Sign:
    product: str
    subject: str
    evidence: str
    place: Place
    is_known: bool = True
    """Whether it is there whatever the cluster; a chart may ask before it deploys something."""


def extract_retired(found: KubernetesObject) -> list[Fact]:
    """The use of each retired component by an object."""
    signs = [*_of_kind(found), *_of_pod(pod_of(found)), *_of_kubeadm(found)]
    return [_fact(sign, found.label, found.address) for sign in signs]


def is_kubespray(value: Any) -> bool:
    """Whether a document holds settings of Kubespray that choose what runs containers."""
    return isinstance(value, Map) and "container_manager" in value and "apiVersion" not in value


def extract_kubespray(document: Document) -> list[Fact]:
    """The use of dockershim by a cluster that Kubespray installs."""
    value = document.value
    if value.get("container_manager") != "docker":
        return []
    place = value.place("container_manager")
    sign = _Sign(DOCKERSHIM, "container_manager", "container_manager: docker", place)
    return [_fact(sign, "Kubespray", "file:")]


def _fact(sign: _Sign, label: str, address: str) -> RuntimeFact:
    return RuntimeFact(
        address=address,
        subject=sign.subject,
        places={"": sign.place, "evidence": sign.place},
        unknown=[] if sign.is_known else ["strong"],
        label=label,
        category="component",
        product=sign.product,
        version="",
        evidence=sign.evidence,
        stage="",
        strong=1,
        weak=0,
    )


def _of_kind(found: KubernetesObject) -> Iterator[_Sign]:
    if found.kind == "PodSecurityPolicy":
        # `.Capabilities.APIVersions.Has` around it leaves the version to the cluster.
        is_known = not is_template(found.api_version)
        yield _Sign(POD_SECURITY_POLICY, "kind", "kind PodSecurityPolicy", found.place, is_known)
    if found.kind in ("Role", "ClusterRole"):
        for rule in sequence(found.value.get("rules")):
            if isinstance(rule, Map) and _RESOURCE in sequence(rule.get("resources")):
                place = rule.place("resources")
                yield _Sign(POD_SECURITY_POLICY, "rules", f"a rule for {_RESOURCE}", place)
                # One rule that is left is one edit as well as several.
                return


def _of_pod(pod: dict[str, Any]) -> Iterator[_Sign]:
    for volume in sequence(pod.get("volumes")):
        source = mapping(volume).get("hostPath")
        path = text(mapping(source).get("path"))
        if isinstance(source, Map) and _SOCKET.fullmatch(normal_path(path)):
            subject = f"volumes[{text(volume.get('name'))}]"
            yield _Sign(DOCKERSHIM, subject, f"hostPath {path}", source.place("path"))
    for listing in _POD_LISTS:
        for container in sequence(pod.get(listing)):
            for key in ("command", "args"):
                arguments = mapping(container).get(key)
                if isinstance(arguments, Seq):
                    for index, argument in enumerate(arguments):
                        name, _, value = text(argument).partition("=")
                        if name.startswith("--"):
                            place = arguments.place(index)
                            yield from _of_flag(name.removeprefix("--"), value, place)


def _of_kubeadm(found: KubernetesObject) -> Iterator[_Sign]:
    """Signs in the configuration of kubeadm (kubeadm-config v1beta2 to v1beta4)."""
    if found.group != "kubeadm.k8s.io":
        return
    registration = found.value.get("nodeRegistration")
    socket = text(mapping(registration).get("criSocket"))
    if isinstance(registration, Map) and socket.endswith("dockershim.sock"):
        evidence = f"criSocket {socket}"
        yield _Sign(DOCKERSHIM, "criSocket", evidence, registration.place("criSocket"))
    yield from _of_arguments(mapping(registration).get("kubeletExtraArgs"))
    yield from _of_arguments(follow(found.value, ("apiServer", "extraArgs")))


def _of_arguments(arguments: Any) -> Iterator[_Sign]:
    """Signs in extra arguments: a mapping, and since v1beta4 a list of `name` and `value`."""
    if isinstance(arguments, Map):
        for name, value in arguments.items():
            yield from _of_flag(name, text(value), arguments.place(name))
    for argument in sequence(arguments):
        if isinstance(argument, Map):
            name, value = text(argument.get("name")), text(argument.get("value"))
            yield from _of_flag(name, value, argument.place("value"))


def _of_flag(name: str, value: str, place: Place) -> Iterator[_Sign]:
    counts_on_docker = _RUNTIME_FLAGS.get(name)
    if counts_on_docker and counts_on_docker.fullmatch(value):
        evidence = f"--{name}={value}" if name == "container-runtime" else f"--{name}"
        yield _Sign(DOCKERSHIM, name, evidence, place)
    if name in _ADMISSION_FLAGS and "PodSecurityPolicy" in value.split(","):
        yield _Sign(POD_SECURITY_POLICY, name, f"--{name} with PodSecurityPolicy", place)
