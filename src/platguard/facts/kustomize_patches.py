"""What patches of Kustomize change, as far as facts tell of it.

A patch is a part of an object that is merged into it, or a list of operations (RFC 6902) on what
its target names (kustomize api/types/patch.go). Nothing is rendered here: what a patch changes is
not known of the objects that it is about, and what it leaves out is not missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from platguard.facts.objects import is_object, objects_of
from platguard.facts.reading import mapping, text
from platguard.facts.workloads import extract_workload
from platguard.model.document import Document, Map, Seq
from platguard.model.facts import (
    ContainerFact,
    Fact,
    JsonPatchFact,
    PatchChange,
    PatchFile,
    PodTemplateFact,
    WorkloadFact,
)
from platguard.parsers import parse

EVERY_PART = "*"
_IDENTITY = frozenset({"", "name", "namespace"})
_PLAIN = frozenset("-._/")
_OPERATIONS = frozenset({"add", "remove", "replace", "move", "copy", "test"})


def is_json_patch(value: Any) -> bool:
    """Whether `value` is a list of operations of RFC 6902."""
    return (
        isinstance(value, Seq)
        and bool(value)
        and all(
            isinstance(item, Map)
            and text(item.get("op")) in _OPERATIONS
            and text(item.get("path")).startswith("/")
            for item in value
        )
    )


def extract_json_patch(document: Document) -> list[Fact]:
    """The fact of a list of operations."""
    operations: Seq = document.value
    return [
        JsonPatchFact(
            address="file:",
            subject="",
            places={"": document.place},
            paths=[text(operation.get("path")) for operation in operations],
        )
    ]


def patch_files(entries: Iterable[Any]) -> list[PatchFile]:
    """The entries of `patches` that name a file."""
    found = []
    for entry in map(mapping, entries):
        path, target = text(entry.get("path")), mapping(entry.get("target"))
        if path:
            kind, name = _target(target)
            found.append(PatchFile(path=path, kind=kind, name=name, targeted=bool(target)))
    return found


def inline_changes(entries: Iterable[Any]) -> list[PatchChange]:
    """What the entries of `patches` change that hold their patch themselves."""
    found: list[PatchChange] = []
    for entry in map(mapping, entries):
        written, target = entry.get("patch"), mapping(entry.get("target"))
        if isinstance(written, str):
            kind, name = _target(target)
            given = PatchFile(path="", kind=kind, name=name, targeted=bool(target))
            found += changes_of(_facts(written), given)
    return found


def merged_changes(patch: str) -> list[PatchChange]:
    """What an entry of `patchesStrategicMerge` changes that is the patch itself."""
    return changes_of(_facts(patch), PatchFile(path="", kind="", name="", targeted=False))


def changes_of(facts: Iterable[Fact], patch: PatchFile) -> list[PatchChange]:
    """What a patch with these facts changes of what `patch` says that it is about."""
    found: list[PatchChange] = []
    for fact in facts:
        match fact:
            case WorkloadFact() | PodTemplateFact() | ContainerFact():
                found += _merged(fact, patch)
            case JsonPatchFact():
                found += _operated(fact, patch)
    return found


def kind_and_name(address: str) -> tuple[str, str]:
    """Kind and name in the address of an object of Kubernetes."""
    parts = address.rsplit("/", 3)
    return (parts[1], parts[3]) if len(parts) == 4 else ("", "")


def _merged(fact: Fact, patch: PatchFile) -> list[PatchChange]:
    kind, name = (patch.kind, patch.name) if patch.targeted else kind_and_name(fact.address)
    # What a container without an image does not give is left to the one that is patched.
    is_part = isinstance(fact, ContainerFact) and not fact.image and "image" not in fact.unknown
    fields = sorted({*fact.places, *(() if is_part else fact.unknown)} - _IDENTITY)
    return [PatchChange(kind=kind, name=name, part=fact.subject, fields=fields)] if fields else []


def _operated(fact: JsonPatchFact, patch: PatchFile) -> Iterator[PatchChange]:
    for path in dict.fromkeys(fact.paths):
        part, fields = _operated_on(path)
        if part or fields:
            yield PatchChange(kind=patch.kind, name=patch.name, part=part, fields=fields)


def _operated_on(path: str) -> tuple[str, list[str]]:
    """The part, and the fields of facts, that an operation changes; both empty for none."""
    for beginning, fields in _OF_WORKLOAD.items():
        if path.startswith(beginning):
            return "", fields
    if not path.startswith(_POD_PATHS):
        return "", []
    # The number of a container says nothing of its name.
    _, found, rest = path.partition("ontainers/")
    _, _, key = rest.partition("/")
    fields = _OF_CONTAINER.get(key.partition("/")[0], []) if found and key else []
    if found and key and not fields:
        return "", []
    return EVERY_PART, fields


_OF_WORKLOAD = {
    "/spec/replicas": ["replicas"],
    "/spec/strategy": ["strategy"],
    "/metadata": ["labels", "annotations"],
    "/spec/template/metadata": ["labels", "pod_labels", "pod_annotations"],
}
"""Beginnings of the paths of operations, and the fields of a workload that these change."""

_POD_PATHS = (
    *("/spec/template", "/spec/jobTemplate", "/template"),
    *("/spec/containers", "/spec/initContainers", "/spec/securityContext"),
)

_OF_CONTAINER = {
    "image": ["image"],
    "env": ["env"],
    "resources": ["requests", "limits"],
    "readinessProbe": ["has_readiness", "same_probes"],
    "livenessProbe": ["has_liveness", "same_probes"],
    "ports": ["host_ports", "ports"],
    "securityContext": [
        *("privileged", "host_process", "run_as_user", "run_as_non_root", "read_only_root"),
        *("allow_privilege_escalation", "added_capabilities", "dropped_capabilities"),
        *("prefixed_capabilities", "seccomp"),
    ],
}
"""Keys of a container, and the fields of facts that they decide; others decide none."""


def _target(target: dict[str, Any]) -> tuple[str, str]:
    """Kind and name of a target; empty where a pattern may mean several, or labels decide."""
    return _plain(text(target.get("kind"))), _plain(text(target.get("name")))


def _plain(pattern: str) -> str:
    """A pattern that means only itself; the dot is one of names, whatever else it may match."""
    return pattern if all(letter.isalnum() or letter in _PLAIN for letter in pattern) else ""


def _facts(patch: str) -> Iterator[Fact]:
    for document in parse(patch.encode("utf-8", "replace"), "kubernetes").documents:
        if is_json_patch(document.value):
            yield from extract_json_patch(document)
        elif is_object(document.value):
            for found in objects_of(document.value):
                yield from extract_workload(found)
