"""What each container requests and may use at most, once its namespace has had its say.

A limit without a request is requested as well (SetDefaults_Pod, kubernetes pkg/apis/core/v1
defaults.go); what is still missing comes from the LimitRange of the namespace
(plugin/pkg/admission/limitranger/admission.go). What the pod as a whole requests, or is limited
to, its containers share: none of them has to repeat it (KEP-2837).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from platguard.facts.quantities import ONE, quantity, size
from platguard.facts.templates import is_template
from platguard.model.facts import ContainerFact, Fact, PodTemplateFact, ResourcesFact, WorkloadFact
from platguard.records import dataclass
from platguard.relations.companions import Companions, Placed, placed
from platguard.relations.homes import Home
from platguard.relations.sorting import sort
from platguard.relations.units import Units
from platguard.relations.whole import Whole

_ROLES = ("container", "init", "sidecar")
_RANGE = "default_limits"
_MEMORY = "memory"


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[ResourcesFact]:
    """A ResourcesFact for each container that may have resources, in the order of files."""
    sorted_facts = sort(facts)
    units = Units(whole.units, sorted_facts.kustomizations)
    ranges = Companions(sorted_facts.companions, "LimitRange", units)
    carriers = {_carrier(it.fact): it for it in placed(sorted_facts.workloads, units)}
    templates = {_carrier(template): template for template in sorted_facts.pod_templates}
    known: dict[tuple[Home, str, str], _Defaults] = {}
    for container in sorted_facts.containers:
        if container.role == "service":
            yield _of_service(container)
        elif container.role in _ROLES and (workload := carriers.get(_carrier(container))):
            namespace = workload.home, workload.unit.folder, workload.fact.namespace
            defaults = known.get(namespace) or _defaults(workload, ranges)
            known[namespace] = defaults
            yield _of_container(container, templates.get(_carrier(container)), defaults)


def _carrier(fact: ContainerFact | WorkloadFact | PodTemplateFact) -> tuple[str, str]:
    return fact.path, fact.address


@dataclass(frozen=True, slots=True)
class _Table:
    """Amounts by resource, as somebody gives them."""

    amounts: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    """Whether it has everything that is given."""

    def has(self, resource: str) -> bool | None:
        """Whether it gives some of a resource: zero is nothing; None when that is not known."""
        if resource not in self.amounts:
            return False if self.complete else None
        amount = self.amounts[resource]
        if is_template(amount):
            return None
        found = quantity(amount)
        return found is None or found > 0

    def speaks_of(self, resource: str) -> bool:
        """Whether it gives an amount, be it zero."""
        return resource in self.amounts


@dataclass(frozen=True, slots=True)
class _Defaults:
    """What a namespace gives to containers that do not say."""

    name: str
    requests: _Table
    limits: _Table


def _defaults(workload: Placed, ranges: Companions) -> _Defaults:
    found = ranges.within(workload)
    requests: dict[str, str] = {}
    limits: dict[str, str] = {}
    for item in found:
        requests |= item.fact.default_requests
        limits |= item.fact.default_limits
    unread = any(_RANGE in item.fact.unknown for item in found)
    complete = not unread and not ranges.doubtful(workload)
    name = found[0].fact.label if found else ""
    return _Defaults(name, _Table(requests, complete), _Table(limits, complete))


def _of_container(
    container: ContainerFact, template: PodTemplateFact | None, defaults: _Defaults
) -> ResourcesFact:
    limits = _given(container, container.limits, "limits")
    requests = _given(container, container.requests, "requests")
    pod = _given(template, template.requests, "requests") if template else _Table()
    pod_limits = _given(template, template.limits, "limits") if template else _Table()
    lacking = {
        f"lacks_{resource}_request": _lacks(
            resource, requests, limits, pod, pod_limits, defaults.requests
        )
        for resource in ("cpu", "memory")
    } | {
        f"lacks_{resource}_limit": _lacks(resource, limits, pod_limits, defaults.limits)
        for resource in ("cpu", "memory")
    }
    default_limits = _without(defaults.limits, limits, pod_limits)
    default_requests = _without(defaults.requests, limits, requests, pod, pod_limits)
    all_limits = {**default_limits, **container.limits}
    all_requests = {**default_requests, **container.limits, **container.requests}
    memory = all_limits.get(_MEMORY, pod_limits.amounts.get(_MEMORY, ""))
    return _resources(
        container,
        lacking,
        requests=all_requests,
        limits=all_limits,
        above_limit=[name for name in sorted(all_limits) if _above(name, all_requests, all_limits)],
        memory_limit=_whole(quantity(memory)),
        defaulted_by=defaults.name if default_limits or default_requests else "",
        default_requests=default_requests,
        default_limits=default_limits,
    )


def _without(defaults: _Table, *tables: _Table) -> dict[str, str]:
    """The defaults of which no table speaks."""
    return {
        resource: amount
        for resource, amount in defaults.amounts.items()
        if not any(table.speaks_of(resource) for table in tables)
    }


def _whole(amount: int | None) -> int:
    """An amount of bytes, rounded up; -1 for none."""
    return -1 if amount is None else -(-amount // ONE)


def _given(fact: ContainerFact | PodTemplateFact, amounts: Mapping[str, str], field: str) -> _Table:
    """The amounts of a fact; it has all of them where nothing but amounts is a template."""
    whole = field not in fact.unknown
    written = any(map(is_template, amounts.values())) and not any(map(is_template, amounts))
    return _Table(amounts, whole or written)


def _lacks(resource: str, *tables: _Table) -> bool | None:
    """Whether none of the tables gives some of the resource; the first that speaks decides."""
    doubtful = False
    for table in tables:
        answer = table.has(resource)
        if table.speaks_of(resource):
            return None if answer is None or (doubtful and not answer) else not answer
        doubtful = doubtful or answer is None
    return None if doubtful else True


def _above(resource: str, requests: Mapping[str, str], limits: Mapping[str, str]) -> bool:
    """Whether more is requested than the limit allows; what is no quantity is not compared."""
    requested, limit = quantity(requests.get(resource, "")), quantity(limits[resource])
    return requested is not None and limit is not None and requested > limit


def _of_service(service: ContainerFact) -> ResourcesFact:
    """Of a Compose service, which has no namespace and needs no request."""
    lacking: dict[str, bool | None] = {"lacks_cpu_request": False, "lacks_memory_request": False}
    for name, keys in (("cpu", ("cpus", "cpu")), ("memory", ("memory",))):
        written = next((service.limits[key] for key in keys if key in service.limits), "")
        unread = "limits" in service.unknown and (not written or is_template(written))
        amount = size(written)
        # Zero means no limit (docker/cli, `--memory` and `--cpus`).
        lacking[f"lacks_{name}_limit"] = None if unread else not written or amount == 0
    return _resources(
        service,
        lacking,
        requests=service.requests,
        limits=service.limits,
        memory_limit=_whole(size(service.limits.get(_MEMORY, "")) or None),
        above_limit=[],
        defaulted_by="",
    )


def _resources(
    container: ContainerFact, lacking: Mapping[str, bool | None], **known: Any
) -> ResourcesFact:
    """The fact of a container; `lacking` has None for what cannot be known."""
    known |= {name: bool(found) for name, found in lacking.items()}
    amounts = [name for name in ("requests", "limits", "restarts") if name in container.unknown]
    return ResourcesFact(
        address=container.address,
        subject=container.subject,
        places=container.places,
        unknown=[*amounts, *(name for name, found in lacking.items() if found is None)],
        path=container.path,
        container=container.name,
        role=container.role,
        workload=container.workload,
        restarts=container.restarts,
        **known,
    )
