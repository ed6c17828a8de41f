"""The components of a repository's catalog, with what only several files show of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from platguard.facts.examples import is_example
from platguard.model.abroad import Abroad, reference
from platguard.model.document import NOWHERE
from platguard.model.facts import CatalogEntityFact, ComponentFact, Fact
from platguard.patterns import pattern
from platguard.relations.readme import is_collection
from platguard.relations.running import is_of_service, stands_beside_code
from platguard.relations.whole import Whole

_FILE = pattern(r"(?:.*/)?catalog-info\.ya?ml")


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[ComponentFact]:
    """A fact for each Component; one for the repository when it has none."""
    known = list(facts)
    components = [
        fact
        for fact in known
        if isinstance(fact, CatalogEntityFact)
        and fact.kind == "Component"
        and not is_example(fact.path)
    ]
    names = Counter(_identity(fact) for fact in components if fact.name)
    for fact in components:
        others = _others(fact, components) if names[_identity(fact)] > 1 else []
        yield _of(fact, others, whole.abroad)
    if not components:
        yield _missing(whole, is_of_service(known))


def _of(
    fact: CatalogEntityFact, others: Sequence[CatalogEntityFact], abroad: Abroad
) -> ComponentFact:
    twice = [
        f"its name stands in {other.path}:{other.places[''].line}, too" for other in others[:1]
    ]
    if claimed := abroad.names.get(reference(fact.address)):
        twice.append(f"other repositories have a Component of its name: {', '.join(claimed)}")
    return ComponentFact(
        address=fact.address,
        subject="",
        places=fact.places,
        unknown=[name for name in fact.unknown if name in ("faults", "name", "type", "owner")],
        path=fact.path,
        file=fact.path,
        name=fact.name,
        type=fact.type,
        owner=fact.owner,
        faults=fact.faults + twice,
    )


def _missing(whole: Whole, runs: bool) -> ComponentFact:
    file = next((p for p in whole.paths if is_catalog(p) and not is_example(p)), "")
    return ComponentFact(
        address="repo:",
        subject="catalog",
        places={"": NOWHERE},
        path=file or ".",
        file=file,
        name="",
        type="",
        owner="",
        faults=[],
        has_substance=(runs or any(map(_is_code, whole.paths))) and not is_collection(whole),
    )


def is_catalog(path: str) -> bool:
    """Whether the name of a file says that it describes the repository to a catalog."""
    return _FILE.fullmatch(path) is not None


def _is_code(path: str) -> bool:
    return stands_beside_code(path) and not is_example(path)


def _identity(fact: CatalogEntityFact) -> tuple[str, str]:
    # Backstage compares names without regard to case.
    return fact.namespace.lower(), fact.name.lower()


def _others(
    fact: CatalogEntityFact, components: Sequence[CatalogEntityFact]
) -> list[CatalogEntityFact]:
    return [
        other for other in components if other is not fact and _identity(other) == _identity(fact)
    ]
