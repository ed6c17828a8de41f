"""Where workloads and policies live once deployed: namespace and labels that count."""

from __future__ import annotations

from platguard.facts.examples import example_root
from platguard.facts.templates import is_template
from platguard.model.facts import AccountFact, CompanionFact, NetworkPolicyFact, WorkloadFact
from platguard.patterns import pattern
from platguard.relations.units import CHART, Unit
from platguard.tuples import NamedTuple

UNSET = "(unset)"


class Home(NamedTuple):
    """A namespace as far as it is known. Things with equal homes are in one namespace."""

    unit: str
    """The deploy unit, or folder of examples, that the namespace is bound to; empty when the whole
    repository shares it."""
    namespace: str
    """Its name, or `(unset)`."""
    known: bool = True

    @property
    def is_shared(self) -> bool:
        """Whether other repositories mean the same by its name: it is written, and holds in all of
        the repository."""
        return self.known and not self.unit and self.namespace != UNSET


def home_of(
    fact: WorkloadFact | NetworkPolicyFact | CompanionFact | AccountFact, unit: Unit
) -> Home:
    """The namespace in which `fact` of `unit` is deployed."""
    given = unit.kustomization
    if given is not None and given.namespace and fact.path in unit.listed:
        # `namespace` of a Kustomization also replaces one that the object names.
        if "namespace" in given.unknown:
            return Home(unit.folder, UNSET, known=False)
        return _named(given.namespace, unit, fact.path)
    if "namespace" in fact.unknown or is_template(fact.namespace):
        return Home(unit.folder, UNSET, known=False)
    if fact.namespace:
        return _named(fact.namespace, unit, fact.path)
    # Absent: a chart leaves it to the release, and no Kustomization speaks for an unlisted file.
    left_open = unit.kind == CHART or (given is not None and bool(given.namespace))
    return Home(_apart(unit, fact.path) or unit.folder, UNSET, known=not left_open)


_OF_RELEASE = pattern(r"\{\{-?\s*\$?\.Release\.Namespace(?:\s*\|\s*quote)?\s*-?\}\}")


def in_release(fact: WorkloadFact | CompanionFact, unit: Unit) -> bool:
    """Whether a chart deploys `fact` into the namespace of its release, whichever that is."""
    if unit.kind != CHART:
        return False
    if not fact.namespace:
        return "namespace" not in fact.unknown
    return _OF_RELEASE.fullmatch(fact.namespace) is not None


def _named(namespace: str, unit: Unit, path: str) -> Home:
    # Where an overlay renames it, the name holds within the unit only.
    return Home(unit.folder if unit.renamed else _apart(unit, path), namespace)


def _apart(unit: Unit, path: str) -> str:
    """The folder of examples that `path` shares no namespace outside of; empty outside of any.

    Nobody deploys a policy of a test beside the workloads that are in use, unless these are
    deployed with it.
    """
    if unit.in_use and path in unit.listed:
        return ""
    root = example_root(path)
    is_within = unit.folder.startswith(f"{root}/")
    return unit.folder if root and is_within else root


def labels_of(workload: WorkloadFact, unit: Unit) -> dict[str, str]:
    """Labels of the pods once deployed."""
    given = unit.kustomization
    if given is not None and workload.path in unit.listed:
        return workload.labels | given.pod_labels
    return workload.labels


def selector_of(fact: NetworkPolicyFact | CompanionFact, unit: Unit) -> dict[str, object]:
    """The pod selector once deployed; Kustomize adds labels only where `matchLabels` stands."""
    given = unit.kustomization
    labels = fact.selector.get("matchLabels")
    if given is None or fact.path not in unit.listed or not isinstance(labels, dict):
        return fact.selector
    return fact.selector | {"matchLabels": labels | given.selector_labels}
