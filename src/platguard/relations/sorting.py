"""Facts of a repository by type, for relations that are made of several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from platguard.model.facts import (
    CompanionFact,
    ContainerFact,
    Fact,
    KustomizationFact,
    PodTemplateFact,
    WorkloadFact,
)
from platguard.records import dataclass


@dataclass(slots=True)
class Sorted:
    """The facts of workloads and of what stands beside them, each type in the order of files."""

    workloads: list[WorkloadFact] = field(default_factory=list)
    containers: list[ContainerFact] = field(default_factory=list)
    pod_templates: list[PodTemplateFact] = field(default_factory=list)
    companions: list[CompanionFact] = field(default_factory=list)
    kustomizations: list[KustomizationFact] = field(default_factory=list)


def sort(facts: Iterable[Fact]) -> Sorted:
    """The facts by type; those of other types are left out."""
    found = Sorted()
    for fact in facts:
        match fact:
            case WorkloadFact():
                found.workloads.append(fact)
            case ContainerFact():
                found.containers.append(fact)
            case PodTemplateFact():
                found.pod_templates.append(fact)
            case CompanionFact():
                found.companions.append(fact)
            case KustomizationFact():
                found.kustomizations.append(fact)
    return found
