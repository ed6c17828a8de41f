"""Facts that need more than one file: network coverage, namespaces, the repository itself.

A relation is one module and one line in `RELATIONS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from importlib import import_module

from platguard.model.facts import FACT_NAMES, Fact
from platguard.records import dataclass
from platguard.relations.whole import Whole, is_mark

__all__ = [
    "BEYOND_ONE_FILE",
    "COMPLETED",
    "OF_REPOSITORY",
    "RELATIONS",
    "Relation",
    "Whole",
    "asked",
    "is_mark",
    "needed",
    "relate",
]


@dataclass(frozen=True, slots=True)
class Relation:
    """How facts of some types are made of facts of others."""

    gives: tuple[str, ...]
    """The fact types that it makes."""
    needs: tuple[str, ...]
    """The fact types of files that it is made of."""
    module: str
    """Where `relate(facts, whole)` is: an iterable of bound facts, from bound facts of `needs` in
    the order of paths and a Whole; imported when first used."""
    alone: bool = False
    """Whether a file by itself tells the most of it, so that standard input is judged, too."""


RELATIONS: tuple[Relation, ...] = (
    Relation(
        ("network", "namespace_coverage"),
        ("workload", "network_policy", "kustomization"),
        "platguard.relations.network",
    ),
    Relation(
        ("pod_identity",),
        ("workload", "account", "binding", "kustomization"),
        "platguard.relations.identities",
        alone=True,
    ),
    Relation(("repository",), ("catalog_entity", "code_owners"), "platguard.relations.repository"),
    Relation(
        ("code_ownership",),
        ("code_owners", "object", "service", "kustomization"),
        "platguard.relations.code_ownership",
    ),
    Relation(
        ("document",),
        ("alert_rules", "catalog_entity", "image", "object", "service", "workload"),
        "platguard.relations.documents",
    ),
    Relation(
        ("component",),
        ("catalog_entity", "image", "object", "service", "workload"),
        "platguard.relations.components",
    ),
    Relation(
        ("service_level",),
        ("slo", "catalog_entity", "exposure"),
        "platguard.relations.service_levels",
    ),
    Relation(
        ("tool", "tool_category"),
        ("tool_sign", "image", "object", "workload", "service", "runtime"),
        "platguard.relations.tools",
    ),
    Relation(
        ("resources",),
        ("workload", "container", "pod_template", "companion", "kustomization"),
        "platguard.relations.resources",
        alone=True,
    ),
    Relation(
        ("probes",),
        ("workload", "container", "companion", "kustomization"),
        "platguard.relations.probes",
        alone=True,
    ),
    Relation(
        ("availability",),
        ("workload", "container", "companion", "kustomization", "account", "binding"),
        "platguard.relations.availability",
    ),
    Relation(
        ("ownership",),
        ("pod_template", "kustomization"),
        "platguard.relations.ownership",
        alone=True,
    ),
    Relation(
        ("policy_use",),
        ("workload", "network_policy", "kustomization", "object"),
        "platguard.relations.policy_uses",
    ),
    Relation(
        ("swarm_use", "compose_project"),
        ("service", "runtime", "command"),
        "platguard.relations.compose",
        alone=True,
    ),
    Relation(
        ("step_run",),
        ("pipeline", "job", "step"),
        "platguard.relations.step_runs",
        alone=True,
    ),
)
"""Every relation; each fact type is given by one."""

COMPLETED = frozenset({"workload", "container", "pod_template", "image", "runtime"})
"""Fact types of files that Kustomizations elsewhere complete: see `overlays`."""

OF_REPOSITORY = frozenset(name for relation in RELATIONS for name in relation.gives)
"""Fact types that only all files of a repository together give."""

BEYOND_ONE_FILE = frozenset(name for r in RELATIONS if not r.alone for name in r.gives)
"""Those of which one file by itself tells nothing."""


def needed(wanted: Collection[str]) -> frozenset[str]:
    """The fact types of files of which relations make the wanted ones."""
    return frozenset(name for relation in asked(wanted) for name in relation.needs)


def relate(wanted: Collection[str], facts: Sequence[Fact], whole: Whole) -> Iterator[Fact]:
    """The wanted facts that only the whole repository gives; `facts` are those of its files."""
    for relation in asked(wanted):
        needs = [fact for fact in facts if FACT_NAMES[type(fact)] in relation.needs]
        for fact in import_module(relation.module).relate(needs, whole):
            if FACT_NAMES[type(fact)] in wanted:
                yield fact


def asked(wanted: Collection[str]) -> Iterator[Relation]:
    """The relations that give some of the wanted fact types."""
    return (relation for relation in RELATIONS if not set(relation.gives).isdisjoint(wanted))
