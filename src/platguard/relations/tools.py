"""The systems that a repository uses, and for which purpose it uses which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from platguard.facts.examples import is_example
from platguard.facts.tool import Tool
from platguard.facts.tool_lists import ONLY_ALONE, PLAIN, TOOLS
from platguard.model.document import NOWHERE, Place
from platguard.model.facts import (
    Fact,
    RuntimeFact,
    ToolCategoryFact,
    ToolFact,
    ToolSignFact,
)
from platguard.model.facts.tools import REFERENCED, TOOL_CATEGORIES, USED
from platguard.relations.readme import is_collection
from platguard.relations.running import is_of_service
from platguard.relations.whole import Whole
from platguard.sources.discovery import vendored_among
from platguard.tuples import NamedTuple

_SAMPLES = (".example", ".sample", ".template", ".dist")


class _Evidence(NamedTuple):
    """What shows a system in one file."""

    path: str
    place: Place
    evidence: str


_Found = Mapping[str, Sequence[_Evidence]]
"""Evidence by strength."""


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[ToolFact | ToolCategoryFact]:
    """A fact for each system, and one for each category."""
    known = list(facts)
    found = _found(known, whole)
    used = {key for key, by_strength in found.items() if USED in by_strength}
    used = {
        (category, product)
        for category, product in used
        if product not in ONLY_ALONE or len({p for c, p in used if c == category}) == 1
    }
    for key in sorted(found):
        if key in used or (REFERENCED in found[key] and USED not in found[key]):
            yield _tool(key, found[key])
    is_service = is_of_service(known) and not is_collection(whole)
    for category in TOOL_CATEGORIES:
        yield _category(category, used, found, is_service)


def _found(facts: Iterable[Fact], whole: Whole) -> dict[tuple[str, str], _Found]:
    from platguard.relations.conditions import Conditions

    is_vendored = vendored_among(whole.paths)
    conditions = Conditions(whole)
    found: dict[tuple[str, str], dict[str, list[_Evidence]]] = defaultdict(dict)
    for category, product, strength, evidence in (*_of_paths(whole), *_of_facts(facts)):
        if not is_example(evidence.path) and not is_vendored(evidence.path):
            # What a chart offers to those who switch it on shows no more than that it is known.
            is_offer = conditions.stand_around(evidence.path, evidence.place)
            of_system = found[category, product]
            of_system.setdefault(REFERENCED if is_offer else strength, []).append(evidence)
    return dict(found)


def _of_paths(whole: Whole) -> Iterator[tuple[str, str, str, _Evidence]]:
    for path in whole.paths:
        for tool, needed in _of_path(path):
            if not needed or needed in (whole.read(path) or b""):
                yield tool.category, tool.product, USED, _Evidence(path, NOWHERE, path)


def _of_facts(facts: Iterable[Fact]) -> Iterator[tuple[str, str, str, _Evidence]]:
    for fact in facts:
        place = fact.places.get("", NOWHERE)
        if isinstance(fact, ToolSignFact):
            evidence = _Evidence(fact.path, place, fact.evidence)
            yield fact.category, fact.product, fact.strength, evidence
        elif isinstance(fact, RuntimeFact) and shows_swarm(fact):
            # The name of a stack file shows it as well, and no content tells a file its name.
            evidence = _Evidence(fact.path, place, fact.evidence)
            yield "deployment", "docker-swarm", USED, evidence


def shows_swarm(fact: Fact) -> bool:
    """Whether a fact proves that something runs on Docker Swarm."""
    return isinstance(fact, RuntimeFact) and fact.product == "docker-swarm" and fact.strong > 0


def is_sign(path: str) -> bool:
    """Whether the path of a file shows a system, be it together with what the file holds."""
    return any(True for _ in _of_path(path))


def _tool(key: tuple[str, str], found: _Found) -> ToolFact:
    category, product = key
    strength = USED if USED in found else REFERENCED
    first = _first(found[strength])
    return ToolFact(
        address=f"repo:tool/{category}/{product}",
        subject=product,
        places={"": first.place},
        path=first.path,
        category=category,
        product=product,
        strength=strength,
        evidence=first.evidence,
        shown_by=len({evidence.path for evidence in found[strength]}),
        serves=_serves(category, product),
        apart=_apart(category, product),
    )


def _first(evidence: Iterable[_Evidence]) -> _Evidence:
    # The outermost file is the one that people know; a file says more than its name.
    return min(evidence, key=lambda e: (e.path.count("/"), e.path, e.place))


def _serves(category: str, product: str) -> list[str]:
    return sorted(t.product for t in TOOLS if t.category == category and product in t.parts.split())


@cache
def _aspects(category: str) -> dict[str, str]:
    return {tool.product: tool.aspect for tool in TOOLS if tool.category == category}


def _apart(category: str, product: str) -> list[str]:
    """The systems of a category for another aspect of it; plain text stands in for any of them."""
    aspects = _aspects(category)
    own = aspects[product]
    if own == PLAIN:
        return []
    return sorted(name for name, aspect in aspects.items() if aspect not in (own, PLAIN))


def _category(
    category: str,
    used: Collection[tuple[str, str]],
    found: Mapping[tuple[str, str], _Found],
    is_service: bool,
) -> ToolCategoryFact:
    of_category = {product for name, product in used if name == category}
    whole = sorted(p for p in of_category if of_category.isdisjoint(_serves(category, p)))
    referenced = (p for name, p in found if name == category and p not in of_category)
    doubled = _doubled(category, whole)
    return ToolCategoryFact(
        address=f"repo:tools/{category}",
        subject=category,
        places={"": NOWHERE},
        path=".",
        category=category,
        used=whole,
        doubled=doubled,
        doubled_told=[f"{p} ({_first(found[category, p][USED]).path})" for p in doubled],
        referenced=sorted(p for p in referenced if USED not in found[category, p]),
        is_service=is_service,
    )


def _doubled(category: str, used: Collection[str]) -> list[str]:
    """The systems beside which another one serves the same aspect; plain text serves none."""
    of_aspect: dict[str, list[str]] = defaultdict(list)
    for tool in TOOLS:
        if tool.category == category and tool.product in used and tool.aspect != PLAIN:
            of_aspect[tool.aspect].append(tool.product)
    return sorted(name for names in of_aspect.values() if len(names) > 1 for name in names)


class _Paths(NamedTuple):
    """The list of systems by the paths that show them."""

    whole: dict[str, list[tuple[Tool, bytes]]]
    """With what the file must hold, empty for nothing."""
    folders: dict[str, list[Tool]]
    names: dict[str, list[Tool]]
    beginnings: list[tuple[str, Tool]]
    endings: list[tuple[str, Tool]]


@cache
def _paths() -> _Paths:
    index = _Paths({}, {}, {}, [], [])
    for tool in TOOLS:
        for pattern in tool.paths.split():
            name = pattern.removeprefix("**/")
            if name.startswith("*"):
                index.endings.append((name[1:], tool))
            elif name.endswith("*"):
                index.beginnings.append((name[:-1], tool))
            elif pattern.endswith("/"):
                index.folders.setdefault(pattern, []).append(tool)
            elif name != pattern:
                index.names.setdefault(name, []).append(tool)
            else:
                root, _, needed = pattern.partition("?")
                index.whole.setdefault(root, []).append((tool, needed.encode()))
    return index


def _of_path(path: str) -> Iterator[tuple[Tool, bytes]]:
    """The systems that a path shows, and what its file must hold for it."""
    index = _paths()
    yield from index.whole.get(path, ())
    for tool in _of_name(path, path.rpartition("/")[2]):
        yield tool, b""


def _of_name(path: str, name: str) -> Iterator[Tool]:
    index = _paths()
    yield from index.names.get(name, ())
    for folder, tools in index.folders.items():
        if path.startswith(folder) and not name.endswith(".md"):
            yield from tools
    for ending, tool in index.endings:
        if name.endswith(ending):
            yield tool
    for beginning, tool in index.beginnings:
        if name.startswith(beginning) and not name.endswith((".md", *_SAMPLES)):
            yield tool
