"""What a Backstage catalog says of the software in a repository."""

from __future__ import annotations

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogEntityFact(Fact):
    """An entity of a Backstage catalog."""

    kind: str
    """Component, API, Resource, System, ..., as written."""
    name: str
    """`metadata.name`."""
    namespace: str
    """`metadata.namespace`; `default` when absent."""
    type: str
    """`spec.type`: service, website, library, ...; empty when absent."""
    lifecycle: str
    """`spec.lifecycle`: production, experimental, ...; empty when absent."""
    owner: str
    """`spec.owner`, without the kind and the namespace of the reference."""
    system: str
    """`spec.system`; empty when absent."""
    depends_on: list[str]
    """References of `spec.dependsOn`, in full: `component:default/payments`."""
    runbooks: list[str]
    """Titles of the links that lead to a runbook."""
    source: str
    """Where its code is, as an annotation says; empty when none does."""
    faults: list[str]
    """What of a Component a catalog needs and does not find: `spec.owner is missing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFact(Fact):
    """A Component of the repository's catalog; a single one without a name where there is none. A
    relation over the files of a repository."""

    file: str
    """The file that describes it, or the catalog file without any; empty when there is none."""
    name: str
    """Its name; empty when there is no Component."""
    type: str
    """`spec.type`."""
    owner: str
    """`spec.owner`."""
    faults: list[str]
    """As in the entity, and names that stand twice, here or in other repositories."""
    has_substance: bool = True
    """Whether there is something that a component could be: code, or what runs; texts alone are
    none, nor is a repository of examples by the title of its README."""
