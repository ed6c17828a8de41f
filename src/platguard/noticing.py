"""What an organisation wants to know of a repository beside its findings, noted while facts go by.

It is kept as plain values by fact type and path, so that it can be remembered with the judgement of
a commit and followed to the next one: no file is read for it that did not change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from platguard.facts.examples import is_example
from platguard.json_fields import as_told
from platguard.model.abroad import reference
from platguard.model.document import NOWHERE
from platguard.model.facts import (
    FACT_NAMES,
    CatalogEntityFact,
    ComponentFact,
    Fact,
    NetworkFact,
    PolicyUseFact,
    RuntimeFact,
    SecretFact,
    ServiceLevelFact,
    SloFact,
    ToolFact,
)
from platguard.model.facts.tools import REFERENCED, USED
from platguard.relations.components import is_catalog

Values = Sequence[Any]
"""What is kept of one fact, as JSON."""
Noticed = dict[str, dict[str, list[Values]]]
"""What was noticed, by fact type and path; what else is kept of a type stands after a colon."""


class Noticing:
    """Notes what facts tell of what is in use, and of what other repositories may ask or answer."""

    def __init__(self, deployed: Collection[str]) -> None:
        """`deployed` are paths that Kustomizations deploy, though they look like examples."""
        self._deployed = deployed
        self.noticed: Noticed = {}

    def note(self, fact: Fact) -> None:
        """Notes one fact."""
        kept = _KEPT.get(type(fact))
        if kept is None or self._is_aside(fact):
            return
        for name, of in kept.items():
            values = of(fact)
            if values is not None:
                by_path = self.noticed.setdefault(name, {})
                by_path.setdefault(fact.path, []).append(values)

    def _is_aside(self, fact: Fact) -> bool:
        """Whether a fact of a file shows an example; relations know that themselves."""
        if isinstance(fact, RuntimeFact | SecretFact):
            return fact.path not in self._deployed and is_example(fact.path)
        return isinstance(fact, CatalogEntityFact | SloFact) and is_example(fact.path)


def merged(was: Noticed, now: Noticed, changed: Collection[tuple[str, str]]) -> Noticed:
    """What was noticed before without the cells, of path and fact type, that changed; and now."""
    kept = {
        name: {
            path: rows
            for path, rows in by_path.items()
            if (path, name.partition(":")[0]) not in changed
        }
        for name, by_path in was.items()
    }
    return {name: {**kept.get(name, {}), **now.get(name, {})} for name in {*kept, *now}}


def _tool(fact: Fact) -> Values:
    assert isinstance(fact, ToolFact)
    line = fact.places.get("", NOWHERE).line
    return [fact.category, fact.product, "", as_told(fact.subject), line, fact.strength]


def _runtime(fact: Fact) -> Values:
    assert isinstance(fact, RuntimeFact)
    # Signs that only hint at a product prove nothing.
    strength = USED if fact.strong > 0 else REFERENCED
    line = fact.places.get("", NOWHERE).line
    version, label = as_told(fact.version), as_told(fact.label)
    return [fact.category, fact.product, version, label, line, strength]


def _network(fact: Fact) -> Values | None:
    """Namespace and labels of pods that policies of other repositories may be about."""
    assert isinstance(fact, NetworkFact)
    is_known = fact.shared and "pod_labels" not in fact.unknown
    return [fact.namespace, fact.pod_labels] if is_known else None


def _cover(fact: Fact) -> Values | None:
    """A workload, and whether policies isolate it from what comes in; None where nobody knows."""
    assert isinstance(fact, NetworkFact)
    if fact.host_network or is_example(fact.path):
        return None
    doubted = {"ingress_covered", "host_network"} & set(fact.unknown)
    covered = None if doubted else fact.ingress_covered
    return [fact.namespace, as_told(fact.workload), covered]


def _secret(fact: Fact) -> Values | None:
    from platguard.rotation_classes import evidence_of

    assert isinstance(fact, SecretFact)
    return evidence_of(fact)


def _service(fact: Fact) -> Values | None:
    """A Component that stands in the file of its folder which is called after catalogs."""
    assert isinstance(fact, CatalogEntityFact)
    is_service = fact.kind == "Component" and fact.name and "name" not in fact.unknown
    is_told = is_service and is_catalog(fact.path)
    owner = "" if "owner" in fact.unknown else fact.owner
    return [as_told(fact.name), as_told(owner)] if is_told else None


def _policy_use(fact: Fact) -> Values | None:
    assert isinstance(fact, PolicyUseFact)
    return fact.asks or None


def _component(fact: Fact) -> Values | None:
    assert isinstance(fact, ComponentFact)
    return [reference(fact.address)] if fact.name and "name" not in fact.unknown else None


def _entity(fact: Fact) -> Values | None:
    assert isinstance(fact, CatalogEntityFact)
    return [reference(fact.address)] if fact.name and "name" not in fact.unknown else None


def _slo(fact: Fact) -> Values | None:
    """The service that an objective is about, and its target in percent."""
    from platguard import error_budget  # here, because few repositories have objectives

    assert isinstance(fact, SloFact)
    percent = None if "target" in fact.unknown else error_budget.percent_of(fact.target)
    return None if percent is None else [fact.service.lower(), str(percent)]


def _service_level(fact: Fact) -> Values | None:
    """A service, the lowest of its targets, and what it depends on that lies elsewhere."""
    assert isinstance(fact, ServiceLevelFact)
    if not fact.service:
        return None
    lowest = "" if "lowest" in fact.unknown else fact.lowest
    return [reference(fact.address), lowest, fact.asks]


_KEPT: Mapping[type[Fact], Mapping[str, Callable[[Fact], Values | None]]] = {
    ToolFact: {"tool": _tool},
    RuntimeFact: {"runtime": _runtime},
    SecretFact: {"secret": _secret},
    NetworkFact: {"network": _network, "network:cover": _cover},
    PolicyUseFact: {"policy_use": _policy_use},
    ComponentFact: {"component": _component},
    CatalogEntityFact: {"catalog_entity": _entity, "catalog_entity:service": _service},
    SloFact: {"slo": _slo},
    ServiceLevelFact: {"service_level": _service_level},
}
NOTICED_TYPES = frozenset(FACT_NAMES[kind] for kind in _KEPT)
"""The fact types of which something is noticed."""
