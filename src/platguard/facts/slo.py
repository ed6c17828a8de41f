"""Facts of service level objectives: annotations of a catalog, OpenSLO, Sloth, Pyrra.

Sources: OpenSLO README, SLO objectives (`target` from 0 to 1, or `targetPercent` from 0 to 100);
slok/sloth pkg/prometheus/api/v1/v1.go and pkg/kubernetes/api/sloth/v1/types.go (`objective`, in
percent); pyrra-dev/pyrra kubernetes/api/v1alpha1/servicelevelobjective_types.go (`spec.target`, a
text in percent).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from platguard.facts.objects import is_object
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.templates import is_template
from platguard.model.document import Document, Map, Place
from platguard.model.facts import Fact, SloFact
from platguard.patterns import pattern

_PREFIX = "platguard.io/"
_CLASSES = ("internal", "critical", "mission-critical")
_DOWNTIME = pattern(
    r"\d[\d.,]{0,15}\s{0,3}(?:h|m|s|d|hours?|hrs?|minutes?|mins?|seconds?|secs?|days?)\b"
    r"[^.;\n\d]{0,30}?(?:\bper\b|\beach\b|\bevery\b|/|\ba\b)\s{0,3}"
    r"(?:day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_DOWN = pattern(r"\bdown(?:time)?\b|\bunavailab", re.IGNORECASE)
_LONGEST = 2_000
"""Characters of a description that are searched for a stated downtime."""
_KINDS = {
    ("openslo", "SLO"): "openslo",
    ("sloth.slok.dev", "PrometheusServiceLevel"): "sloth",
    ("pyrra.dev", "ServiceLevelObjective"): "pyrra",
}
"""Groups and kinds of objects that hold objectives, and what reads them."""


def holds_objectives(value: Any) -> bool:
    """Whether a document is made of objectives."""
    return bool(_system(value))


def extract_objectives(document: Document) -> list[Fact]:
    """The objectives of a document of OpenSLO, Sloth or Pyrra."""
    value: Map = document.value
    system = _system(value)
    return list({"openslo": _openslo, "pyrra": _pyrra}.get(system, _sloth)(value))


def of_annotations(entity: Map, service: str) -> Iterator[SloFact]:
    """The objective that an entity of a catalog states: `platguard.io/slo-availability`."""
    metadata = mapping(entity.get("metadata"))
    annotations = mapping(metadata.get("annotations"))
    key = f"{_PREFIX}slo-availability"
    if isinstance(annotations, Map) and annotations.get(key) is not None:
        yield _fact("backstage", service, "", annotations, key, _said(annotations))


def _system(value: Any) -> str:
    if is_object(value):
        group = value["apiVersion"].rpartition("/")[0]
        return _KINDS.get((group, value["kind"]), "")
    # The specification of Sloth itself, which is no object: version, service, slos.
    is_sloth = isinstance(value, Map) and text(value.get("version")).startswith("prometheus/v")
    return "sloth" if is_sloth and isinstance(value.get("slos"), list) else ""


def _openslo(value: Map) -> Iterator[SloFact]:
    metadata, spec = mapping(value.get("metadata")), mapping(value.get("spec"))
    said = _said(metadata.get("labels"), metadata.get("annotations"), spec.get("description"))
    objectives = [item for item in sequence(spec.get("objectives")) if isinstance(item, Map)]
    for objective in objectives:
        percent = objective.get("targetPercent") is not None
        key = "targetPercent" if percent else "target"
        if objective.get(key) is not None:
            name = text(metadata.get("name"))
            part = text(objective.get("displayName")) if len(objectives) > 1 else ""
            yield _fact(
                "openslo",
                text(spec.get("service")),
                f"{name} {part}".strip(),
                objective,
                key,
                said,
                scale=1 if percent else 100,
            )


def _sloth(value: Map) -> Iterator[SloFact]:
    spec = mapping(value.get("spec")) if is_object(value) else value
    annotations = mapping(value.get("metadata")).get("annotations")
    for slo in sequence(spec.get("slos")):
        if isinstance(slo, Map) and slo.get("objective") is not None:
            said = _said(spec.get("labels"), annotations, slo.get("labels"), slo.get("description"))
            service, name = text(spec.get("service")), text(slo.get("name"))
            yield _fact("sloth", service, name, slo, "objective", said)


def _pyrra(value: Map) -> Iterator[SloFact]:
    metadata, spec = mapping(value.get("metadata")), mapping(value.get("spec"))
    labels = mapping(metadata.get("labels"))
    said = _said(labels, metadata.get("annotations"), spec.get("description"))
    service = text(labels.get("pyrra.dev/service")) or text(labels.get("app.kubernetes.io/name"))
    if isinstance(spec, Map) and spec.get("target") is not None:
        yield _fact("pyrra", service, text(metadata.get("name")), spec, "target", said)


def _said(*holders: Any) -> dict[str, str]:
    """What labels, annotations and descriptions say beside the target, by `slo-class` and so on.

    A later holder wins; labels cannot hold a slash or a dash everywhere, so `slo_class` counts too.
    """
    said: dict[str, str] = {}
    for holder in holders:
        for key, value in mapping(holder).items():
            said[str(key).removeprefix(_PREFIX).replace("_", "-")] = text(value)
        if isinstance(holder, str) and _DOWN.search(holder[:_LONGEST]):
            stated = _DOWNTIME.search(holder[:_LONGEST])
            said |= {"slo-downtime": stated[0]} if stated else {}
    return said


def _fact(
    system: str,
    service: str,
    name: str,
    holder: Map,
    key: str,
    said: dict[str, str],
    scale: int = 1,
) -> SloFact:
    place: Place = holder.place(key)
    written = text(holder[key])
    stated = said.get("slo-class", "").lower().replace(" ", "-").replace("_", "-")
    return SloFact(
        address=f"slo:{system}/{service}/{name}",
        subject="target",
        places={"": place, "target": place},
        unknown=["target", "written"] if is_template(written) else [],
        system=system,
        service=service,
        name=name,
        target=_percent(written, scale),
        written=written,
        service_class=stated if stated in _CLASSES else "",
        budget_approved_by=said.get("slo-budget-approved-by", ""),
        downtime=said.get("slo-downtime", ""),
    )


def _percent(written: str, scale: int) -> str:
    """A target as a plain decimal number of percent; empty when it is none."""
    from decimal import Decimal, InvalidOperation

    bare = written.strip().removesuffix("%").strip()
    try:
        number = Decimal(bare) * scale
    except InvalidOperation:
        return ""
    is_sane = number.is_finite() and -1_000_000 < number < 1_000_000
    if not is_sane or len(bare) > 20:
        return ""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
