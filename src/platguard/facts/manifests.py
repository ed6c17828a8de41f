"""YAML and JSON files: each document to the platforms that recognise it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from platguard.facts.document_reading import Read, read_documents
from platguard.facts.repeated_keys import ambiguities
from platguard.model.document import Ambiguity, Document, Map, Place
from platguard.model.facts import Fact, FileFacts


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A platform whose documents stand in YAML and JSON files."""

    recognises: Callable[[Any], bool]
    """Whether a document's value is of the platform."""
    extract: Callable[[Document], list[Fact]]
    address: Callable[[Document, Ambiguity], str] = lambda document, ambiguity: "file:"
    """Names the thing in which an ambiguity of the document stands."""
    yaml: str = "kubernetes"
    """The dialect in which the platform reads YAML."""


def extract_yaml(data: bytes) -> FileFacts:
    """The facts of a YAML file."""
    return _extract(data, "kubernetes")


def extract_json(data: bytes) -> FileFacts:
    """The facts of a JSON file."""
    return _extract(data, "json")


def _extract(data: bytes, dialect: str) -> FileFacts:
    read = read_documents(data, dialect)
    facts: list[Fact] = []
    told: set[Place] = set()
    for platform in RECOGNISERS:
        for document in _documents(platform, read, data, dialect):
            facts += platform.extract(document)
            if document.place not in told:
                facts += ambiguities(document, platform.address)
            told.add(document.place)
    return FileFacts(
        facts=facts,
        problems=[(problem.line, problem.column, problem.message) for problem in read.problems],
        recognised=bool(told) or (read.failed and _shows_a_sign(data.decode("utf-8", "replace"))),
        unrendered=read.unrendered,
    )


def _documents(platform: Recogniser, read: Read, data: bytes, dialect: str) -> list[Document]:
    """The documents of a platform, as it reads them: readers disagree on what YAML means."""
    found = [known for known in read.documents if platform.recognises(known.value)]
    if not found or platform.yaml == dialect or dialect == "json":
        return found
    reread = read_documents(data, platform.yaml).documents
    return [document for document in reread if platform.recognises(document.value)]


_SIGNS = (
    (re.compile(r"""^\s*["']?apiVersion["']?\s*:""", re.MULTILINE),
     re.compile(r"""^\s*["']?kind["']?\s*:""", re.MULTILINE)),
    (re.compile(r"""^\s*["']?services["']?\s*:""", re.MULTILINE),),
)  # fmt: skip


def _shows_a_sign(text: str) -> bool:
    return any(all(sign.search(text) for sign in signs) for signs in _SIGNS)


def _is_kubernetes(value: Any) -> bool:
    from platguard.facts.objects import is_object

    return is_object(value)


def _kubernetes(document: Document) -> list[Fact]:
    from platguard.facts.kubernetes import extract_object
    from platguard.facts.objects import objects_of

    return [fact for found in objects_of(document.value) for fact in extract_object(found)]


def _kubernetes_address(document: Document, ambiguity: Ambiguity) -> str:
    from platguard.facts.objects import objects_of

    address = ""
    for found in objects_of(document.value):
        if not address or found.value.start().line <= ambiguity.place.line:
            address = found.address
    return address or "file:"


_SERVICE = re.compile(r"[a-zA-Z0-9._-]+|.*[{$].*")
"""A name as the Compose specification allows it, or a template of one."""


def _is_compose(value: Any) -> bool:
    return (
        isinstance(value, Map)
        and isinstance(services := value.get("services"), dict)
        and "apiVersion" not in value
        # Other things have services, too: a dump of a mesh names them by address.
        and (not services or any(_SERVICE.fullmatch(str(name)) for name in services))
    )


def _compose(document: Document) -> list[Fact]:
    from platguard.facts import compose

    return compose.extract_document(document)


def _is_encrypted(value: Any) -> bool:
    sops = value.get("sops") if isinstance(value, Map) else None
    return isinstance(sops, dict) and ("mac" in sops or "lastmodified" in sops)


def _encrypted(document: Document) -> list[Fact]:
    from platguard.facts.sops_files import extract_sops

    return extract_sops(document)


def _is_kustomization(value: Any) -> bool:
    from platguard.facts.kustomizations import is_kustomization

    return is_kustomization(value)


def _kustomization(document: Document) -> list[Fact]:
    from platguard.facts.kustomizations import extract_kustomization

    return extract_kustomization(document.value)


def _is_chart(value: Any) -> bool:
    from platguard.facts.charts import is_chart, is_requirements

    return is_chart(value) or is_requirements(value)


def _chart(document: Document) -> list[Fact]:
    from platguard.facts.charts import extract_chart

    return extract_chart(document)


def _is_taskfile(value: Any) -> bool:
    from platguard.facts.taskfile import is_taskfile

    return is_taskfile(value)


def _taskfile(document: Document) -> list[Fact]:
    from platguard.facts.taskfile import extract_taskfile

    return extract_taskfile(document)


def _is_ansible(value: Any) -> bool:
    from platguard.facts.ansible import is_ansible

    return is_ansible(value)


def _ansible(document: Document) -> list[Fact]:
    from platguard.facts.ansible import extract_ansible

    return extract_ansible(document)


def _is_skaffold(value: Any) -> bool:
    from platguard.facts.skaffold import is_skaffold

    return is_skaffold(value)


def _skaffold(document: Document) -> list[Fact]:
    from platguard.facts.skaffold import extract_skaffold

    return [*extract_skaffold(document)]


def _is_json_patch(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    from platguard.facts.kustomize_patches import is_json_patch

    return is_json_patch(value)


def _json_patch(document: Document) -> list[Fact]:
    from platguard.facts.kustomize_patches import extract_json_patch

    return extract_json_patch(document)


def _is_kubespray(value: Any) -> bool:
    return isinstance(value, Map) and "container_manager" in value and "apiVersion" not in value


def _kubespray(document: Document) -> list[Fact]:
    from platguard.facts.retired_components import extract_kubespray

    return extract_kubespray(document)


def _is_spring(value: Any) -> bool:
    from platguard.facts.spring_settings import is_spring

    return is_spring(value)


def _spring(document: Document) -> list[Fact]:
    from platguard.facts.spring_settings import extract_document

    return extract_document(document)


def _is_serverless(value: Any) -> bool:
    if not isinstance(value, Map) or "provider" not in value or "service" not in value:
        return False
    from platguard.facts.serverless import is_service

    return is_service(value)


def _serverless(document: Document) -> list[Fact]:
    from platguard.facts import serverless

    return serverless.extract_document(document)


def _is_cluster(value: Any) -> bool:
    version = value.get("apiVersion") if isinstance(value, Map) else None
    return isinstance(version, str) and version.startswith(("eksctl.io/", "kind.x-k8s.io/"))


def _cluster(document: Document) -> list[Fact]:
    from platguard.facts import clusters

    return clusters.extract_document(document)


def _is_entity(value: Any) -> bool:
    from platguard.facts.catalog import is_entity

    return is_entity(value)


def _entity(document: Document) -> list[Fact]:
    from platguard.facts.catalog import extract_entity

    return extract_entity(document)


def _holds_objectives(value: Any) -> bool:
    from platguard.facts.slo import holds_objectives

    return holds_objectives(value)


def _objectives(document: Document) -> list[Fact]:
    from platguard.facts.slo import extract_objectives

    return extract_objectives(document)


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(_is_kubernetes, _kubernetes, _kubernetes_address),
    Recogniser(_is_compose, _compose, yaml="compose"),
    Recogniser(_is_encrypted, _encrypted),
    Recogniser(_is_kustomization, _kustomization),
    Recogniser(_is_kubespray, _kubespray),
    Recogniser(_is_skaffold, _skaffold),
    Recogniser(_is_json_patch, _json_patch),
    Recogniser(_is_chart, _chart),
    Recogniser(_is_taskfile, _taskfile),
    Recogniser(_is_ansible, _ansible),
    Recogniser(_is_serverless, _serverless),
    Recogniser(_is_spring, _spring),
    Recogniser(_is_cluster, _cluster, _kubernetes_address),
    Recogniser(_is_entity, _entity),
    Recogniser(_holds_objectives, _objectives),
)
"""Every platform; a document may be of several, such as an object that SOPS encrypted."""
