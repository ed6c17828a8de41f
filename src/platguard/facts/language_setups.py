"""Actions that set up a language for the steps after them: which one, and its versions."""

from __future__ import annotations

from collections.abc import Iterator

from platguard.facts.reading import text
from platguard.facts.runtimes import LANGUAGE, Runtime, runtime_fact
from platguard.facts.versions import JAVA_DISTRIBUTIONS, language_version
from platguard.facts.workflow_expressions import Scope, values_of
from platguard.model.document import Map
from platguard.model.facts import RuntimeFact

_SETUPS: dict[str, tuple[str, str]] = {
    "actions/setup-python": ("python-version", "python"),
    "actions/setup-node": ("node-version", "nodejs"),
    "actions/setup-go": ("go-version", "go"),
    "actions/setup-java": ("java-version", "java"),
    "actions/setup-dotnet": ("dotnet-version", "dotnet"),
    "actions/setup-ruby": ("ruby-version", "ruby"),
    "ruby/setup-ruby": ("ruby-version", "ruby"),
    "shivammathur/setup-php": ("php-version", "php"),
    "azure/setup-helm": ("version", "helm"),
}
"""Actions that set up a language or a tool: their input, and the product."""
_TOOLS = {"helm": "tool"}
"""Products that are no languages, and their category."""


def language_setup(
    step: Map, action: str, scope: Scope, *, label: str, address: str
) -> Iterator[RuntimeFact]:
    """The versions of a language that a step sets up with `action`, of every combination."""
    inputs = step.get("with")
    key, product = _SETUPS.get(action.lower(), ("", ""))
    if not key or not isinstance(inputs, Map):
        return
    if product == "java":
        # Before distributions could be chosen, the action installed Zulu.
        product = JAVA_DISTRIBUTIONS.get(text(inputs.get("distribution") or "zulu").lower(), "")
    for written, place in values_of(inputs, key, scope):
        version = language_version(product, written) if product else ""
        is_open = "${{" in written
        if product and (version or is_open):
            yield runtime_fact(
                Runtime(_TOOLS.get(product, LANGUAGE), product, version),
                label=label,
                evidence=f"{action} {key}: {written}",
                address=address,
                subject=f"with.{key}",
                place=place,
                unknown=["version"] if is_open else [],
            )
