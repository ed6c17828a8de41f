"""The documents that people on call look for: the README, and the runbooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from platguard.facts.documentation import prose_length
from platguard.facts.examples import is_example
from platguard.model.document import NOWHERE, Place
from platguard.model.facts import AlertRulesFact, CatalogEntityFact, DocumentFact, Fact
from platguard.patterns import pattern
from platguard.relations.readme import is_collection, is_readme, readme_of
from platguard.relations.running import SERVICES, is_of_service
from platguard.relations.whole import Whole

_RUNBOOK = pattern(
    r"(?:[^/]+/)*?(?:runbooks?(?:[._-][^/]*)?|run-books?(?:\.[^/]*)?"
    r"|(?:runbooks?|run-books?)/.*[^/]\.(?:md|markdown|rst|adoc|txt|html|ya?ml|ipynb))",
    re.IGNORECASE,
)
_TEXTS = (".md", ".markdown", ".rst", ".adoc", ".txt", ".html", ".ipynb", ".org")
_GENERATED = ("vendor/", "node_modules/")


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[DocumentFact]:
    """Two facts: the README, and the runbooks."""
    yield _readme(whole)
    yield _runbook(list(facts), whole)


def _readme(whole: Whole) -> DocumentFact:
    path = readme_of(whole)
    data = whole.read(path) if path else None
    return _document(
        role="readme",
        found=bool(path),
        evidence=path,
        path=path,
        looked_in=".github/, the root and docs/",
        length=prose_length(data) if data is not None else -1,
        unknown=["length"] if path and data is None else [],
    )


def is_document(path: str) -> bool:
    """Whether a file is a README or a runbook by its path."""
    return is_readme(path) or is_runbook(path)


def _runbook(facts: list[Fact], whole: Whole) -> DocumentFact:
    alerts = [f for f in facts if isinstance(f, AlertRulesFact) and not is_example(f.path)]
    total = sum(fact.alerts for fact in alerts)
    without = [name for fact in alerts for name in fact.without_runbook]
    evidence, path, place = _evidence(facts, whole, alerts if total and not without else [])
    is_service = is_of_service(facts) and not is_collection(whole)
    return _document(
        role="runbook",
        found=bool(evidence),
        evidence=evidence,
        path=path,
        place=place,
        looked_in="runbook files and folders, links of the catalog, annotations of alerts",
        runs=total > 0 or is_service or any(map(_is_service, facts)),
        alerts=total,
        alerts_without=without,
    )


def _is_service(fact: Fact) -> bool:
    is_component = isinstance(fact, CatalogEntityFact) and fact.type in SERVICES
    return is_component and not is_example(fact.path)


def _evidence(
    facts: list[Fact], whole: Whole, alerts: list[AlertRulesFact]
) -> tuple[str, str, Place]:
    """What shows a runbook, the file and the place: a file of its own before all else."""
    for path in sorted(whole.paths, key=lambda path: (path.count("/"), path)):
        if is_runbook(path):
            return path, path, NOWHERE
    for fact in facts:
        if isinstance(fact, CatalogEntityFact) and fact.runbooks and not is_example(fact.path):
            return f'catalog link "{fact.runbooks[0]}"', fact.path, fact.places[""]
    if alerts:
        number = sum(fact.alerts for fact in alerts)
        told = f"runbook_url of all {number} alerts" if number > 1 else "runbook_url of the alert"
        return told, alerts[0].path, alerts[0].places[""]
    return "", "", NOWHERE


def is_runbook(path: str) -> bool:
    """Whether a file is a runbook by its name or its folder; documents often lie in `docs`."""
    if not _RUNBOOK.fullmatch(path) or any(part in path for part in _GENERATED):
        return False
    name = path.rpartition("/")[2]
    is_text = name.lower().endswith(_TEXTS) or "." not in name
    return is_text and not is_example(path.removeprefix("docs/"))


def _document(
    *,
    role: str,
    found: bool,
    evidence: str,
    path: str,
    looked_in: str,
    place: Place = NOWHERE,
    length: int = -1,
    unknown: list[str] | None = None,
    runs: bool = False,
    alerts: int = 0,
    alerts_without: list[str] | None = None,
) -> DocumentFact:
    return DocumentFact(
        address="repo:",
        subject=role,
        places={"": place},
        unknown=unknown or [],
        path=path or ".",
        role=role,
        found=found,
        evidence=evidence,
        length=length,
        looked_in=looked_in,
        runs=runs,
        alerts=alerts,
        alerts_without=alerts_without or [],
    )
