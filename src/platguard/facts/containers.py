"""Containers of a pod: effective security context, resources, environment, image."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from platguard.facts import credentials, runtimes
from platguard.facts.images import image_fact
from platguard.facts.probes import probes
from platguard.facts.reading import Reading, mapping, sequence, text, texts, without_login
from platguard.facts.security_contexts import (
    OWN,
    SHARED,
    effective,
    runs_on_windows,
    seccomp_annotation,
)
from platguard.facts.templates import collapsed, is_template
from platguard.model.document import Map
from platguard.model.facts import ContainerFact, Fact
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.model.document import Place

_ROLES = {"containers": "container", "initContainers": "init", "ephemeralContainers": "ephemeral"}
_ABSENT = (
    *("requests", "limits", "has_readiness", "has_liveness", "same_probes"),
    *("run_as_user", "run_as_non_root", "seccomp"),
    *("allow_privilege_escalation", "read_only_root", "dropped_capabilities"),
)
"""Fields that something is wrong with when they are absent: a part of a container leaves them to
the rest of it."""
_READ = (
    *("name", "image", "env", "host_network", "host_ports", "ports", "requests", "limits"),
    *("has_readiness", "has_liveness", "same_probes", *OWN, *SHARED),
)
"""Fields that nobody knows of a container that a template gives."""


@dataclass(frozen=True, slots=True)
class Pod:
    """What a container takes from its pod."""

    address: str
    label: str
    spec: dict[str, Any]
    annotations: dict[str, str] = field(default_factory=dict)


def extract_container(pod: Pod, listing: str, container: object, place: Place) -> list[Fact]:
    """The facts of one item of `listing`; `place` is that of the pod's carrier."""
    if is_template(container):
        return [_unknown_container(pod, listing, text(container), place)]
    if not isinstance(container, Map):
        return []
    fact = _container(pod, listing, container)
    holder = f'container "{fact.name}" in {pod.label}'
    facts: list[Fact] = [fact]
    if fact.image and not _is_injected(fact.name, fact.image):
        image = image_fact(
            fact.image,
            address=pod.address,
            subject=f"{fact.subject}.image",
            used_by=holder,
            place=container.place("image"),
        )
        facts += [image, *runtimes.of_image(image, holder)]
    return facts + credentials.in_container(container, holder, pod.address, fact.subject)


def _is_injected(name: str, image: object) -> bool:
    """Whether Istio puts another image in the place of this word (istio.io, IST0146), and probes
    and resources beside it (its files/gateway-injection-template.yaml)."""
    return (name, image) == ("istio-proxy", "auto")


def _container(pod: Pod, listing: str, container: Map) -> ContainerFact:
    reading = Reading({"": container.place("name")})
    name = text(reading.find("name", container, "name"))
    image = reading.find("image", container, "image")
    if image is not None and not isinstance(image, str):
        reading.refuse("image")
    security = effective(container, pod.spec, reading)
    has_readiness, has_liveness, same_probes = probes(container, reading)
    env = _env(container, reading)
    requests = _resources(container, "requests", reading)
    limits = _resources(container, "limits", reading)
    host_ports = _host_ports(container, reading)
    ports = _ports(container, reading)
    host_network = pod.spec.get("hostNetwork")
    if is_template(host_network):
        reading.doubt("host_network")
    if image is None or _is_injected(name, image):
        # The API server takes none without an image: this is a patch, or an overlay of Helm.
        reading.doubt(*(name for name in _ABSENT if name not in reading.places))
        # One resource that is written does not tell of the other.
        reading.doubt("requests", "limits")
    return ContainerFact(
        address=pod.address,
        subject=_subject(listing, name),
        places=reading.places,
        unknown=reading.unknown,
        name=name,
        role=_role(listing, container),
        workload=pod.label,
        image=without_login(image) if isinstance(image, str) else "",
        env=env,
        requests=requests,
        limits=limits,
        privileged=security.privileged,
        host_process=security.host_process,
        run_as_user=security.run_as_user,
        run_as_non_root=security.run_as_non_root,
        allow_privilege_escalation=security.allow_privilege_escalation,
        added_capabilities=security.added_capabilities,
        dropped_capabilities=security.dropped_capabilities,
        prefixed_capabilities=security.prefixed_capabilities,
        read_only_root=security.read_only_root,
        seccomp=security.seccomp,
        seccomp_annotation=seccomp_annotation(pod.annotations, name),
        host_ports=host_ports,
        ports=ports,
        host_network=host_network is True,
        windows=runs_on_windows(pod.spec),
        has_readiness=has_readiness,
        has_liveness=has_liveness,
        same_probes=same_probes,
        invalid=reading.invalid,
    )


def _subject(listing: str, name: str) -> str:
    return f"{listing}[{collapsed(name)}]"


def _role(listing: str, container: Map) -> str:
    if listing == "initContainers" and container.get("restartPolicy") == "Always":
        return "sidecar"
    return _ROLES[listing]


def _env(container: Map, reading: Reading) -> list[str]:
    variables = container.get("env")
    if variables is not None:
        reading.places["env"] = container.place("env")
    names = [text(mapping(variable).get("name")) for variable in sequence(variables)]
    if any(map(is_template, [variables, *sequence(variables), *names])):
        reading.doubt("env")
    elif not isinstance(variables, list | None):
        reading.refuse("env")
    return [name for name in names if name]


def _resources(container: Map, name: str, reading: Reading) -> dict[str, str]:
    resources = container.get("resources")
    if is_template(resources):
        reading.doubt(name)
    elif not isinstance(resources, dict | None):
        reading.refuse("resources")
    quantities = reading.find(name, mapping(resources), name)
    if not isinstance(quantities, dict | None) and not is_template(quantities):
        reading.refuse(name)
    if resources is not None:
        reading.places.setdefault(name, container.place("resources"))
    return texts(quantities)


def _host_ports(container: Map, reading: Reading) -> list[str]:
    ports = container.get("ports")
    numbers = [reading.number("host_ports", mapping(port), "hostPort") for port in sequence(ports)]
    # Zero is the same as none (validateContainerPorts).
    taken = [str(number) for number in numbers if number]
    if is_template(ports) or any(map(is_template, sequence(ports))):
        reading.doubt("host_ports")
    if taken and "host_ports" in reading.unknown:
        # One that is written is one too many, whatever a template adds.
        reading.unknown.remove("host_ports")
    return taken


def _ports(container: Map, reading: Reading) -> list[str]:
    ports = container.get("ports")
    if ports is not None:
        reading.places["ports"] = container.place("ports")
    items = [mapping(port) for port in sequence(ports)]
    given = [item.get(key) for item in items for key in ("name", "containerPort")]
    if any(map(is_template, [ports, *sequence(ports), *given])):
        reading.doubt("ports")
    return [text(port) for port in given if port is not None]


def _unknown_container(pod: Pod, listing: str, written: str, place: Place) -> ContainerFact:
    """What a template in place of a container stands for: one of which nothing is known."""
    return ContainerFact(
        address=pod.address,
        subject=_subject(listing, written),
        places={"": place},
        unknown=list(_READ),
        name=collapsed(written),
        role=_ROLES[listing],
        workload=pod.label,
        image="",
        env=[],
        requests={},
        limits={},
        privileged=False,
        run_as_user=-1,
        run_as_non_root=False,
        invalid=[],
    )
