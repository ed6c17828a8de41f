"""Kubernetes objects: which ones a document holds, and how each is named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict

from platguard.facts.reading import Reading, mapping, text
from platguard.facts.templates import COLLAPSED, collapsed, in_one, is_template
from platguard.model.document import Map
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.model.document import Place


LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation into which kubectl writes the whole object, values of secrets included."""


class Head(TypedDict):
    """What each fact that is about a whole object begins with."""

    address: str
    subject: str
    places: dict[str, Place]
    unknown: list[str]
    label: str
    name: str
    namespace: str


@dataclass(frozen=True)
class KubernetesObject:
    """One object, with the API version and kind that count for it."""

    value: Map
    api_version: str
    kind: str

    @cached_property
    def group(self) -> str:
        """The API version without its last part; empty for the core group."""
        group, slash, _ = collapsed(self.api_version).rpartition("/")
        return group if slash else ""

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """`metadata`; empty when it is not a mapping."""
        return mapping(self.value.get("metadata"))

    @cached_property
    def name(self) -> str:
        """`metadata.name`, or `generateName` followed by an asterisk."""
        name = text(self.metadata.get("name"))
        prefix = text(self.metadata.get("generateName"))
        return name or (f"{prefix}*" if prefix else "")

    @cached_property
    def namespace(self) -> str:
        """`metadata.namespace` as written; empty when absent."""
        return text(self.metadata.get("namespace"))

    @cached_property
    def address(self) -> str:
        """`k8s:<group>/<Kind>/<namespace or (unset)>/<name>`."""
        namespace = self.namespace or "(unset)"
        return "k8s:" + "/".join(
            collapsed(part) for part in (self.group, self.kind, namespace, self.name)
        )

    @cached_property
    def label(self) -> str:
        """How people name it: `Deployment shop/api`; a namespace of a template tells nothing."""
        namespace, name = collapsed(self.namespace), in_one(self.name)
        is_told = namespace not in ("", COLLAPSED)
        return f"{collapsed(self.kind)} {f'{namespace}/' if is_told else ''}{name}".rstrip()

    @property
    def place(self) -> Place:
        """Where it stands: the line that names its kind."""
        return self.value.place("kind")

    def reading(self) -> Reading:
        """A reading that knows the place of the object, and of its name and namespace."""
        reading = Reading({"": self.place})
        named = "name" if self.metadata.get("name") is not None else "generateName"
        reading.find("name", self.metadata, named)
        reading.find("namespace", self.metadata, "namespace")
        if is_template(self.value.get("metadata")):
            reading.doubt("name", "namespace", "labels", "annotations")
        return reading

    def head(self, reading: Reading) -> Head:
        """What a fact about the whole object begins with, and what a reading of it collected.

        What the reading collects later belongs to the fact, too.
        """
        return {
            "address": self.address,
            "subject": "",
            "places": reading.places,
            "unknown": reading.unknown,
            "label": self.label,
            "name": self.name,
            "namespace": self.namespace,
        }


def is_object(value: object) -> bool:
    """Whether `value` is a Kubernetes object: `apiVersion` and `kind`, both texts."""
    return isinstance(value, Map) and all(
        isinstance(value.get(key), str) and value[key] for key in ("apiVersion", "kind")
    )


def objects_of(value: object) -> Iterator[KubernetesObject]:
    """The objects of a document: itself, or the items of a `List` or a typed list."""
    waiting = [_named(value)]
    while waiting:
        found = waiting.pop()
        if found is None:
            continue
        items = found.value.get("items")
        if found.kind.endswith("List") and isinstance(items, list):
            typed = found.kind.removesuffix("List")
            default = (found.api_version, typed) if typed else ("", "")
            waiting += [_named(item, *default) for item in reversed(items)]
        else:
            yield found


def _named(value: object, api_version: str = "", kind: str = "") -> KubernetesObject | None:
    # The API server leaves version and kind out of the items of a typed list.
    if not isinstance(value, Map):
        return None
    own_version, own_kind = value.get("apiVersion"), value.get("kind")
    if isinstance(own_version, str) and own_version:
        api_version = own_version
    if isinstance(own_kind, str) and own_kind:
        kind = own_kind
    return KubernetesObject(value, api_version, kind) if api_version and kind else None
