"""What the facts of a template say that one of its renderings says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from platguard.facts.manifests import extract_yaml
from platguard.facts.templates import holds_template, is_template
from platguard.model.facts import ContainerFact, Fact, WorkloadFact

_NO_CLAIMS = frozenset({"places", "unknown", "invalid", "path", "address", "subject"})


def contradictions(template: str, rendering: str) -> list[str]:
    """Each certain field of a container or workload that the rendering shows to be wrong.

    What stands under a condition is read as if the condition holds. So a value is wrong where its
    line is in the rendering, and that says something else; what the template does not give is
    wrong wherever the rendering gives it. None where the rendering is no manifest.
    """
    lines = {line.strip() for line in rendering.splitlines()}
    told = list(_told(template))
    return [
        problem
        for shown in _told(rendering)
        for problem in _wrong(shown, told, template.splitlines(), lines)
    ]


def _told(text: str) -> Iterator[Fact]:
    found = extract_yaml(text.encode())
    names = {type(fact).__name__ for fact in found.facts}
    if not found.problems and "AmbiguityFact" not in names:
        yield from (fact for fact in found.facts if isinstance(fact, ContainerFact | WorkloadFact))


def _wrong(shown: Fact, told: list[Fact], template: list[str], lines: set[str]) -> Iterator[str]:
    alike = [fact for fact in told if type(fact) is type(shown) and fact.address == shown.address]
    same = [fact for fact in alike if fact.subject == shown.subject]
    if not same and not any(is_template(fact.subject) for fact in alike):
        yield f"{shown.subject or shown.address} is not told"
    for fact in same:
        for name in (field.name for field in fields(fact)):
            value, seen = getattr(fact, name), getattr(shown, name)
            is_claim = name not in _NO_CLAIMS and name not in [*fact.unknown, *shown.unknown]
            if not is_claim or value == seen or holds_template(value):
                continue
            place = fact.places.get(name)
            line = template[place.line - 1].strip() if place else ""
            if not _is_left_out(value, seen, line, lines, has_place=name in shown.places):
                yield f"{shown.subject or shown.address}: {name} is {seen!r}, not {value!r}"


def _is_left_out(value: Any, seen: Any, line: str, lines: set[str], *, has_place: bool) -> bool:
    """Whether the rendering leaves out what the template says, and says nothing in its place."""
    if isinstance(value, dict) and isinstance(seen, dict):
        missing = [f"{key}: {item}" for key, item in value.items() if key not in seen]
        return seen.items() <= value.items() and not any(text in lines for text in missing)
    if isinstance(value, list) and isinstance(seen, list):
        missing = [str(item) for item in value if item not in seen]
        return all(item in value for item in seen) and not any(
            part.endswith(f" {item}") for item in missing for part in lines
        )
    return bool(line) and line not in lines and not has_place
