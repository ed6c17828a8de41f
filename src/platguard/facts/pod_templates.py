"""What pod templates say of their pods as a whole: labels, annotations, resources to share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.facts.blanking import told_annotations
from platguard.facts.reading import follow, mapping, texts
from platguard.facts.templates import is_template
from platguard.facts.workloads import CARRIERS
from platguard.model.facts import PodTemplateFact

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject


def extract_pod_template(found: KubernetesObject) -> list[PodTemplateFact]:
    """The pod template of an object; nothing for kinds that carry none."""
    carrier = CARRIERS.get(found.kind)
    if carrier is None or found.group not in carrier.groups:
        return []
    reading = found.reading()
    template = follow(found.value, carrier.template)
    metadata = mapping(mapping(template).get("metadata"))
    resources = follow(template, ("spec", "resources"))
    labels = reading.find("labels", found.metadata, "labels")
    annotations = told_annotations(reading.find("annotations", found.metadata, "annotations"))
    pod_labels = reading.find("pod_labels", metadata, "labels")
    pod_annotations = reading.find("pod_annotations", metadata, "annotations")
    requests = reading.find("requests", mapping(resources), "requests")
    limits = reading.find("limits", mapping(resources), "limits")
    if any(map(is_template, _above(found, carrier.template))):
        reading.doubt("pod_labels", "pod_annotations", "requests", "limits")
    if is_template(mapping(template).get("metadata")):
        reading.doubt("pod_labels", "pod_annotations")
    if is_template(resources):
        reading.doubt("requests", "limits")
    return [
        PodTemplateFact(
            address=found.address,
            subject="",
            places=reading.places,
            unknown=reading.unknown,
            workload=found.label,
            kind=found.kind,
            labels=texts(labels),
            annotations=annotations,
            pod_labels=texts(pod_labels),
            pod_annotations=told_annotations(pod_annotations),
            requests=texts(requests),
            limits=texts(limits),
        )
    ]


def _above(found: KubernetesObject, path: tuple[str, ...]) -> list[object]:
    """What stands around the template, from its own `spec` outwards."""
    whole = (*path, "spec")
    return [follow(found.value, whole[:length]) for length in range(1, len(whole) + 1)]
