"""What a repository tells the others of its organisation, and what it asks them.

It is made of facts and of no answer, so that it is the same whatever others say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from decimal import Decimal
from typing import Any

from platguard.json_fields import JsonObject
from platguard.noticing import Noticed, Values
from platguard.records import dataclass
from platguard.register_health import Claim, Evidence


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one repository tells and asks, in one order whatever that of its files."""

    pods: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """The labels of pods, by namespace; equal ones once."""
    names: Sequence[str] = ()
    """References of the Components in its catalog, which no other repository may use."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """The lowest availability that is promised, in percent, by reference."""
    asks_pods: Sequence[str] = ()
    """Questions, as model.abroad.question gives them."""
    asks_targets: Sequence[str] = ()
    """References of what its services depend on."""
    evidence: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """What it shows of the exceptions of a shared register, by id: see register_health.Evidence."""
    claims: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """What it takes of the limits of exceptions that others may need as well: the limit of each,
    and the number of findings, by id."""
    claimed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The fingerprints of these, by id, where each stands for one finding."""

    @property
    def is_asking(self) -> bool:
        """Whether what others tell may decide about its findings."""
        return bool(self.names or self.asks_pods or self.asks_targets or self.claims)

    def unasking(self) -> Exchange:
        """What it tells, without what it asks."""
        return replace(self, asks_pods=(), asks_targets=())


SILENCE = Exchange()
_NAMES = tuple(each.name for each in fields(Exchange))


def exchange_of(
    noticed: Noticed, evidence: Mapping[str, Evidence], claims: Mapping[str, Claim]
) -> Exchange:
    """What a repository has to tell, from what was noticed in it, and of a shared register."""
    pods: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for namespace, labels in _rows(noticed, "network"):
        pods.setdefault(namespace, set()).add(tuple(sorted(labels.items())))
    return Exchange(
        pods={name: [dict(labels) for labels in sorted(found)] for name, found in pods.items()},
        names=sorted({name for (name,) in _rows(noticed, "component")}),
        targets=_targets(noticed),
        asks_pods=sorted({ask for asked in _rows(noticed, "policy_use") for ask in asked}),
        asks_targets=sorted({a for *_, asks in _rows(noticed, "service_level") for a in asks}),
        evidence={name: [int(each) for each in evidence[name]] for name in sorted(evidence)},
        claims={name: [claims[name].most, claims[name].findings] for name in sorted(claims)},
        claimed={
            name: claims[name].fingerprints for name in sorted(claims) if claims[name].fingerprints
        },
    )


def exchange_json(exchange: Exchange) -> dict[str, Any]:
    """As JSON values, for `read_exchange`."""
    return {name: getattr(exchange, name) for name in _NAMES}


def read_exchange(given: JsonObject) -> Exchange:
    """What `exchange_json` gave; UsageError for anything else."""
    pods = given.object("pods")
    targets, claimed = given.object("targets"), given.object("claimed")
    return Exchange(
        pods={name: pods.objects(name, "a pod", _labels) for name in pods.value},
        names=given.texts("names"),
        targets={name: targets.text(name) for name in targets.value},
        asks_pods=given.texts("asks_pods"),
        asks_targets=given.texts("asks_targets"),
        evidence=dict(_numbers(given.object("evidence"), len(Evidence._fields))),
        claims=dict(_numbers(given.object("claims"), 2)),
        claimed={name: claimed.texts(name) for name in claimed.value},
    )


def _rows(noticed: Noticed, name: str) -> Iterator[Values]:
    for rows in noticed.get(name, {}).values():
        yield from rows


def _targets(noticed: Noticed) -> dict[str, str]:
    """What is promised for each entity of the catalog.

    Objectives name a service by its name alone. Those of a repository with a single service are its
    own however they name it, as its own promise counts there.
    """
    by_service: dict[str, list[str]] = {}
    for service, percent in _rows(noticed, "slo"):
        by_service.setdefault(service, []).append(percent)
    found: dict[str, list[str]] = {}
    for (name,) in _rows(noticed, "catalog_entity"):
        found.setdefault(name, []).extend(by_service.get(name.rpartition("/")[2], ()))
    for name, lowest, _ in _rows(noticed, "service_level"):
        found.setdefault(name, []).extend([lowest] if lowest else ())
    return {
        name: min(percents, key=Decimal) for name, percents in sorted(found.items()) if percents
    }


def _numbers(given: JsonObject, count: int) -> Iterator[tuple[str, list[int]]]:
    """So many numbers by the id of an exception."""
    for name, values in given.value.items():
        is_list = isinstance(values, list) and all(type(each) is int for each in values)
        if not (is_list and len(values) == count and min(values) >= 0):
            raise given.fault(f"what is told of an exception must be {count} numbers", name)
        yield name, values


def _labels(given: JsonObject) -> dict[str, str]:
    return {name: given.text(name) for name in given.value}
