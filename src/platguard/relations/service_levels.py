"""What is promised for each service of a repository, and whether what it builds on can hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from platguard.facts.examples import is_example
from platguard.model.abroad import Abroad, reference
from platguard.model.document import NOWHERE, Place
from platguard.model.facts import (
    CatalogEntityFact,
    ExposureFact,
    Fact,
    ServiceLevelFact,
    SloFact,
)
from platguard.relations.conditions import Conditions
from platguard.relations.readme import is_collection
from platguard.relations.running import SERVICES
from platguard.relations.whole import Whole

if TYPE_CHECKING:
    from decimal import Decimal


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[ServiceLevelFact]:
    """A fact for each service of the catalog; one for the repository where it has none."""
    deployed = [fact for fact in facts if not is_example(fact.path)]
    entities = [fact for fact in deployed if isinstance(fact, CatalogEntityFact)]
    slos = [fact for fact in deployed if isinstance(fact, SloFact) and _is_promise(fact)]
    exposures = [fact for fact in deployed if isinstance(fact, ExposureFact)]
    conditions = Conditions(whole)
    exposed_by = [
        fact.label for fact in exposures if not conditions.stand_around(fact.path, fact.places[""])
    ]
    # An ingress that the values of a chart switch on may let users in, or may not be there.
    doubted = ["exposed_by"] if exposures and not exposed_by else []
    services = [e for e in entities if e.kind == "Component" and e.type in SERVICES and e.name]
    for service in services:
        own = slos if len(services) == 1 else _of_service(service.name, slos)
        here = _dependencies(service, entities, slos)
        asks = _missing(service, entities)
        dependencies = [*here, *_abroad(asks, whole.abroad)]
        yield _level(service, own, exposed_by, dependencies, doubted, asks)
    if not services and is_collection(whole):
        yield _level(None, slos, [], [], [], [])
    elif not services:
        yield _level(None, slos, exposed_by, [], doubted, [])


def _level(
    service: CatalogEntityFact | None,
    slos: Sequence[SloFact],
    exposed_by: Sequence[str],
    dependencies: Sequence[tuple[str, Decimal]],
    doubted: Sequence[str],
    asks: Sequence[str],
) -> ServiceLevelFact:
    ordered = sorted(slos, key=_percent)
    places: dict[str, Place] = {"": service.places[""] if service else NOWHERE}
    # A line says something only in the file that the finding names.
    path = service.path if service else "."
    if ordered and ordered[0].path == path:
        places["lowest"] = ordered[0].places["target"]
    told, possible = _possible(dependencies)
    left_open = any("target" in slo.unknown for slo in slos)
    return ServiceLevelFact(
        address=service.address if service else "repo:",
        subject="slo",
        places=places,
        unknown=[*doubted, *(["targets", "lowest"] if left_open else [])],
        path=path,
        service=service.name if service else "",
        targets=[slo.target for slo in ordered],
        exposed_by=list(dict.fromkeys(exposed_by)),
        lowest=ordered[0].target if ordered else "",
        dependencies=told,
        possible=possible,
        asks=[*asks],
    )


def _possible(dependencies: Sequence[tuple[str, Decimal]]) -> tuple[list[str], str]:
    """What is promised of each dependency, and what all of them together allow."""
    if not dependencies:
        return [], ""
    from platguard import error_budget

    told = [f"{name} {error_budget.told(percent)}%" for name, percent in dependencies]
    return told, error_budget.told(error_budget.product([percent for _, percent in dependencies]))


def _is_promise(slo: SloFact) -> bool:
    return "target" in slo.unknown or _percent_of(slo.target) is not None


def _percent(slo: SloFact) -> Decimal:
    from decimal import Decimal

    return _percent_of(slo.target) or Decimal(0)


def _percent_of(text: str) -> Decimal | None:
    # Most repositories promise nothing: decimals are imported where somebody does.
    from platguard import error_budget

    return error_budget.percent_of(text)


def _of_service(name: str, slos: Sequence[SloFact]) -> list[SloFact]:
    return [slo for slo in slos if slo.service.lower() == name.lower()]


def _dependencies(
    service: CatalogEntityFact, entities: Sequence[CatalogEntityFact], slos: Sequence[SloFact]
) -> list[tuple[str, Decimal]]:
    """What the service depends on, with the lowest target of each that has one here."""
    by_reference = {reference(entity.address): entity for entity in entities}
    found = []
    for named in dict.fromkeys(service.depends_on):
        entity = by_reference.get(named)
        if entity is None or entity is service:
            continue
        known = [
            _percent(slo) for slo in _of_service(entity.name, slos) if "target" not in slo.unknown
        ]
        if known:
            found.append((entity.name, min(known)))
    return found


def _missing(service: CatalogEntityFact, entities: Sequence[CatalogEntityFact]) -> list[str]:
    """What the service depends on and nothing here describes."""
    here = {reference(entity.address) for entity in entities}
    return [named for named in dict.fromkeys(service.depends_on) if named not in here]


def _abroad(asks: Sequence[str], abroad: Abroad) -> list[tuple[str, Decimal]]:
    """What is asked for that another repository promises."""
    found = []
    for named in asks:
        repository, written = abroad.targets.get(named, ("", ""))
        percent = _percent_of(written)
        if percent is not None:
            found.append((f"{named.rpartition('/')[2]} of {repository}", percent))
    return found
