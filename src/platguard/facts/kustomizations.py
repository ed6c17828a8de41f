"""Kustomizations: what they add to the objects that they list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from platguard.facts.blanking import told_annotations
from platguard.facts.reading import Reading, mapping, sequence, text, texts, without_login
from platguard.facts.templates import holds_template
from platguard.model.facts import Fact, ImageChange, KustomizationFact, PatchChange, PatchFile

if TYPE_CHECKING:
    from platguard.model.document import Document, Map

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


def extract_kustomization(document: Document) -> list[Fact]:
    """The facts of a Kustomization."""
    value: Map = document.value
    reading = Reading({"": value.start()})
    namespace = reading.find("namespace", value, "namespace")
    from platguard.facts.secrets import extract_generated

    for field in ("resources", "components"):
        reading.find(field, value, field)
    pods, selectors = _added_labels(value)
    objects = texts(value.get("commonLabels")) | _pairs(value)
    annotations = told_annotations(reading.find("annotations", value, "commonAnnotations"))
    labels = (("pod_labels", pods), ("selector_labels", selectors), ("object_labels", objects))
    reading.doubt(*(field for field, added in labels if holds_template(added)))
    return [
        KustomizationFact(
            address="file:",
            subject="",
            places=reading.places,
            unknown=reading.unknown,
            namespace=text(namespace),
            resources=_entries(value, "resources") + _entries(value, "bases"),
            patches=[patch.path for patch in _patch_files(value)],
            components=_entries(value, "components"),
            pod_labels=pods,
            selector_labels=selectors,
            # A component is deployed with whatever lists it, which may lie elsewhere.
            generates=value.get("kind") == "Component" or any(map(value.get, _GENERATING)),
            object_labels=objects,
            annotations=annotations,
            replicas={
                text(entry.get("name")): text(entry.get("count"))
                for entry in map(mapping, sequence(value.get("replicas")))
            },
            images=[*map(_image_change, map(mapping, sequence(value.get("images"))))],
            patch_files=_patch_files(value),
            changes=_inline_changes(value),
            renames=bool(value.get("namePrefix") or value.get("nameSuffix")),
        ),
        *extract_generated(value),
    ]


def _entries(value: Map, key: str) -> list[str]:
    return [without_login(entry) for entry in map(text, sequence(value.get(key))) if entry]


def _patch_files(value: Map) -> list[PatchFile]:
    merged = [entry for entry in _entries(value, "patchesStrategicMerge") if "\n" not in entry]
    files = [PatchFile(path=path, kind="", name="", targeted=False) for path in merged]
    from platguard.facts.kustomize_patches import patch_files

    return [*patch_files(_patches(value)), *files]


def _inline_changes(value: Map) -> list[PatchChange]:
    # An entry of patchesStrategicMerge is a path or the patch itself.
    merged = [entry for entry in _entries(value, "patchesStrategicMerge") if "\n" in entry]
    from platguard.facts.kustomize_patches import inline_changes, merged_changes

    changes = [change for entry in merged for change in merged_changes(entry)]
    return [*inline_changes(_patches(value)), *changes]


def _patches(value: Map) -> list[Any]:
    return [*sequence(value.get("patches")), *sequence(value.get("patchesJson6902"))]


def _image_change(entry: dict[str, Any]) -> ImageChange:
    return ImageChange(
        name=text(entry.get("name")),
        new_name=without_login(text(entry.get("newName"))),
        new_tag=text(entry.get("newTag")),
        tag_suffix=text(entry.get("tagSuffix")),
        digest=text(entry.get("digest")),
    )


def _pairs(value: Map) -> dict[str, str]:
    """What `labels` adds to the metadata of every object."""
    entries = map(mapping, sequence(value.get("labels")))
    return {key: label for entry in entries for key, label in texts(entry.get("pairs")).items()}


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
