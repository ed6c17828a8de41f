"""How network policies cover each workload and each namespace."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from platguard.model.document import NOWHERE
from platguard.model.facts import (
    Fact,
    KustomizationFact,
    NamespaceFact,
    NetworkFact,
    NetworkPolicyFact,
    WorkloadFact,
)
from platguard.records import dataclass
from platguard.relations.alternatives import number_of
from platguard.relations.companions import Placed, placed
from platguard.relations.homes import UNSET, Home, labels_of
from platguard.relations.isolation import Isolation
from platguard.relations.policies import DIRECTIONS, Policies, Policy
from platguard.relations.telling_labels import selecting_labels, told_of_labels
from platguard.relations.units import Units
from platguard.relations.whole import Whole

_MOST_NAMED = 3


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
    deployed = placed(workloads, units)
    known = Policies(policies, units, (workload.fact for workload in deployed))
    isolation = Isolation(known)
    covered = [(workload, _coverage(workload, known)) for workload in deployed]
    for workload, coverages in covered:
        for direction, coverage in zip(DIRECTIONS, coverages, strict=True):
            isolation.add(workload, direction, coverage.covered, coverage.policies)
    networks = [_network(workload, coverages, isolation) for workload, coverages in covered]
    return [*networks, *_namespaces(deployed, known)]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of one direction of one workload."""

    policies: list[str]
    """Names of the policies that isolate it, sorted, each once."""
    covered: bool | None
    """None when it cannot be known."""
    by_kubernetes: bool | None
    """The same, without the policies of network plugins, which are not evaluated."""
    policed: bool | None
    """Whether some policy isolates the direction for some pod of the namespace; None when that
    cannot be known."""


def _network(
    workload: Placed, coverages: tuple[Coverage, Coverage], isolation: Isolation
) -> NetworkFact:
    fact = workload.fact
    labels = labels_of(fact, workload.unit)
    ingress, egress = coverages
    return NetworkFact(
        address=fact.address,
        subject=fact.subject,
        places=fact.places,
        unknown=_unknown_fields(workload, ingress, egress),
        path=fact.path,
        workload=fact.label,
        namespace=workload.home.namespace,
        labels=told_of_labels(labels),
        selecting_labels=selecting_labels(labels),
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
        open_without_plugins=[
            direction
            for direction, coverage in zip(DIRECTIONS, (ingress, egress), strict=True)
            if coverage.by_kubernetes is False
        ],
        policed_directions=[
            direction
            for direction, coverage in zip(DIRECTIONS, (ingress, egress), strict=True)
            if coverage.policed and isolation.is_usual(workload.home, direction)
        ],
        pod_labels=workload.labels or {},
        shared=workload.home.is_shared,
    )


def _named(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    told = ", ".join(names[:_MOST_NAMED])
    return f"{told} and {more} more" if more > 0 else told


def _coverage(workload: Placed, policies: Policies) -> tuple[Coverage, Coverage]:
    if not workload.home.known:
        is_policed = None if policies.possible(workload.unit).members else False
        unknown = Coverage([], None, None, is_policed)
        return unknown, unknown
    given = workload.labels
    inside = [
        (policy, policy.selects(given))
        for bucket in policies.certain(workload.home)
        for policy in bucket.candidates(given)
        if policies.goes_with(policy, workload.fact)
    ]
    near = policies.possible(workload.unit).candidates(given)
    maybe = [policy for policy in near if policy.selects(given) is not False]
    complete = policies.complete(workload.unit, workload.home)

    doubtful = [policy for policy, selects in inside if selects is not False] + maybe

    def covered(direction: str, counted: Callable[[Policy], bool]) -> bool | None:
        if any(s and counted(p) and p.isolates(direction) for p, s in inside):
            return True
        is_open = all(p.isolates(direction) is False for p in doubtful if counted(p))
        return False if complete and is_open else None

    def judge(direction: str) -> Coverage:
        return Coverage(
            policies=sorted({p.fact.name for p, s in inside if s and p.isolates(direction)}),
            covered=covered(direction, lambda policy: True),
            by_kubernetes=covered(direction, lambda policy: policy.is_evaluated),
            policed=policies.polices(workload.home, workload.fact, direction),
        )

    return judge("ingress"), judge("egress")


def _unknown_fields(workload: Placed, ingress: Coverage, egress: Coverage) -> list[str]:
    unknown: list[str] = [
        name for name in ("labels", "host_network") if name in workload.fact.unknown
    ]
    if workload.labels is None:
        unknown.append("pod_labels")
    if not workload.home.known:
        unknown.append("namespace")
    for direction, coverage in zip(DIRECTIONS, (ingress, egress), strict=True):
        if coverage.covered is None:
            unknown += [f"{direction}_covered", f"{direction}_policies"]
    if ingress.covered is None or egress.covered is None:
        unknown += ["open_directions", "covered_by"]
    if ingress.policed is None or egress.policed is None:
        unknown.append("policed_directions")
    if ingress.by_kubernetes is None or egress.by_kubernetes is None:
        unknown.append("open_without_plugins")
    return unknown


def _namespaces(deployed: Iterable[Placed], policies: Policies) -> Iterable[NamespaceFact]:
    members: defaultdict[tuple[str, Home], list[Placed]] = defaultdict(list)
    for workload in deployed:
        if not workload.fact.host_network:
            members[workload.unit.folder, workload.home].append(workload)
    return [_namespace(workloads, policies) for workloads in members.values()]


def _namespace(workloads: list[Placed], policies: Policies) -> NamespaceFact:
    first = _first_of_most(workloads)
    home, unit = first.home, first.unit
    folder = home.unit or unit.folder
    inside = [policy for bucket in policies.certain(home) for policy in bucket.members]
    maybe = policies.possible(unit).members
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
        workloads=number_of([workload.fact for workload in workloads]),
        default_deny_ingress=deny_ingress or False,
        default_deny_egress=deny_egress or False,
        ingress_allowed_by=_allowing("ingress", inside) if home.known else "",
        egress_allowed_by=_allowing("egress", inside) if home.known else "",
        dns_allowed=dns or False,
        plugins=sorted({p.fact.label for p in (*inside, *maybe) if not p.is_evaluated}),
    )


def _first_of_most(workloads: list[Placed]) -> Placed:
    """The first workload of the file that has most of them: where people look for a namespace."""
    numbers = Counter(workload.fact.path for workload in workloads)
    return max(workloads, key=lambda workload: numbers[workload.fact.path])


def _allowing(direction: str, policies: list[Policy]) -> str:
    return min((p.fact.name for p in policies if p.allows_all(direction)), default="")


def _denies_ingress(policy: Policy) -> bool | None:
    return policy.denies_all("ingress") if policy.is_evaluated else False


def _denies_egress(policy: Policy) -> bool | None:
    return policy.denies_all("egress") if policy.is_evaluated else False


def _allows_dns(policy: Policy) -> bool | None:
    return policy.fact.allows_dns or (None if "allows_dns" in policy.fact.unknown else False)


def _any(inside: list[bool | None], maybe: list[bool | None], complete: bool) -> bool | None:
    """Whether one of the answers inside is yes; None when there may be one that is not seen."""
    if any(inside):
        return True
    return False if complete and all(answer is False for answer in inside + maybe) else None
