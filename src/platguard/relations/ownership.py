"""What workloads and their pods say of themselves once Kustomize has labelled them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from platguard.model.facts import Fact, OwnershipFact, PodTemplateFact
from platguard.relations.sorting import sort
from platguard.relations.units import Unit, Units
from platguard.relations.whole import Whole


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[OwnershipFact]:
    """An OwnershipFact for each workload, in the order of files."""
    sorted_facts = sort(facts)
    units = Units(whole.units, sorted_facts.kustomizations)
    labelling: dict[str, bool] = {}
    for template in sorted_facts.pod_templates:
        unit = units.of(template.path)
        if template.path not in unit.patches:
            if unit.folder not in labelling:
                labelling[unit.folder] = _labels_more(unit)
            yield _ownership(template, unit, labelled_later=labelling[unit.folder])


def _ownership(template: PodTemplateFact, unit: Unit, *, labelled_later: bool) -> OwnershipFact:
    given = unit.kustomization if template.path in unit.listed else None
    own = template.annotations | template.labels
    pods = template.pod_annotations | template.pod_labels
    if given is not None:
        own |= given.annotations | given.object_labels
        pods |= given.annotations | given.pod_labels
    named = ("labels", "annotations", "pod_labels", "pod_annotations")
    doubtful = labelled_later or not set(named).isdisjoint(template.unknown)
    return OwnershipFact(
        address=template.address,
        subject="",
        places=template.places,
        unknown=["more_labels"] if doubtful else [],
        path=template.path,
        workload=template.workload,
        kind=template.kind,
        own=own,
        pods=pods,
        more_labels=False,
    )


def _labels_more(unit: Unit) -> bool:
    """Whether a Kustomization that lists the unit, directly or not, adds labels of its own."""
    passed: set[str] = set()
    waiting = [*unit.listed_by]
    while waiting:
        other = waiting.pop()
        if other.folder not in passed:
            passed.add(other.folder)
            waiting += other.listed_by
            given = other.kustomization
            if given is not None and (given.object_labels or given.annotations):
                return True
    return False
