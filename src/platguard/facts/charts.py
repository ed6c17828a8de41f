"""Helm charts: the format that a chart is written in, and charts that are installed.

The format v1 is that of Helm 2, with its dependencies in `requirements.yaml` (helm-www,
docs/topics/charts, "The apiVersion Field"); later releases still read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from platguard.facts.reading import follow, sequence, text
from platguard.model.document import Document, Map, Place
from platguard.model.facts import Fact, RuntimeFact

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject

CHART_FORMAT = "chart-format"
"""Stage of a runtime that only the format of a chart speaks for."""
_OF_DEPENDENCIES = {"name", "version", "repository"}
_INGRESS_NGINX = "ingress-nginx"
_CONTROLLER = "k8s.io/ingress-nginx"
_ANNOTATION = "nginx.ingress.kubernetes.io/"
_INSTALLING: dict[str, tuple[tuple[str, ...], ...]] = {
    "HelmRelease": (("spec", "chart", "spec", "chart"),),
    "HelmChart": (("spec", "chart"),),
    "Application": (("spec", "source", "chart"),),
    "ApplicationSet": (("spec", "template", "spec", "source", "chart"),),
}
"""Where kinds of Flux, K3s and Argo CD name the chart that they install."""


def is_chart(value: Any) -> bool:
    """Whether a document is the `Chart.yaml` of a chart: it has a version, and no kind."""
    return (
        isinstance(value, Map)
        and value.get("apiVersion") in ("v1", "v2")
        and "kind" not in value
        and {"name", "version"} <= set(value)
    )


def is_requirements(value: Any) -> bool:
    """Whether a document is the `requirements.yaml` of a chart: dependencies, nothing else."""
    dependencies = sequence(value.get("dependencies")) if isinstance(value, Map) else []
    return (
        bool(dependencies)
        and set(value) <= {"dependencies", "digest", "generated"}
        and all(isinstance(item, Map) and set(item) >= _OF_DEPENDENCIES for item in dependencies)
    )


def extract_chart(document: Document) -> list[Fact]:
    """The facts of a `Chart.yaml`, or of a `requirements.yaml`."""
    chart = document.value
    label = f"chart {text(chart.get('name'))}" if "apiVersion" in chart else "requirements.yaml"
    facts: list[Fact] = []
    if "apiVersion" not in chart:
        facts.append(_format("dependencies in requirements.yaml", label, chart.start()))
    elif chart.get("apiVersion") == "v1":
        facts.append(_format("apiVersion: v1", label, chart.place("apiVersion")))
    for dependency in sequence(chart.get("dependencies")):
        if isinstance(dependency, Map) and dependency.get("name") == _INGRESS_NGINX:
            place = dependency.place("name")
            evidence = f"chart dependency {_INGRESS_NGINX}"
            facts.append(_ingress_nginx(evidence, label, "file:", "dependencies", place))
    return facts


def extract_installed(found: KubernetesObject) -> Iterator[Fact]:
    """The use of ingress-nginx that an object of Kubernetes shows."""
    for path in _INSTALLING.get(found.kind, ()):
        holder = follow(found.value, path[:-1])
        if isinstance(holder, Map) and holder.get(path[-1]) == _INGRESS_NGINX:
            place, evidence = holder.place(path[-1]), f"chart {_INGRESS_NGINX}"
            yield _ingress_nginx(evidence, found.label, found.address, "chart", place)
    spec = found.value.get("spec")
    is_class = found.kind == "IngressClass"
    if is_class and isinstance(spec, Map) and spec.get("controller") == _CONTROLLER:
        place, evidence = spec.place("controller"), f"controller {_CONTROLLER}"
        yield _ingress_nginx(evidence, found.label, found.address, "class", place)
    annotations = found.metadata.get("annotations")
    if found.kind == "Ingress" and isinstance(annotations, Map):
        names = [name for name in map(text, annotations) if name.startswith(_ANNOTATION)]
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            evidence, place = f"annotation {names[0]}{more}", annotations.key_place(names[0])
            yield _ingress_nginx(evidence, found.label, found.address, "annotations", place)


def _format(evidence: str, label: str, place: Place) -> RuntimeFact:
    return replace(
        _runtime("tool", "helm", evidence, label, "file:", CHART_FORMAT, place),
        version="2",
        stage=CHART_FORMAT,
    )


def _ingress_nginx(
    evidence: str, label: str, address: str, subject: str, place: Place
) -> RuntimeFact:
    return _runtime("component", _INGRESS_NGINX, evidence, label, address, subject, place)


def _runtime(
    category: str,
    product: str,
    evidence: str,
    label: str,
    address: str,
    subject: str,
    place: Place,
) -> RuntimeFact:
    return RuntimeFact(
        address=address,
        subject=subject,
        places=dict.fromkeys(("", "version", "evidence"), place),
        label=label,
        category=category,
        product=product,
        version="",
        evidence=evidence,
        stage="",
        strong=1,
        weak=0,
    )
