"""Probes of the containers that serve, and the Services that send traffic to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from platguard.model.facts import ContainerFact, Fact, ProbesFact
from platguard.relations.companions import Companion, Companions, placed
from platguard.relations.sorting import sort
from platguard.relations.units import Units
from platguard.relations.whole import Whole

# Jobs end, and nobody starts a Pod of its own again. Knative probes by itself (queue-proxy).
_SERVING = frozenset(
    {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"}
    | {"DeploymentConfig", "Rollout"}
)
_ROLES = ("container", "sidecar")
_FIELDS = ("has_readiness", "has_liveness", "same_probes")


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[ProbesFact]:
    """A ProbesFact for each container and sidecar of a serving workload, in the order of files."""
    sorted_facts = sort(facts)
    units = Units(whole.units, sorted_facts.kustomizations)
    services = Companions(sorted_facts.companions, "Service", units)
    pods: defaultdict[tuple[str, str], list[ContainerFact]] = defaultdict(list)
    for container in sorted_facts.containers:
        if container.role in _ROLES:
            pods[container.path, container.address].append(container)
    for workload in placed(sorted_facts.workloads, units):
        if workload.fact.kind in _SERVING:
            answer = services.selecting(workload)
            selecting = answer.certain
            may_serve = bool(answer.possible) or not answer.complete
            # Taken out, so that a workload that is written twice is told once.
            pod = pods.pop((workload.fact.path, workload.fact.address), [])
            probed = [container for container in pod if container.has_readiness]
            for container in pod:
                others = any(other is not container for other in probed)
                names = sorted(it.fact.name for it in selecting if _reaches(it, container, pod))
                listed = any(member.ports or "ports" in member.unknown for member in pod)
                own = container.ports or "ports" in container.unknown
                silent = not own and not names and (listed or not may_serve)
                yield _probes(container, names, others=others, silent=silent)


def _reaches(service: Companion, container: ContainerFact, pod: list[ContainerFact]) -> bool:
    """Whether a Service that selects the pod sends traffic to a container of it.

    A port that no container lists is open all the same (core/v1 types.go, `Container.Ports`), and
    may be that of any of them; one that goes by its name is of the container that names it.
    """
    targets = set(service.fact.target_ports)
    listed = {port for member in pod for port in member.ports}
    open_to_all = {port for port in targets if port.isdigit()} - listed
    unread = "target_ports" in service.fact.unknown or any("ports" in it.unknown for it in pod)
    return unread or not targets or bool(open_to_all) or not targets.isdisjoint(container.ports)


def _probes(
    container: ContainerFact, services: list[str], *, others: bool, silent: bool
) -> ProbesFact:
    return ProbesFact(
        address=container.address,
        subject=container.subject,
        places=container.places,
        unknown=[name for name in _FIELDS if name in container.unknown],
        path=container.path,
        container=container.name,
        role=container.role,
        workload=container.workload,
        has_readiness=container.has_readiness,
        has_liveness=container.has_liveness,
        same_probes=container.same_probes,
        is_probed=others,
        is_silent=silent,
        services=services,
    )
