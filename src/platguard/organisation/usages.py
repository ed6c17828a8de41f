"""The tools and runtimes that a repository uses: what sprawl and burn-downs are counted from.

Only what is in use counts: not what examples, tests and vendored charts show.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, astuple

from platguard.cache import Cache
from platguard.fact_rows import EXTRACTION
from platguard.facts.examples import is_example
from platguard.identity import identity
from platguard.json_fields import as_told
from platguard.material import Material
from platguard.model.document import NOWHERE
from platguard.model.facts import Fact, RuntimeFact, ToolFact
from platguard.model.facts.tools import REFERENCED, USED
from platguard.model.organisation import Usage
from platguard.scan import Scan
from platguard.sources.discovery import vendored_among
from platguard.workspace import Workspace

WANTED = frozenset({"tool", "runtime"})
_ORDER = ("kind", "category", "product", "version", "path", "line", "subject")


def usages(done: Scan, workspace: Workspace, material: Material, cache: Cache) -> list[Usage]:
    """The usages of the repository, in the order of kind, category, product, version and place.

    They depend on the files only, so that those of a commit are remembered.
    """
    name = _entry(workspace, material)
    known = _remembered(cache, name) if name else None
    if known is not None:
        return known
    deployed = done.judgement.situation.deployed
    facts = material.facts(done.judgement.situation, WANTED)
    found = sorted(set(_used(facts, workspace, deployed)), key=astuple)
    if name and not any(not error.line for error in done.report.errors):
        cache.put(name, json.dumps([asdict(usage) for usage in found]).encode())
    return found


def _entry(workspace: Workspace, material: Material) -> str:
    """What the usages of a commit are remembered as; empty for what is no commit."""
    commit = workspace.source.commit
    if not (workspace.is_of_commit and commit and workspace.git):
        return ""
    from hashlib import sha256

    survey = material.survey
    asked = [identity(), EXTRACTION, workspace.root, sorted(survey.own)]
    asked += [list(material.settings.repository.exclude), list(material.request.exclude)]
    name = sha256(json.dumps(asked, default=list).encode()).hexdigest()
    return f"usages/{name[:32]}-{commit}"


def _remembered(cache: Cache, name: str) -> list[Usage] | None:
    entry = cache.get(name)
    try:
        return None if entry is None else [Usage(**values) for values in json.loads(entry)]
    except (ValueError, TypeError):
        return None


def _used(
    facts: Iterable[Fact], workspace: Workspace, deployed: Collection[str]
) -> Iterator[Usage]:
    vendored = vendored_among(workspace.source.list(""))
    for fact in facts:
        if isinstance(fact, ToolFact):
            yield _tool(fact)
        elif isinstance(fact, RuntimeFact):
            path = fact.path
            if path in deployed or not (is_example(path) or vendored(path)):
                yield _runtime(fact)


def _tool(fact: ToolFact) -> Usage:
    return Usage(
        kind="tool",
        category=fact.category,
        product=fact.product,
        version="",
        subject=as_told(fact.subject),
        path=as_told(fact.path),
        line=fact.places.get("", NOWHERE).line,
        strength=fact.strength,
    )


def _runtime(fact: RuntimeFact) -> Usage:
    return Usage(
        kind="runtime",
        category=fact.category,
        product=fact.product,
        version=as_told(fact.version),
        subject=as_told(fact.label),
        path=as_told(fact.path),
        line=fact.places.get("", NOWHERE).line,
        # Signs that only hint at a product prove nothing.
        strength=USED if fact.strong > 0 else REFERENCED,
    )
