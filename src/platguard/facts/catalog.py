"""Facts of Backstage catalogs: components, who owns them, where their code and runbooks are.

Source: Backstage, "Descriptor Format of Catalog Entities": a file may hold several documents; a
reference is `[kind:][namespace/]name`; a Component needs `spec.type`, `spec.lifecycle` and
`spec.owner`; names are at most 63 letters, digits, `-`, `_` and `.`.
"""

from __future__ import annotations

import re
from typing import Any

from platguard.facts.objects import is_object
from platguard.facts.reading import Reading, mapping, sequence, text, without_login
from platguard.facts.slo import of_annotations
from platguard.facts.templates import is_template
from platguard.model.document import Document, Map
from platguard.model.facts import CatalogEntityFact, Fact
from platguard.patterns import pattern

_NAME = pattern(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_REQUIRED = ("owner", "type", "lifecycle")
_RUNBOOK = pattern(r"\brun[ -]?books?\b", re.IGNORECASE)
_SOURCES = ("backstage.io/source-location", "github.com/project-slug", "gitlab.com/project-slug")
"""Annotations that say where the code of a component is."""


def is_entity(value: Any) -> bool:
    """Whether a document is an entity of a Backstage catalog."""
    return is_object(value) and value["apiVersion"].startswith("backstage.io/")


def extract_entity(document: Document) -> list[Fact]:
    """The facts of an entity: itself, and the objective that its annotations state."""
    value: Map = document.value
    metadata, spec = mapping(value.get("metadata")), mapping(value.get("spec"))
    reading = Reading({"": value.place("kind")})
    name = text(reading.find("name", metadata, "name"))
    namespace = text(metadata.get("namespace")) or "default"
    annotations = mapping(metadata.get("annotations"))
    found = {key: text(reading.find(key, spec, key)) for key in (*_REQUIRED, "system")}
    depends_on = sequence(reading.find("depends_on", spec, "dependsOn"))
    faults = _faults(value["kind"], name, found)
    if any(field in reading.unknown for field in ("name", *_REQUIRED)):
        reading.doubt("faults")
    entity = CatalogEntityFact(
        address=f"catalog:{value['kind']}/{namespace}/{name}",
        subject="",
        places=reading.places,
        unknown=reading.unknown,
        kind=value["kind"],
        name=name,
        namespace=namespace,
        type=found["type"],
        lifecycle=found["lifecycle"],
        owner=found["owner"].rpartition("/")[2].rpartition(":")[2],
        system=found["system"],
        depends_on=[reference(text(item), namespace) for item in depends_on if text(item)],
        runbooks=_runbooks(metadata),
        source=without_login(next(filter(None, map(text, map(annotations.get, _SOURCES))), "")),
        faults=faults,
    )
    return [entity, *of_annotations(value, name)]


def reference(written: str, namespace: str) -> str:
    """A reference of `dependsOn` in full and in small letters: `component:default/payments`."""
    kind, colon, rest = written.rpartition(":")
    place, _, name = rest.rpartition("/")
    return f"{kind if colon else 'component'}:{place or namespace}/{name}".lower()


def _faults(kind: str, name: str, found: dict[str, str]) -> list[str]:
    if kind != "Component":
        return []
    faults = [] if name else ["metadata.name is missing"]
    if name and not is_template(name) and not _NAME.fullmatch(name):
        faults.append(
            f'metadata.name "{name}" has other characters than letters, digits, - _ and .'
        )
    return faults + [f"spec.{key} is missing" for key in _REQUIRED if not found[key].strip()]


def _runbooks(metadata: dict[str, Any]) -> list[str]:
    titles = (text(mapping(link).get("title")) for link in sequence(metadata.get("links")))
    return [title for title in titles if _RUNBOOK.search(title)]
