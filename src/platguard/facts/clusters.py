"""Facts of files that create clusters: the Kubernetes that eksctl and kind are told to run.

Schemas: eksctl.io/v1alpha5 ClusterConfig (`metadata.version`, a text), kind.x-k8s.io/v1alpha4
Cluster (`nodes[].image`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.facts.images import image_fact
from platguard.facts.objects import KubernetesObject, objects_of
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.runtimes import KUBERNETES, Runtime, of_image, runtime_fact
from platguard.facts.templates import is_template
from platguard.model.document import Document, Map
from platguard.model.facts import Fact


def creates_clusters(value: Any) -> bool:
    """Whether a document tells eksctl or kind something."""
    version = value.get("apiVersion") if isinstance(value, Map) else None
    return isinstance(version, str) and version.startswith(("eksctl.io/", "kind.x-k8s.io/"))


def extract_document(document: Document) -> list[Fact]:
    """The versions of Kubernetes that the clusters of a document are to have."""
    facts: list[Fact] = []
    for found in objects_of(document.value):
        if _is_eks(found):
            facts += _of_eks(found)
        elif _is_kind(found):
            facts += _of_kind(found)
    return facts


def _is_eks(found: KubernetesObject) -> bool:
    return found.kind == "ClusterConfig" and found.group == "eksctl.io"


def _is_kind(found: KubernetesObject) -> bool:
    return found.kind == "Cluster" and found.group == "kind.x-k8s.io"


def _of_eks(found: KubernetesObject) -> Iterator[Fact]:
    metadata, version = found.metadata, found.metadata.get("version")
    if not isinstance(metadata, Map) or not isinstance(version, str):
        return
    is_open = is_template(version)
    if is_open or any(character.isdigit() for character in version):
        yield runtime_fact(
            Runtime(KUBERNETES, "amazon-eks", "" if is_open else version),
            label=found.label,
            evidence=f"metadata.version {version}",
            address=found.address,
            subject="metadata.version",
            place=metadata.place("version"),
            unknown=["version"] if is_open else [],
        )


def _of_kind(found: KubernetesObject) -> Iterator[Fact]:
    told: set[tuple[str, str]] = set()
    for node in sequence(found.value.get("nodes")):
        role, reference = (text(mapping(node).get(key)) for key in ("role", "image"))
        # Nodes have no names: those of one role that run the same image are one fact.
        if isinstance(node, Map) and reference and (role, reference) not in told:
            told.add((role, reference))
            image = image_fact(
                reference,
                address=found.address,
                subject=f"nodes[{role or 'control-plane'}].image",
                used_by=found.label,
                place=node.place("image"),
            )
            yield image
            yield from of_image(image, found.label)
