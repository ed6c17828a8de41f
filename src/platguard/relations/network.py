"""How network policies cover each workload and each namespace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from platguard.model.document import NOWHERE
from platguard.model.facts import (
    Fact,
    KustomizationFact,
    NamespaceFact,
    NetworkFact,
    NetworkPolicyFact,
    WorkloadFact,
)
from platguard.relations.homes import UNSET, Home, home_of, labels_of
from platguard.relations.policies import DIRECTIONS, Policies, Policy
from platguard.relations.units import Unit, Units
from platguard.relations.whole import Whole

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Deployed:
    """A workload where it is deployed."""

    fact: WorkloadFact
    unit: Unit
    home: Home

    @property
    def order(self) -> tuple[str, int, int]:
        """Sorts by path and place."""
        place = self.fact.places.get("", NOWHERE)
        return (self.fact.path, place.line, place.column)


def relate(facts: Iterable[Fact], whole: Whole) -> list[Fact]:
    """A NetworkFact for each workload, a NamespaceFact for each namespace of a deploy unit."""
    workloads: list[WorkloadFact] = []
    policies: list[NetworkPolicyFact] = []
    kustomizations: list[KustomizationFact] = []
    for fact in facts:
        match fact:
            case WorkloadFact():
                workloads.append(fact)
            case NetworkPolicyFact():
                policies.append(fact)
            case KustomizationFact():
                kustomizations.append(fact)
    units = Units(whole.units, kustomizations)
    known = Policies(policies, units)
    deployed = sorted(_deployed(workloads, units), key=lambda workload: workload.order)
    return [*(_network(workload, known) for workload in deployed), *_namespaces(deployed, known)]


def _deployed(workloads: Iterable[WorkloadFact], units: Units) -> Iterable[Deployed]:
    for fact in workloads:
        unit = units.of(fact.path)
        if fact.path not in unit.patches:
            yield Deployed(fact, unit, home_of(fact, unit))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of one direction of one workload."""

    policies: list[str]
    """Names of the policies that isolate it, sorted."""
    covered: bool | None
    """None when it cannot be known."""


def _network(workload: Deployed, policies: Policies) -> NetworkFact:
    fact = workload.fact
    labels = labels_of(fact, workload.unit)
    ingress, egress = _coverage(workload, labels, policies)
    return NetworkFact(
        address=fact.address,
        subject=fact.subject,
        places=fact.places,
        unknown=_unknown_fields(workload, ingress, egress),
        path=fact.path,
        workload=fact.label,
        namespace=workload.home.namespace,
        labels=",".join(f"{key}={value}" for key, value in sorted(labels.items())),
        host_network=fact.host_network,
        ingress_covered=ingress.covered or False,
        egress_covered=egress.covered or False,
        ingress_policies=ingress.policies,
        egress_policies=egress.policies,
        open_directions=[
            direction
            for direction, coverage in zip(DIRECTIONS, (ingress, egress), strict=True)
            if coverage.covered is False
        ],
        covered_by="; ".join(
            f"{direction} is covered by {_named(coverage.policies)}"
            for direction, coverage in zip(DIRECTIONS, (ingress, egress), strict=True)
            if coverage.covered
        ),
    )


def _named(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    told = ", ".join(names[:_MOST_NAMED])
    return f"{told} and {more} more" if more > 0 else told


def _coverage(
    workload: Deployed, labels: dict[str, str], policies: Policies
) -> tuple[Coverage, Coverage]:
    if not workload.home.known:
        return Coverage([], None), Coverage([], None)
    given = None if "labels" in workload.fact.unknown else labels
    inside = [
        (policy, policy.selects(given))
        for bucket in policies.certain(workload.home)
        for policy in bucket.candidates(given)
    ]
    near = policies.possible(workload.unit).candidates(given)
    maybe = [policy for policy in near if policy.selects(given) is not False]
    complete = policies.complete(workload.unit, workload.home)

    def judge(direction: str) -> Coverage:
        names = sorted(
            policy.fact.name for policy, selects in inside if selects and policy.isolates(direction)
        )
        if names:
            return Coverage(names, True)
        doubtful = [policy for policy, selects in inside if selects is not False] + maybe
        open_for_sure = complete and all(policy.isolates(direction) is False for policy in doubtful)
        return Coverage([], False if open_for_sure else None)

    return judge("ingress"), judge("egress")


def _unknown_fields(workload: Deployed, ingress: Coverage, egress: Coverage) -> list[str]:
    unknown: list[str] = [
        name for name in ("labels", "host_network") if name in workload.fact.unknown
    ]
    if not workload.home.known:
        unknown.append("namespace")
    for direction, coverage in zip(DIRECTIONS, (ingress, egress), strict=True):
        if coverage.covered is None:
            unknown += [f"{direction}_covered", f"{direction}_policies"]
    if ingress.covered is None or egress.covered is None:
        unknown += ["open_directions", "covered_by"]
    return unknown


def _namespaces(deployed: Iterable[Deployed], policies: Policies) -> Iterable[NamespaceFact]:
    members: defaultdict[tuple[str, Home], list[Deployed]] = defaultdict(list)
    for workload in deployed:
        if not workload.fact.host_network:
            members[workload.unit.folder, workload.home].append(workload)
    return [_namespace(workloads, policies) for workloads in members.values()]


def _namespace(workloads: list[Deployed], policies: Policies) -> NamespaceFact:
    first = workloads[0]
    home, unit = first.home, first.unit
    folder = home.unit or unit.folder
    inside = [policy for bucket in policies.certain(home) for policy in bucket.policies]
    maybe = policies.possible(unit).policies
    complete = policies.complete(unit, home)
    deny_ingress, deny_egress, dns = (
        _any([question(policy) for policy in inside], [question(p) for p in maybe], complete)
        if home.known
        else None
        for question in (_denies_ingress, _denies_egress, _allows_dns)
    )
    answers = {
        "name": True if home.known else None,
        "default_deny_ingress": deny_ingress,
        "default_deny_egress": deny_egress,
        "dns_allowed": dns,
    }
    return NamespaceFact(
        address=f"k8s:/Namespace/{UNSET}/{home.namespace}",
        subject="" if folder == "." else folder,
        places={"": first.fact.places.get("", NOWHERE)},
        unknown=[name for name, answer in answers.items() if answer is None],
        path=first.fact.path,
        name=home.namespace,
        deploy_unit=folder,
        workloads=len(workloads),
        default_deny_ingress=deny_ingress or False,
        default_deny_egress=deny_egress or False,
        ingress_allowed_by=_allowing("ingress", inside) if home.known else "",
        egress_allowed_by=_allowing("egress", inside) if home.known else "",
        dns_allowed=dns or False,
    )


def _allowing(direction: str, policies: list[Policy]) -> str:
    return min((p.fact.name for p in policies if p.allows_all(direction)), default="")


def _denies_ingress(policy: Policy) -> bool | None:
    return policy.denies_all("ingress")


def _denies_egress(policy: Policy) -> bool | None:
    return policy.denies_all("egress")


def _allows_dns(policy: Policy) -> bool | None:
    return policy.fact.allows_dns or (None if "allows_dns" in policy.fact.unknown else False)


def _any(inside: list[bool | None], maybe: list[bool | None], complete: bool) -> bool | None:
    """Whether one of the answers inside is yes; None when there may be one that is not seen."""
    if any(inside):
        return True
    return False if complete and all(answer is False for answer in inside + maybe) else None
