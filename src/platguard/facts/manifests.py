"""YAML and JSON files: each document to the platforms that recognise it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from platguard.facts.document_reading import Read, read_documents
from platguard.facts.repeated_keys import ambiguities
from platguard.model.document import Ambiguity, Document, Map, Place, Seq
from platguard.model.facts import Fact, FileFacts
from platguard.parsers import parse
from platguard.patterns import pattern
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A platform whose documents stand in YAML and JSON files."""

    recognises: str
    """`module:function`: whether a document's value is of the platform."""
    extract: str
    """`module:function`, from such a document to its facts; imported when first used."""
    keys: tuple[str, ...] = ()
    """Keys that each of its documents has: `recognises` is imported and asked only of those."""
    form: type[Map] | type[Seq] = Map
    """Whether its documents are mappings or lists."""
    yaml: str = "kubernetes"
    """The dialect in which the platform reads YAML."""


def extract_yaml(data: bytes) -> FileFacts:
    """The facts of a YAML file."""
    return _extract(data, "kubernetes")


def extract_json(data: bytes) -> FileFacts:
    """The facts of a JSON file.

    Settings of editors, compilers and linters have comments, and are no broken JSON. Who reads what
    is judged here (kubectl, Compose) knows no comments, so such a file is broken with them.
    """
    found = _extract(data, "json")
    if not found.problems or found.unrendered:
        return found
    read = parse(data, "jsonc")
    if read.problems:
        return found
    values = [document.value for document in read.documents]
    judged = any(_recognises(platform, value) for platform in RECOGNISERS for value in values)
    return found if judged else FileFacts(recognised=False)


def _extract(data: bytes, dialect: str) -> FileFacts:
    read = read_documents(data, dialect)
    facts: list[Fact] = []
    told: set[Place] = set()
    for platform in RECOGNISERS:
        for document in _documents(platform, read, data, dialect):
            facts += _function(platform.extract)(document)
            if document.place not in told:
                facts += ambiguities(document, _address)
            told.add(document.place)
    return FileFacts(
        facts=facts,
        problems=[problem.row for problem in read.problems],
        recognised=bool(told) or (read.failed and _shows_a_sign(data.decode("utf-8", "replace"))),
        unrendered=read.unrendered,
    )


def _documents(platform: Recogniser, read: Read, data: bytes, dialect: str) -> list[Document]:
    """The documents of a platform, as it reads them: readers disagree on what YAML means."""
    found = [known for known in read.documents if _recognises(platform, known.value)]
    if not found or platform.yaml == dialect or dialect == "json":
        return found
    reread = read_documents(data, platform.yaml).documents
    return [document for document in reread if _recognises(platform, document.value)]


def _recognises(platform: Recogniser, value: Any) -> bool:
    if not isinstance(value, platform.form) or any(key not in value for key in platform.keys):
        return False
    return bool(_function(platform.recognises)(value))


@cache
def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _address(document: Document, ambiguity: Ambiguity) -> str:
    """Names the thing in which an ambiguity stands: an object, or else the file."""
    from platguard.facts.objects import objects_of

    address = ""
    for found in objects_of(document.value):
        if not address or found.value.start().line <= ambiguity.place.line:
            address = found.address
    return address or "file:"


_SIGNS = (
    (pattern(r"""(?:^|[{,])[ \t]*+["']?apiVersion["']?[ \t]*:""", re.MULTILINE),
     pattern(r"""(?:^|[{,])[ \t]*+["']?kind["']?[ \t]*:""", re.MULTILINE)),
    (pattern(r"""^[ \t]*+["']?services["']?[ \t]*:""", re.MULTILINE),),
)  # fmt: skip


def _shows_a_sign(text: str) -> bool:
    return any(all(sign.search(text) for sign in signs) for signs in _SIGNS)


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(
        "platguard.facts.objects:is_object",
        "platguard.facts.kubernetes:extract_document",
        keys=("apiVersion", "kind"),
    ),
    Recogniser(
        "platguard.facts.compose:is_compose",
        "platguard.facts.compose:extract_document",
        keys=("services",),
        yaml="compose",
    ),
    Recogniser(
        "platguard.facts.sops_files:is_encrypted",
        "platguard.facts.sops_files:extract_sops",
        keys=("sops",),
    ),
    Recogniser(
        "platguard.facts.kustomizations:is_kustomization",
        "platguard.facts.kustomizations:extract_kustomization",
    ),
    Recogniser(
        "platguard.facts.retired_components:is_kubespray",
        "platguard.facts.retired_components:extract_kubespray",
        keys=("container_manager",),
    ),
    Recogniser(
        "platguard.facts.skaffold:is_skaffold",
        "platguard.facts.skaffold:extract_skaffold",
        keys=("apiVersion",),
    ),
    Recogniser(
        "platguard.facts.kustomize_patches:is_json_patch",
        "platguard.facts.kustomize_patches:extract_json_patch",
        form=Seq,
    ),
    Recogniser(
        "platguard.facts.charts:is_chart",
        "platguard.facts.charts:extract_chart",
        keys=("apiVersion", "version"),
    ),
    Recogniser(
        "platguard.facts.charts:is_requirements",
        "platguard.facts.charts:extract_chart",
        keys=("dependencies",),
    ),
    Recogniser(
        "platguard.facts.taskfile:is_taskfile",
        "platguard.facts.taskfile:extract_taskfile",
        keys=("version", "tasks"),
    ),
    Recogniser(
        "platguard.facts.ansible:is_ansible",
        "platguard.facts.ansible:extract_ansible",
        form=Seq,
    ),
    Recogniser(
        "platguard.facts.serverless:is_service",
        "platguard.facts.serverless:extract_document",
        keys=("service", "provider"),
    ),
    Recogniser(
        "platguard.facts.spring_settings:is_spring",
        "platguard.facts.spring_settings:extract_document",
        keys=("spring",),
    ),
    Recogniser(
        "platguard.facts.clusters:creates_clusters",
        "platguard.facts.clusters:extract_document",
        keys=("apiVersion",),
    ),
    Recogniser(
        "platguard.facts.catalog:is_entity",
        "platguard.facts.catalog:extract_entity",
        keys=("apiVersion", "kind"),
    ),
    Recogniser(
        "platguard.facts.slo:holds_objectives",
        "platguard.facts.slo:extract_objectives",
    ),
)
"""Every platform; a document may be of several, such as an object that SOPS encrypted."""
