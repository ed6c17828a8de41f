"""Facts of the Serverless Framework: the runtimes of the functions that it deploys to AWS Lambda.

`provider.runtime` holds for every function without a `runtime` or an `image` of its own
(serverless.com/framework/docs/providers/aws/guide/serverless.yml).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.facts.reading import mapping, sequence, text
from platguard.facts.runtimes import FUNCTION, Runtime, runtime_fact
from platguard.facts.templates import is_template
from platguard.model.document import Document, Map
from platguard.model.facts import Fact, RuntimeFact


def is_service(value: Any) -> bool:
    """Whether a document is a service that is deployed to AWS."""
    return (
        isinstance(value, Map)
        and "service" in value
        and "apiVersion" not in value
        and _provider_name(value.get("provider")) == "aws"
    )


def extract_document(document: Document) -> list[Fact]:
    """The runtime of the service, and those of functions that have their own."""
    service: Map = document.value
    facts: list[Fact] = []
    facts += _runtime(service.get("provider"), f"service {_name(service)}", "provider.runtime")
    for name, function in _functions(service.get("functions")):
        if "image" not in function:
            facts += _runtime(function, f"function {name}", f"functions.{name}.runtime")
    return facts


def _functions(value: Any) -> Iterator[tuple[str, Map]]:
    """(name, function) of each; they may stand in several mappings, some of them in other files."""
    for group in [value, *sequence(value)]:
        for name, function in mapping(group).items():
            if isinstance(function, Map):
                yield name, function


def _runtime(holder: Any, label: str, subject: str) -> list[RuntimeFact]:
    written = text(holder.get("runtime")) if isinstance(holder, Map) else ""
    if not written:
        return []
    return [
        runtime_fact(
            Runtime(FUNCTION, "aws-lambda", "" if is_template(written) else written.lower()),
            label=label,
            evidence=f"{subject}: {written}",
            address="file:",
            subject=subject,
            place=holder.place("runtime"),
            unknown=["version"] if is_template(written) else [],
        )
    ]


def _provider_name(provider: Any) -> str:
    return text(mapping(provider).get("name")) or text(provider)


def _name(service: Map) -> str:
    """The name of a service, which old files wrote as a mapping."""
    named = service.get("service")
    return text(mapping(named).get("name")) or text(named)
