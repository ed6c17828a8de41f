"""Kustomizations: what they add to the objects that they list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from platguard.facts.reading import Reading, mapping, sequence, text, texts, without_login
from platguard.facts.secrets import extract_generated
from platguard.facts.templates import holds_template
from platguard.model.facts import Fact, KustomizationFact

if TYPE_CHECKING:
    from platguard.model.document import Map

_GROUP = "kustomize.config.k8s.io/"
_KINDS = ("Kustomization", "Component")
_GENERATING = (
    "generators",
    "helmChartInflationGenerator",
    "helmCharts",
    "replacements",
    "transformers",
)
# The fields of kustomize api/types/kustomization.go, which refuses any other.
_FIELDS = frozenset(
    (
        *("apiVersion", "kind", "metadata", "openapi", "namePrefix", "nameSuffix", "namespace"),
        *("commonLabels", "labels", "commonAnnotations", "patchesStrategicMerge"),
        *("patchesJson6902", "patches", "images", "imageTags", "replacements", "replicas", "vars"),
        *("sortOptions", "resources", "components", "crds", "bases", "configMapGenerator"),
        *("secretGenerator", "generatorOptions", "configurations", "buildMetadata"),
        *("helmGlobals", "helmCharts", "helmChartInflationGenerator"),
        *("generators", "transformers", "validators"),
    )
)
_TELLING = ("resources", "bases", "components", "secretGenerator")
"""Of the fields, those that are shown by every Kustomization that matters."""


def is_kustomization(value: Any) -> bool:
    """Whether `value` is a Kustomization, which may leave out its API version and kind."""
    if not isinstance(value, dict):
        return False
    version, kind = value.get("apiVersion"), value.get("kind")
    if version is not None or kind is not None:
        return text(version or _GROUP).startswith(_GROUP) and (kind or _KINDS[0]) in _KINDS
    return any(key in value for key in _TELLING) and _FIELDS.issuperset(value)


def extract_kustomization(value: Map) -> list[Fact]:
    """The fact of a Kustomization."""
    reading = Reading({"": value.start()})
    namespace = reading.find("namespace", value, "namespace")
    for field in ("resources", "components"):
        reading.find(field, value, field)
    pods, selectors = _added_labels(value)
    for field, labels in (("pod_labels", pods), ("selector_labels", selectors)):
        if holds_template(labels):
            reading.doubt(field)
    return [
        KustomizationFact(
            address="file:",
            subject="",
            places=reading.places,
            unknown=reading.unknown,
            namespace=text(namespace),
            resources=_entries(value, "resources") + _entries(value, "bases"),
            patches=_patch_files(value),
            components=_entries(value, "components"),
            pod_labels=pods,
            selector_labels=selectors,
            # A component is deployed with whatever lists it, which may lie elsewhere.
            generates=value.get("kind") == "Component" or any(map(value.get, _GENERATING)),
        ),
        *extract_generated(value),
    ]


def _entries(value: Map, key: str) -> list[str]:
    return [without_login(entry) for entry in map(text, sequence(value.get(key))) if entry]


def _patch_files(value: Map) -> list[str]:
    patches = [*sequence(value.get("patches")), *sequence(value.get("patchesJson6902"))]
    paths = [text(mapping(patch).get("path")) for patch in patches]
    # An entry of patchesStrategicMerge is a path or the patch itself.
    paths += [entry for entry in _entries(value, "patchesStrategicMerge") if "\n" not in entry]
    return [path for path in paths if path]


def _added_labels(value: Map) -> tuple[dict[str, str], dict[str, str]]:
    """Labels added to pods, and to selectors."""
    pods = texts(value.get("commonLabels"))
    selectors = dict(pods)
    for entry in map(mapping, sequence(value.get("labels"))):
        pairs = texts(entry.get("pairs"))
        if entry.get("includeSelectors") is True:
            selectors |= pairs
            pods |= pairs
        elif entry.get("includeTemplates") is True:
            pods |= pairs
    return pods, selectors
