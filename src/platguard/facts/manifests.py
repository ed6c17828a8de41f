"""YAML and JSON files: each document to the platforms that recognise it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from platguard.facts.templates import holds_actions
from platguard.model.document import Ambiguity, Document, Map, Parsed, Place, Problem
from platguard.model.facts import AmbiguityFact, Fact, FileFacts
from platguard.parsers import parse


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
    parsed = parse(data, dialect)
    facts: list[Fact] = []
    told: set[Place] = set()
    for platform in RECOGNISERS:
        for document in _documents(platform, parsed, data, dialect):
            facts += platform.extract(document)
            if document.place not in told:
                facts += _ambiguities(platform, document)
            told.add(document.place)
    recognised = bool(told)
    if not parsed.problems:
        return FileFacts(facts=facts, recognised=recognised)
    text = data.decode("utf-8", "replace")
    problems = _outside_templates(text, parsed.problems)
    return FileFacts(
        facts=facts,
        problems=[(problem.line, problem.column, problem.message) for problem in problems],
        recognised=recognised or _shows_a_sign(text),
        unrendered=len(problems) < len(parsed.problems),
    )


def _documents(platform: Recogniser, parsed: Parsed, data: bytes, dialect: str) -> list[Document]:
    """The documents of a platform, as it reads them: readers disagree on what YAML means."""
    found = [known for known in parsed.documents if platform.recognises(known.value)]
    if not found or platform.yaml == dialect or dialect == "json":
        return found
    reread = parse(data, platform.yaml).documents
    return [document for document in reread if platform.recognises(document.value)]


def _ambiguities(platform: Recogniser, document: Document) -> list[Fact]:
    return [
        AmbiguityFact(
            address=platform.address(document, ambiguity),
            subject=ambiguity.key,
            places={"": ambiguity.place, "line": ambiguity.place, "other_line": ambiguity.other},
            kind=ambiguity.kind,
            key=ambiguity.key,
            line=ambiguity.place.line,
            other_line=ambiguity.other.line,
        )
        for ambiguity in document.ambiguities
    ]


def _outside_templates(text: str, problems: list[Problem]) -> list[Problem]:
    """The problems of documents that are YAML; a Go template is none before it is rendered."""
    lines = text.splitlines()
    starts = [0, *(number for number, line in enumerate(lines) if _SEPARATOR.match(line))]
    ends = [*starts[1:], len(lines)]
    templates = [
        holds_actions("\n".join(lines[start:end])) for start, end in zip(starts, ends, strict=True)
    ]
    # A parser may give up only at the next separator: a document reaches up to and with it.
    return [
        problem
        for problem in problems
        if not templates[max(0, bisect_left(starts, problem.line - 1) - 1)]
    ]


_SEPARATOR = re.compile(r"---(\s|$)")
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


def _is_compose(value: Any) -> bool:
    return (
        isinstance(value, Map)
        and isinstance(value.get("services"), dict)
        and "apiVersion" not in value
    )


def _compose(document: Document) -> list[Fact]:
    from platguard.facts import compose

    return compose.extract_document(document)


def _is_encrypted(value: Any) -> bool:
    sops = value.get("sops") if isinstance(value, Map) else None
    return isinstance(sops, dict) and ("mac" in sops or "lastmodified" in sops)


def _encrypted(document: Document) -> list[Fact]:
    from platguard.facts import secrets

    return secrets.extract_sops(document)


def _is_kustomization(value: Any) -> bool:
    from platguard.facts.kustomizations import is_kustomization

    return is_kustomization(value)


def _kustomization(document: Document) -> list[Fact]:
    from platguard.facts.kustomizations import extract_kustomization

    return extract_kustomization(document.value)


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(_is_kubernetes, _kubernetes, _kubernetes_address),
    Recogniser(_is_compose, _compose, yaml="compose"),
    Recogniser(_is_encrypted, _encrypted),
    Recogniser(_is_kustomization, _kustomization),
)
"""Every platform; a document may be of several, such as an object that SOPS encrypted."""
