"""What relations about a repository as a whole take from one file.

Such a relation (the tools that are used, the catalog, the owners) reads every file and takes little
from most of them. Where what it takes is the same before and after a change of some files, so is
what it gives: there is no need to read the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from platguard.facts.examples import is_example
from platguard.facts.kinds import kind_of
from platguard.model.facts import (
    AlertRulesFact,
    CatalogEntityFact,
    CodeOwnersFact,
    ExposureFact,
    Fact,
    SloFact,
    ToolSignFact,
)
from platguard.patterns import pattern
from platguard.relations import code_ownership, components, documents, repository, tools
from platguard.relations.code_owners import PLACES
from platguard.relations.running import is_of_service, stands_beside_code

_CI = pattern(r"\.github/|\.gitlab/|\.gitlab-ci\.yml")
_OWNERS = frozenset(name.rpartition("/")[2] for names in PLACES.values() for name in names)

_TAKEN: Mapping[str, Callable[[Fact], bool]] = {
    "platguard.relations.repository": lambda fact: isinstance(
        fact, CatalogEntityFact | CodeOwnersFact
    ),
    "platguard.relations.code_ownership": lambda fact: isinstance(fact, CodeOwnersFact),
    "platguard.relations.documents": lambda fact: isinstance(
        fact, CatalogEntityFact | AlertRulesFact
    ),
    "platguard.relations.components": lambda fact: isinstance(fact, CatalogEntityFact),
    "platguard.relations.service_levels": lambda fact: isinstance(
        fact, CatalogEntityFact | SloFact | ExposureFact
    ),
    "platguard.relations.tools": lambda fact: (
        isinstance(fact, ToolSignFact) or tools.shows_swarm(fact)
    ),
}
"""The facts that a relation, named by its module, takes as they are."""
_ASKS_FOR_SERVICES = frozenset(
    f"platguard.relations.{name}" for name in ("documents", "components", "tools")
)
_COUNTS_MANIFESTS = frozenset({"platguard.relations.code_ownership"})


def is_known(module: str) -> bool:
    """Whether it is known what a relation takes from a file."""
    return module in _TAKEN


def counts_manifests(module: str) -> bool:
    """Whether a relation takes from a file that it holds manifests, and no more."""
    return module in _COUNTS_MANIFESTS


def runs(facts: Iterable[Fact]) -> bool:
    """Whether a file makes the repository one of a service; one such file is enough."""
    return is_of_service(facts)


def gist(
    module: str, path: str, facts: Sequence[Fact], *, any_runs: bool
) -> tuple[object, ...] | None:
    """What a relation takes from the file at `path`; None for what cannot be told apart.

    With `any_runs`, other files make the repository one of a service.
    """
    own = [fact for fact in facts if _TAKEN[module](fact)]
    if own and "/templates/" in f"/{path}":
        return None  # what stands around a line of a chart decides as well
    service = module in _ASKS_FOR_SERVICES and not any_runs and runs(facts)
    manifest = module in _COUNTS_MANIFESTS and code_ownership.is_owned(path, facts)
    return own, service, manifest


def is_dockerfile(path: str) -> bool:
    """Whether a file is a Dockerfile by its name."""
    kind = kind_of(path)
    return kind is not None and kind.name == "dockerfile"


def tells_by_its_content(path: str) -> bool:
    """Whether some relation reads a file because of its path."""
    return documents.is_document(path) or tools.is_sign(path)


def tells_by_its_name(path: str) -> bool:
    """Whether some relation takes something from a file because of its path."""
    name = path.rpartition("/")[2]
    return (
        name in _OWNERS
        or name == "OWNERS"
        or _CI.match(path) is not None
        or repository.is_well_known(path)
        or documents.is_document(path)
        or components.is_catalog(path)
        or (stands_beside_code(path) and not is_example(path))
        or tools.is_sign(path)
        or code_ownership.may_be_misnamed(path)
    )
