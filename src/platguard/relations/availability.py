"""How many pods of a workload there are, and how many may be taken away at once.

What a disruption budget allows is as the disruption controller counts it (kubernetes
pkg/controller/disruption/disruption.go): of all pods that it selects, whatever runs them, with
percentages rounded up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field

from platguard.model.facts import AvailabilityFact, CompanionFact, Fact, PodIdentityFact
from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.relations.companions import Companion, Companions, Placed, Selected, placed
from platguard.relations.identities import relate as relate_identities
from platguard.relations.sorting import sort
from platguard.relations.units import CHART, Units
from platguard.relations.whole import Whole

_SCALED = frozenset({"Deployment", "StatefulSet", "Rollout", "DeploymentConfig"})
_SHARED = frozenset({"ReadWriteMany", "ReadOnlyMany"})
"""Access modes of a claim that pods on several nodes may mount (core/v1 types.go)."""
_AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
_COUNT = pattern(r"[0-9]{1,9}", re.ASCII)
_SHARE = pattern(r"([0-9]{1,4})(%?)", re.ASCII)


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[AvailabilityFact]:
    """An AvailabilityFact for each workload that has replicas, in the order of files."""
    facts = list(facts)
    sorted_facts = sort(facts)
    units = Units(whole.units, sorted_facts.kustomizations)
    companions = sorted_facts.companions
    autoscalers = [Companions(companions, kind, units) for kind in _AUTOSCALERS]
    budgets = Companions(companions, "PodDisruptionBudget", units)
    services = Companions(companions, "Service", units)
    claims = Companions(companions, "PersistentVolumeClaim", units)
    identities = {(it.path, it.address): it for it in relate_identities(facts, whole)}
    scaled = [
        _Scaled(
            it,
            _Scale.of(it, autoscalers),
            budgets.selecting(it),
            services.selecting(it),
            _Volume.of(it, claims),
            identities[it.fact.path, it.fact.address],
        )
        for it in placed(sorted_facts.workloads, units)
        if it.fact.kind in _SCALED
    ]
    protected: defaultdict[int, list[_Scaled]] = defaultdict(list)
    for one in scaled:
        for budget in (*one.budgets.certain, *one.budgets.possible):
            protected[id(budget)].append(one)
    images: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for container in sorted_facts.containers:
        if container.role == "container":
            images[container.path, container.address].append(container.image)
    for one in scaled:
        fact = one.workload.fact
        yield _availability(one, protected, images[fact.path, fact.address])


@dataclass(frozen=True, slots=True)
class _Scale:
    """How many replicas a workload has."""

    replicas: int
    """As it says itself, or its Kustomization."""
    least: int
    most: int
    autoscaler: str
    unknown: list[str] = field(default_factory=list)

    @staticmethod
    def of(workload: Placed, autoscalers: Iterable[Companions]) -> _Scale:
        """The scale of a workload."""
        replicas, is_known = _replicas(workload)
        unknown = [] if is_known else ["replicas", "least"]
        found = [autoscaler.targeting(workload) for autoscaler in autoscalers]
        by = next((one.fact for answer in found for one in answer.certain), None)
        if by is not None:
            doubts = [name for name in ("least", "most") if name in by.unknown]
            own = [name for name in unknown if name == "replicas"]
            return _Scale(replicas, by.least, by.most, by.label, [*own, *doubts])
        if not all(answer.complete for answer in found):
            unknown += ["autoscaler", "least", "most"]
        return _Scale(replicas, replicas, replicas, "", unknown)


def _replicas(workload: Placed) -> tuple[int, bool]:
    """How many replicas are wanted, and whether that is known; 1 when nothing says."""
    fact, given = workload.fact, workload.unit.kustomization
    if given is not None and fact.path in workload.unit.listed and fact.name in given.replicas:
        count = given.replicas[fact.name]
        return (int(count), True) if _COUNT.fullmatch(count) else (1, False)
    return (1 if fact.replicas < 0 else fact.replicas), "replicas" not in fact.unknown


@dataclass(frozen=True, slots=True)
class _Scaled:
    """A workload with its scale, its budgets and its Services."""

    workload: Placed
    scale: _Scale
    budgets: Selected
    services: Selected
    volume: _Volume
    identity: PodIdentityFact


def _availability(
    one: _Scaled, protected: dict[int, list[_Scaled]], images: list[str]
) -> AvailabilityFact:
    fact, scale, budgets, serving = one.workload.fact, one.scale, one.budgets, one.services
    labels = one.workload.labels or {}
    blocking = [
        (budget.fact.label, reason)
        for budget in budgets.certain
        if (reason := _blocked(budget, protected[id(budget)]))
    ]
    blocked_by, because = min(blocking, default=("", ""))
    unknown = [name for name in scale.unknown if name in ("replicas", "autoscaler", "least")]
    if "strategy" in fact.unknown:
        unknown.append("recreated")
    if not one.volume.is_known:
        unknown.append("single_volume")
    # What is granted to the account `default` is meant for nobody in particular.
    named = fact.service_account or "service_account" in fact.unknown
    if named and not {"account", "bindings"}.isdisjoint(one.identity.unknown):
        unknown.append("acts_by")
    if not budgets.certain and (budgets.possible or not budgets.complete):
        unknown.append("budgets")
    return AvailabilityFact(
        address=fact.address,
        subject="",
        places=fact.places,
        unknown=list(dict.fromkeys(unknown)),
        path=fact.path,
        workload=fact.label,
        kind=fact.kind,
        labels=",".join(f"{key}={value}" for key, value in sorted(labels.items())),
        replicas=scale.replicas,
        recreated=fact.strategy == "Recreate",
        images=[_last_name(image) for image in images],
        is_served=bool(serving.certain or serving.possible or not serving.complete),
        fixed_by_chart=_is_of_template(one.workload) and fact.replicas >= 0,
        acts_by=min(one.identity.cluster_bindings, default="") if named else "",
        single_volume=one.volume.claim,
        autoscaler=scale.autoscaler,
        least=scale.least,
        budgets=sorted(budget.fact.name for budget in budgets.certain),
        blocked_by=blocked_by,
        blocked_because=because,
    )


def _is_of_template(workload: Placed) -> bool:
    folder = workload.unit.folder
    below = workload.fact.path if folder == "." else workload.fact.path[len(folder) + 1 :]
    return workload.unit.kind == CHART and below.startswith("templates/")


@dataclass(frozen=True, slots=True)
class _Volume:
    """A claim of a workload that cannot be mounted by pods on several nodes."""

    claim: str = ""
    is_known: bool = True

    @staticmethod
    def of(workload: Placed, claims: Companions) -> _Volume:
        """The first such claim; what a claim says that is not here is not known."""
        if "claims" in workload.fact.unknown:
            return _Volume(is_known=False)
        near = {claim.fact.name: claim.fact for claim in claims.within(workload)}
        is_known = True
        for name in workload.fact.claims:
            claim = near.get(name)
            if claim is None or "access_modes" in claim.unknown or not claim.access_modes:
                is_known = False
            elif _SHARED.isdisjoint(claim.access_modes):
                return _Volume(name)
        return _Volume(is_known=is_known)


def _last_name(image: str) -> str:
    """The last name of a reference, without tag and digest."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]


def _blocked(budget: Companion, workloads: list[_Scaled]) -> str:
    """Why a budget can never allow a disruption; empty when it can, or when that is not known."""
    fact = budget.fact
    if found := _written(fact, "max_unavailable"):
        amount, unit = found
        return f"maxUnavailable is {amount}{unit}" if amount == 0 else ""
    found = _written(fact, "min_available")
    if found is None:
        return ""
    amount, unit = found
    if unit and amount >= 100:
        return f"minAvailable is {amount}%"
    if any("most" in one.scale.unknown or one.scale.most < 0 for one in workloads):
        return ""
    if any("replicas" in one.scale.unknown and not one.scale.autoscaler for one in workloads):
        return ""
    pods = sum(one.scale.most for one in workloads)
    needed = -(-pods * amount // 100) if unit else amount
    if pods == 0 or needed < pods:
        return ""
    count = "1 replica" if pods == 1 else f"{pods} replicas"
    return f"minAvailable is {amount}{unit} of {count}"


def _written(fact: CompanionFact, name: str) -> tuple[int, str] | None:
    """A number of pods or a percentage; None when there is none that could be read."""
    found = _SHARE.fullmatch(getattr(fact, name))
    return (int(found[1]), found[2]) if found and name not in fact.unknown else None
