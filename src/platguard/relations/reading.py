"""What relations read of the facts that they are made of.

Most changes are of an image, a number of replicas, an amount of memory. They change nothing that a
relation about networks or accounts gives, so it is not made anew, and nobody reads the files around
those that changed. A field that is not named here changes nothing that the relation gives; a test
watches what each of them reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from platguard.model.document import NOWHERE, Place
from platguard.model.facts import FACT_NAMES, Fact

_PLACED = ("kind", "namespace")
"""What is asked of a workload to tell where it is deployed."""

_BY_NAME: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "network": {"workload": (*_PLACED, "name", "label", "labels", "host_network")},
    "policy_uses": {
        "workload": (*_PLACED, "name", "labels"),
        "object": ("group", "namespace", "labels"),
    },
    "identities": {"workload": (*_PLACED, "label", "service_account", "automount")},
    "resources": {
        "workload": _PLACED,
        "container": ("name", "role", "workload", "restarts", "requests", "limits"),
        "pod_template": ("requests", "limits"),
    },
    "probes": {
        "workload": (*_PLACED, "labels"),
        "container": (
            *("name", "role", "workload", "ports"),
            *("has_readiness", "has_liveness", "same_probes"),
        ),
    },
    "availability": {
        "workload": (
            *(*_PLACED, "name", "label", "labels", "service_account", "automount"),
            *("replicas", "strategy", "claims"),
        ),
        "container": ("role", "image"),
    },
    "ownership": {
        "pod_template": (
            *("workload", "kind", "labels", "annotations", "pod_labels", "pod_annotations"),
        ),
    },
}
READ = {f"platguard.relations.{name}": types for name, types in _BY_NAME.items()}
"""The fields that a relation, named by its module, reads of some fact types, beside those of every
fact; of other types, and where it is not named, it may read all. What these relations tell of the
facts of a file depends on where things stand in this file, and in no other."""


def as_read(module: str, facts: Iterable[Fact]) -> list[Any]:
    """What a relation reads of the facts of a file, to be compared with what it read before."""
    types = READ.get(module, {})

    def told(fact: Fact) -> Any:
        names = types.get(FACT_NAMES[type(fact)])
        return fact if names is None else (fact.places, _told(fact, names))

    return [told(fact) for fact in facts]


def as_read_elsewhere(module: str, facts: Iterable[Fact]) -> list[Any]:
    """The same as far as it matters to what the relation tells of other files: not where things
    stand, but in which order."""
    if module not in READ:
        return list(facts)
    types = READ[module]

    def told(fact: Fact) -> Any:
        names = types.get(FACT_NAMES[type(fact)])
        return replace(fact, places={}) if names is None else _told(fact, names)

    return [told(fact) for fact in sorted(facts, key=_place)]


def _told(fact: Fact, names: Iterable[str]) -> tuple[Any, ...]:
    fields = (getattr(fact, name) for name in names)
    return type(fact), fact.path, fact.address, fact.subject, fact.unknown, *fields


def _place(fact: Fact) -> Place:
    return fact.places.get("", NOWHERE)
