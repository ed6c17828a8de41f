"""Every case of `cases/*.yaml`: the text of a file, and what the facts of it say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from platguard import facts, parsers
from platguard.facts import compose, secrets, sops_files
from platguard.facts.objects import objects_of
from platguard.model.facts import (
    CredentialFact,
    Fact,
    ImageFact,
    RuntimeFact,
    SecretFact,
    ServiceFact,
)

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
WHOLE = ("tasks.yml", "Taskfile.yml", "a.yml", "serverless.yml", "cluster.yaml", "kind.yaml")
"""Manifests whose every platform is asked, and not the ones below alone."""


def _facts_of(path: str, data: bytes) -> list[Fact]:
    kind = facts.kind_of(path)
    assert kind is not None
    if kind.name != "manifest" or path in WHOLE:
        return facts.extract(data, kind).facts
    found: list[Fact] = []
    for document in parsers.parse(data, "compose").documents:
        of_compose = compose.extract_document(document)
        services = [fact for fact in of_compose if isinstance(fact, ServiceFact)]
        found += [*of_compose, *compose.swarm_runtimes(path, services)]
        for kubernetes_object in objects_of(document.value):
            found += secrets.extract_object(kubernetes_object)
        found += sops_files.extract_sops(document)
    return found


def _told(fact: Fact) -> str:
    match fact:
        case RuntimeFact(category="action" | "runner"):
            return ""  # tests/facts_pipelines
        case RuntimeFact(category="orchestrator"):
            place = fact.places["evidence"]
            strength = "strong" if fact.strong else "weak"
            return f"{place.line}:{place.column} {strength} {fact.evidence}"
        case RuntimeFact():
            version = "?" if "version" in fact.unknown else " ".join(fact.allowed) or fact.version
            told = f"{fact.places['version'].line} {fact.product} {version}"
            return f"{told} {fact.stage}".strip()
        case ImageFact():
            tag = "?" if "tag" in fact.unknown else fact.tag
            return f"{fact.places[''].line} image {fact.repository}:{tag}"
        case CredentialFact():
            mark = " placeholder" if fact.placeholder else ""
            return f"{fact.places[''].line} credential {fact.key} {fact.shape}{mark}"
        case SecretFact():
            marks = [("p" * k.placeholder) + ("s" * k.setting) for k in fact.keys]
            keys = [
                f"{k.name}={k.length}{mark}@{k.line}"
                for k, mark in zip(fact.keys, marks, strict=True)
            ]
            ciphers = ",".join(fact.ciphers)
            seconds = "?" if "refresh_seconds" in fact.unknown else fact.refresh_seconds
            lock = "encrypted" if fact.encrypted else "clear"
            told = f"{fact.label} {lock} [{','.join(keys)}] [{ciphers}] {seconds}"
            return f"{told} {fact.schedule}".strip()
        case _:
            return ""


def _cases() -> list[Any]:
    return [
        pytest.param(case, table["only"], id=f"{path.stem}: {case['name']}")
        for path in CASES
        for table in [yaml.safe_load(path.read_text())]
        for case in table["cases"]
    ]


TYPES: dict[str, type[Fact]] = {
    "runtime": RuntimeFact,
    "image": ImageFact,
    "credential": CredentialFact,
    "secret": SecretFact,
}


@pytest.mark.parametrize(("case", "only"), _cases())
def test_facts(case: dict[str, Any], only: list[str]) -> None:
    wanted = tuple(TYPES[name] for name in only)
    found = _facts_of(case["path"], case["text"].encode())
    told = [_told(fact) for fact in found if isinstance(fact, wanted)]
    assert [line for line in told if line] == case["facts"]
