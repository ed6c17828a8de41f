"""Fields, annotations and labels of Kubernetes objects that something newer has replaced.

What replaced each, and since when, is said by the rule. The names are those of
kubernetes/website, content/en/docs/reference/labels-annotations-taints, and of core/v1 types.go
("deprecated") for fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeGuard

from platguard.facts.reading import follow, mapping, sequence, text
from platguard.facts.word_lists import word_set
from platguard.facts.workloads import CARRIERS, pod_of
from platguard.model.document import Map, Place
from platguard.model.facts import OldFieldFact

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject

_INGRESS_CLASS = "kubernetes.io/ingress.class"
_ONLY_BY_ANNOTATION = word_set("gce gce-internal gce-multi-cluster")
"""Classes of Google's controller, which does not read `ingressClassName` (GKE, Ingress)."""
_STORAGE_CLASS = "volume.beta.kubernetes.io/storage-class"
_CLASS_NAME = ("spec", "storageClassName")
_DEFAULT_CLASS = ("metadata", "annotations", "storageclass.kubernetes.io/is-default-class")
_OF_OBJECTS: dict[str, dict[str, tuple[str, ...]]] = {
    _STORAGE_CLASS: {
        "PersistentVolumeClaim": _CLASS_NAME,
        "PersistentVolume": _CLASS_NAME,
    },
    "storageclass.beta.kubernetes.io/is-default-class": {"StorageClass": _DEFAULT_CLASS},
    "service.alpha.kubernetes.io/tolerate-unready-endpoints": {
        "Service": ("spec", "publishNotReadyAddresses")
    },
}
"""Annotations, the kinds on which Kubernetes gave them a meaning, and what took their place."""
_OF_PODS = word_set(
    "seccomp.security.alpha.kubernetes.io/pod scheduler.alpha.kubernetes.io/critical-pod"
)
_OF_CONTAINERS = (
    "container.seccomp.security.alpha.kubernetes.io/",
    "container.apparmor.security.beta.kubernetes.io/",
)
"""Beginnings of annotations of pods that end with the name of a container."""
_PROFILES = {"seccomp.": "seccompProfile", "apparmor.": "appArmorProfile"}
"""What stands in annotations for profiles, and the field that took their place."""
_NODE_LABELS = {
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "node-role.kubernetes.io/master": "node-role.kubernetes.io/control-plane",
}
"""Old labels of nodes, and what took their place."""
_AFFINITY = ("affinity", "nodeAffinity")
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"

_Found = tuple[str, Place]


def extract_old_fields(found: KubernetesObject) -> list[OldFieldFact]:
    """The old fields of an object, each where it stands first."""
    pod = pod_of(found)
    signs = [
        *_of_annotations(found),
        *_of_claims(found),
        *(_of_template(found, pod) if pod else []),
        *_of_pod(pod),
        *_of_selector(pod.get("nodeSelector")),
        *_of_affinity(follow(pod, _AFFINITY)),
        *_of_spread(pod),
    ]
    first: dict[str, Place] = {}
    for field, place in signs:
        first.setdefault(field, place)
    return [
        OldFieldFact(
            address=found.address,
            subject=field,
            places={"": place},
            label=found.label,
            field=field,
        )
        for field, place in first.items()
    ]


def _of_annotations(found: KubernetesObject) -> Iterator[_Found]:
    annotations = found.metadata.get("annotations")
    if not isinstance(annotations, Map):
        return
    for name in annotations:
        successor = _OF_OBJECTS.get(name, {}).get(found.kind)
        if successor and not follow(found.value, successor):
            yield f"annotation {name}", annotations.key_place(name)
    is_ingress = found.kind == "Ingress" and _INGRESS_CLASS in annotations
    if is_ingress and text(annotations[_INGRESS_CLASS]) not in _ONLY_BY_ANNOTATION:
        yield f"annotation {_INGRESS_CLASS}", annotations.key_place(_INGRESS_CLASS)


def _of_claims(found: KubernetesObject) -> Iterator[_Found]:
    """The old class of storage in the claims that a StatefulSet makes for its pods."""
    is_stateful = found.kind == "StatefulSet"
    claims = follow(found.value, ("spec", "volumeClaimTemplates")) if is_stateful else None
    for claim in sequence(claims):
        annotations = follow(claim, ("metadata", "annotations"))
        if _is_written(annotations, _STORAGE_CLASS) and not follow(claim, _CLASS_NAME):
            yield f"annotation {_STORAGE_CLASS}", annotations.key_place(_STORAGE_CLASS)


def _of_template(found: KubernetesObject, pod: dict[str, Any]) -> Iterator[_Found]:
    annotations = follow(found.value, (*CARRIERS[found.kind].template, "metadata", "annotations"))
    if not isinstance(annotations, Map):
        return
    for name in annotations:
        beginning = next((start for start in _OF_CONTAINERS if text(name).startswith(start)), "")
        if (name in _OF_PODS or beginning) and not _has_profile(pod, name):
            yield f"annotation {beginning or name}", annotations.key_place(name)


def _has_profile(pod: dict[str, Any], annotation: str) -> bool:
    """Whether the pod says in today's fields as well what an annotation says: for old clusters."""
    field = next((field for part, field in _PROFILES.items() if part in annotation), None)
    holders = [pod, *map(mapping, sequence(pod.get("containers")))]
    return field is not None and any(
        follow(holder, ("securityContext", field)) for holder in holders
    )


def _of_pod(pod: dict[str, Any]) -> Iterator[_Found]:
    # The API server writes both names into what it gives back.
    account = pod.get("serviceAccount")
    if _is_written(pod, "serviceAccount") and pod.get("serviceAccountName") != account:
        yield "field serviceAccount", pod.key_place("serviceAccount")
    for volume in sequence(pod.get("volumes")):
        if _is_written(volume, "gitRepo"):
            yield "field gitRepo", volume.key_place("gitRepo")


def _is_written(holder: Any, key: str) -> TypeGuard[Map]:
    """Whether a value of a key stands there; what a template may put in besides does not count."""
    return isinstance(holder, Map) and key in holder and bool(holder[key])


def _of_selector(selector: Any) -> Iterator[_Found]:
    for name in selector if isinstance(selector, Map) else ():
        if name in _NODE_LABELS:
            yield f"label {name}", selector.key_place(name)


def _of_affinity(affinity: Any) -> Iterator[_Found]:
    required = sequence(follow(affinity, (_REQUIRED, "nodeSelectorTerms")))
    preferred = sequence(mapping(affinity).get(_PREFERRED))
    for terms in (required, [mapping(item).get("preference") for item in preferred]):
        expressions = [
            expression
            for term in terms
            for expression in sequence(mapping(term).get("matchExpressions"))
        ]
        # Terms are alternatives: a chart for old clusters and new ones names both labels.
        named = {text(mapping(expression).get("key")) for expression in expressions}
        for expression in expressions:
            if _NODE_LABELS.get(text(mapping(expression).get("key"))) not in named:
                yield from _named(expression, "key")


def _of_spread(pod: dict[str, Any]) -> Iterator[_Found]:
    for constraint in sequence(pod.get("topologySpreadConstraints")):
        yield from _named(constraint, "topologyKey")
    for name in ("podAffinity", "podAntiAffinity"):
        terms = mapping(follow(pod, ("affinity", name)))
        weighted = (
            mapping(item).get("podAffinityTerm") for item in sequence(terms.get(_PREFERRED))
        )
        for term in [*sequence(terms.get(_REQUIRED)), *weighted]:
            yield from _named(term, "topologyKey")


def _named(holder: Any, key: str) -> Iterator[_Found]:
    """The label that `key` names, where it is an old one."""
    name = holder.get(key) if isinstance(holder, Map) else None
    if isinstance(name, str) and name in _NODE_LABELS:
        yield f"label {name}", holder.place(key)
