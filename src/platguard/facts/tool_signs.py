"""What in a file's content shows the systems that a repository uses.

Most of it other facts have found already: objects, images, actions, commands. Each system is told
once for a file, at the first place that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from functools import cache

from platguard.facts.dependencies import dependencies
from platguard.facts.tool import Line, Tool
from platguard.facts.tool_lists import TOOLS
from platguard.model.document import NOWHERE, Place
from platguard.model.facts import (
    ActionFact,
    CommandFact,
    ContainerFact,
    CredentialFact,
    Fact,
    FileFacts,
    ImageFact,
    ObjectFact,
    ServiceFact,
    ToolSignFact,
)
from platguard.model.facts.tools import REFERENCED, USED
from platguard.parsers.text import Text, decode
from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.tuples import NamedTuple

_SILENT = frozenset({"markdown", "code-owners", "dotenv-sample"})
"""Kinds of files that tell of systems without using any."""
_CHART = pattern(r"^\s{0,40}(?:-\s+)?chart:\s*[\"']?(?:[\w.-]+/)?([\w-]+)", re.MULTILINE)
_CHART_OF_REGISTRY = pattern(
    r"^\s{0,40}(?:url|repository|chart|helmChart):\s*[\"']?oci://[\w./:-]{1,300}/([\w-]+)[\"']?\s*$",
    re.MULTILINE,
)
"""`oci://ghcr.io/acme/charts/loki`: an OCIRepository of Flux, a HelmChart of k3s."""
_CHART_DEPENDENCY = pattern(r"^\s{0,40}(?:-\s+)?name:\s*[\"']?([\w-]+)", re.MULTILINE)


class Sign(NamedTuple):
    """A system that something shows."""

    tool: Tool
    strength: str
    evidence: str
    place: Place


@dataclass(slots=True)
class _Index:
    """The list of systems by what shows them."""

    objects: dict[str, list[Tool]] = field(default_factory=dict)
    group_endings: dict[str, list[Tool]] = field(default_factory=dict)
    images: dict[str, list[tuple[str, Tool]]] = field(default_factory=dict)
    """By the last part of a repository: (the whole entry, tool)."""
    many_uses: dict[str, list[tuple[str, Tool]]] = field(default_factory=dict)
    charts: dict[str, list[Tool]] = field(default_factory=dict)
    actions: dict[str, list[Tool]] = field(default_factory=dict)
    commands: dict[str, list[Tool]] = field(default_factory=dict)
    remote: dict[str, list[Tool]] = field(default_factory=dict)
    lines: list[tuple[tuple[bytes, ...], re.Pattern[str], Line, Tool]] = field(default_factory=list)
    packages: dict[str, list[Tool]] = field(default_factory=dict)
    package_beginnings: list[tuple[str, Tool]] = field(default_factory=list)
    settings: dict[str, list[Tool]] = field(default_factory=dict)
    services: list[Tool] = field(default_factory=list)
    literals: list[Tool] = field(default_factory=list)


@cache
def _index() -> _Index:
    index = _Index()
    for tool in TOOLS:
        for name in tool.objects.split():
            by_group = index.group_endings if name.startswith("*") else index.objects
            by_group.setdefault(name.removeprefix("*").removesuffix("/*"), []).append(tool)
        for into, names in ((index.images, tool.images), (index.many_uses, tool.many_uses)):
            for name in names.split():
                into.setdefault(name.rpartition("/")[2], []).append((name, tool))
        for name in tool.dependencies.split():
            if name.endswith("*"):
                index.package_beginnings.append((name[:-1].lower(), tool))
            else:
                index.packages.setdefault(name.lower(), []).append(tool)
        _enter(index.charts, tool.charts.split(), tool)
        _enter(index.actions, tool.actions.split(), tool)
        _enter(index.commands, tool.commands, tool)
        _enter(index.remote, tool.remote, tool)
        _enter(index.settings, tool.settings.split(), tool)
        index.services += [tool] if tool.is_of_services else []
        index.literals += [tool] if tool.is_of_literals else []
        for line in tool.texts:
            needs = tuple(word.encode() for word in line.needs.split())
            index.lines.append((needs, pattern(line.expression, re.MULTILINE), line, tool))
    return index


def _enter(into: dict[str, list[Tool]], names: Iterable[str], tool: Tool) -> None:
    for name in names:
        into.setdefault(name, []).append(tool)


def with_signs(found: FileFacts, data: bytes, kind: str) -> FileFacts:
    """The facts of a file, and one for each system that it shows."""
    if kind in _SILENT:
        return found
    signs: dict[tuple[str, str, str], Sign] = {}
    for sign in (*_of_facts(found.facts), *_of_text(data, kind), *_of_packages(data, kind)):
        key = (sign.tool.category, sign.tool.product, sign.strength)
        if key not in signs or sign.place < signs[key].place:
            signs[key] = sign
    return replace(found, facts=[*found.facts, *map(_fact, signs.values())]) if signs else found


def _fact(sign: Sign) -> ToolSignFact:
    return ToolSignFact(
        address="file:",
        subject=f"tool[{sign.tool.category}/{sign.tool.product}]",
        places={"": sign.place},
        category=sign.tool.category,
        product=sign.tool.product,
        strength=sign.strength,
        evidence=sign.evidence,
    )


def _of_facts(facts: Iterable[Fact]) -> Iterator[Sign]:
    for fact in facts:
        for tool, strength, evidence in _of_fact(fact):
            yield Sign(tool, strength, evidence, fact.places.get("", NOWHERE))


def _of_fact(fact: Fact) -> Iterator[tuple[Tool, str, str]]:
    index = _index()
    match fact:
        case ObjectFact():
            for tool in _of_object(fact.group, fact.kind):
                yield tool, USED, fact.label
        case ImageFact():
            evidence = f"image {fact.repository.removeprefix('library/')}"
            for into, strength in ((index.images, USED), (index.many_uses, REFERENCED)):
                for name, tool in into.get(fact.repository.rpartition("/")[2], ()):
                    if f"/{fact.repository}".endswith(f"/{name}"):
                        yield tool, strength, evidence
        case ActionFact():
            owner_and_name = "/".join(fact.name.lower().split("/")[:2])
            for tool in index.actions.get(owner_and_name, ()):
                yield tool, USED, f"action {fact.name}"
        case CommandFact() if not fact.documented:
            for tool in index.commands.get(fact.evidence, ()):
                yield tool, USED, fact.evidence
            for tool in index.remote.get(fact.evidence, ()) if fact.remote else ():
                yield tool, USED, f"{fact.evidence} on another machine"
        case ServiceFact():
            for tool in index.services:
                yield tool, REFERENCED, f"service {fact.name}"
        case CredentialFact() if fact.where == "dotenv" and not fact.placeholder:
            for tool in index.literals:
                yield tool, USED, f"literal {fact.key}"
        case ContainerFact():
            for name in fact.env:
                for tool in index.settings.get(name, ()):
                    yield tool, REFERENCED, f"variable {name}"


def _of_object(group: str, kind: str) -> Iterator[Tool]:
    index = _index()
    yield from index.objects.get(f"{group}/{kind}", ())
    yield from index.objects.get(group, ()) if group else ()
    for ending, tools in index.group_endings.items():
        if group.endswith(ending):
            yield from tools


def _of_text(data: bytes, kind: str) -> Iterator[Sign]:
    index = _index()
    wanted = [entry for entry in index.lines if all(need in data for need in entry[0])]
    has_charts = kind == "manifest" and (
        b"chart" in data or b"dependencies:" in data or b"oci://" in data
    )
    if not wanted and not has_charts:
        return
    decoded = decode(data)
    if not isinstance(decoded, Text):
        return
    for _, expression, line, tool in wanted:
        for found in expression.finditer(decoded.text):
            if not _is_comment(decoded.text, found.start()):
                yield Sign(tool, USED, line.told, _place(decoded.text, found.start()))
                break
    if has_charts:
        yield from _of_charts(decoded.text)


def _of_charts(text: str) -> Iterator[Sign]:
    patterns = [_CHART, *([_CHART_OF_REGISTRY] if "oci://" in text else [])]
    if ("apiVersion: v" in text and "\ndependencies:" in text) or "helmCharts:" in text:
        patterns.append(_CHART_DEPENDENCY)
    for expression in patterns:
        for found in expression.finditer(text):
            for tool in _index().charts.get(found[1], ()):
                if not _is_comment(text, found.start(1)):
                    yield Sign(tool, USED, f"chart {found[1]}", _place(text, found.start(1)))


def _of_packages(data: bytes, kind: str) -> Iterator[Sign]:
    index = _index()
    for name, place in dependencies(data, kind):
        lowered = name.lower()
        tools = list(index.packages.get(lowered, ()))
        tools += [tool for start, tool in index.package_beginnings if lowered.startswith(start)]
        for tool in tools:
            yield Sign(tool, REFERENCED, f"dependency {name}", place)


def _is_comment(text: str, position: int) -> bool:
    start = text.rfind("\n", 0, position) + 1
    return text[start : position + 1].lstrip().startswith(("#", "//"))


def _place(text: str, position: int) -> Place:
    line = text.count("\n", 0, position) + 1
    return Place(line, position - text.rfind("\n", 0, position), line)
