"""Objects beside workloads: Services, disruption budgets, autoscalers, limit ranges, claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from platguard.facts.reading import Reading, mapping, plain, sequence, text, texts
from platguard.facts.templates import holds_template, is_template
from platguard.model.facts import CompanionFact

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject

_GROUPS = {
    "Service": "",
    "LimitRange": "",
    "PodDisruptionBudget": "policy",
    "HorizontalPodAutoscaler": "autoscaling",
    "ScaledObject": "keda.sh",
    "PersistentVolumeClaim": "",
}
_FIELDS = (
    *("selector", "target_kind", "target_name", "least", "most"),
    *("min_available", "max_unavailable", "target_ports", "default_requests", "default_limits"),
    "access_modes",
)


def extract_companion(found: KubernetesObject) -> list[CompanionFact]:
    """The companion that an object is; nothing for other kinds."""
    if _GROUPS.get(found.kind) != found.group:
        return []
    reading = found.reading()
    spec = found.value.get("spec")
    if is_template(spec):
        reading.doubt(*_FIELDS)
    said = _NOTHING | _READERS[found.kind](found, mapping(spec), reading)
    return [
        CompanionFact(
            **found.head(reading),
            kind=found.kind,
            **said,
        )
    ]


_Said = dict[str, Any]
_NOTHING: _Said = {
    "selector": {},
    "selects_nothing": True,
    "target_kind": "",
    "target_name": "",
    "least": -1,
    "most": -1,
    "min_available": "",
    "max_unavailable": "",
    "target_ports": [],
    "default_requests": {},
    "default_limits": {},
    "access_modes": [],
}


def _service(found: KubernetesObject, spec: dict[str, Any], reading: Reading) -> _Said:
    # core/v1 types.go: without a selector, somebody else manages the endpoints.
    selector = reading.find("selector", spec, "selector")
    labels = texts(selector)
    nothing = not labels and not holds_template(selector)
    ports = [mapping(port) for port in sequence(reading.find("target_ports", spec, "ports"))]
    # core/v1 defaults.go: a port goes to the same port of the pod unless targetPort says another.
    targets = [text(port.get("targetPort") or port.get("port")) for port in ports]
    return {
        "selector": {"matchLabels": labels},
        "selects_nothing": nothing,
        "target_ports": list(dict.fromkeys(filter(None, targets))),
    }


def _budget(found: KubernetesObject, spec: dict[str, Any], reading: Reading) -> _Said:
    selector = reading.find("selector", spec, "selector")
    if not isinstance(selector, dict | None):
        reading.doubt("selector")
    # An empty selector selects every pod since policy/v1, and none before (policy/v1 types.go).
    empty = not any(mapping(selector).values())
    early = found.api_version == "policy/v1beta1" and empty and not is_template(selector)
    return {
        "selector": plain(mapping(selector)),
        "selects_nothing": selector is None or early,
        "min_available": text(reading.find("min_available", spec, "minAvailable")),
        "max_unavailable": text(reading.find("max_unavailable", spec, "maxUnavailable")),
    }


def _autoscaler(found: KubernetesObject, spec: dict[str, Any], reading: Reading) -> _Said:
    # autoscaling/v2 types.go: `minReplicas` defaults to 1.
    return _scaling(spec, reading, {"least": ("minReplicas", 1), "most": ("maxReplicas", -1)}, "")


def _scaled_object(found: KubernetesObject, spec: dict[str, Any], reading: Reading) -> _Said:
    # keda apis/keda/v1alpha1 scaledobject_types.go: a Deployment, from 0 to 100 replicas.
    bounds = {"least": ("minReplicaCount", 0), "most": ("maxReplicaCount", 100)}
    return _scaling(spec, reading, bounds, "Deployment")


def _scaling(
    spec: dict[str, Any], reading: Reading, bounds: dict[str, tuple[str, int]], kind: str
) -> _Said:
    target = spec.get("scaleTargetRef")
    if is_template(target):
        reading.doubt("target_kind", "target_name")
    said: _Said = {
        "target_kind": text(reading.find("target_kind", mapping(target), "kind")) or kind,
        "target_name": text(reading.find("target_name", mapping(target), "name")),
    }
    for field, (key, default) in bounds.items():
        number = reading.number(field, spec, key)
        said[field] = default if number is None else number
        if key in reading.invalid:
            reading.doubt(field)
    return said


def _limit_range(found: KubernetesObject, spec: dict[str, Any], reading: Reading) -> _Said:
    """The defaults, as SetDefaults_LimitRangeItem (core/v1 defaults.go) completes them.

    A limit defaults to the maximum, a request to the default limit, then to the minimum.
    """
    requests: dict[str, str] = {}
    limits: dict[str, str] = {}
    items = reading.find("default_limits", spec, "limits")
    if holds_template(items):
        reading.doubt("default_requests")
    for item in map(mapping, sequence(items)):
        if item.get("type") == "Container":
            own_limits = texts(item.get("max")) | texts(item.get("default"))
            limits |= own_limits
            requests |= texts(item.get("min")) | own_limits | texts(item.get("defaultRequest"))
    return {"default_requests": requests, "default_limits": limits}


def _claim(found: KubernetesObject, spec: dict[str, Any], reading: Reading) -> _Said:
    modes = reading.find("access_modes", spec, "accessModes")
    return {"access_modes": list(map(text, sequence(modes)))}


_READERS: dict[str, Callable[[KubernetesObject, dict[str, Any], Reading], _Said]] = {
    "Service": _service,
    "LimitRange": _limit_range,
    "PodDisruptionBudget": _budget,
    "HorizontalPodAutoscaler": _autoscaler,
    "ScaledObject": _scaled_object,
    "PersistentVolumeClaim": _claim,
}
