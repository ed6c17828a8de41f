"""Facts of Compose and Swarm files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from platguard.facts import (
    compose_containers,
    compose_credentials,
    compose_extends,
    compose_networks,
    runtimes,
    swarm,
)
from platguard.facts.compose_values import names, scalar, variables
from platguard.facts.images import image_fact
from platguard.facts.reading import Reading, mapping, sequence, text, without_login
from platguard.facts.variables import NO_VALUES, resolve
from platguard.model.document import Document, Map, Place
from platguard.model.facts import Fact, ImageFact, RuntimeFact, ServiceFact
from platguard.patterns import pattern

_SERVICE = pattern(r"[a-zA-Z0-9._-]+|.*[{$].*")
"""A name as the Compose specification allows it, or a template of one."""

_INHERITED = {
    "image": ("image", "store"),
    "networks": ("networks", "neighbours"),
    "ports": ("ports", "published", "loopback"),
    "environment": ("environment",),
    "deploy": ("deploy_mode",),
    "network_mode": ("network_mode",),
}
"""Fields that a service may take from one of another file, by the key that gives them."""


def is_compose(value: Any) -> bool:
    """Whether a document is a Compose file: services, by names that services may have."""
    return (
        isinstance(value, Map)
        and isinstance(services := value.get("services"), dict)
        and "apiVersion" not in value
        # Other things have services, too: a dump of a mesh names them by address.
        and (not services or any(_SERVICE.fullmatch(str(name)) for name in services))
    )


def extract_document(document: Document) -> list[Fact]:
    """The facts of every service of a Compose file; none when it is no such file."""
    compose = document.value
    services = compose.get("services") if isinstance(compose, Map) else None
    if not isinstance(services, Map):
        return []
    signals = swarm.signals_of_file(compose)
    whole = compose_extends.with_inherited(services)
    near = compose_networks.neighbours(whole)
    facts: list[Fact] = []
    for name, written in services.items():
        if isinstance(written, Map):
            place, service = services.key_place(name), whole[name]
            shown = _service(name, service, place, signals.get(name, []))
            facts.append(_in_project(shown, service, compose, near[name]))
            facts.append(compose_containers.container(name, service, place, compose))
            # The image and the secrets that a service takes are told of the one that has them.
            facts += _written(name, written)
            facts.append(compose_containers.workload(name, service, place, compose))
    return [*facts, *compose_credentials.in_contents(compose)]


def swarm_runtimes(path: str, services: list[ServiceFact]) -> list[RuntimeFact]:
    """The use of Docker Swarm by each service of the file at `path` that shows a sign of it."""
    named = swarm.signals_of_path(path)
    strong_names = [evidence for is_strong, evidence in named if is_strong]
    weak_names = [evidence for is_strong, evidence in named if not is_strong]
    found: list[RuntimeFact] = []
    for service in services:
        strong = service.swarm_strong + strong_names
        weak = service.swarm_weak + weak_names
        if strong or weak:
            found.append(_swarm_runtime(path, service, strong, weak))
    return found


def _swarm_runtime(
    path: str, service: ServiceFact, strong: list[str], weak: list[str]
) -> RuntimeFact:
    # Only what the service itself says points into it; a file name or a network names no line.
    place = service.places.get("swarm_strong" if strong else "swarm_weak", service.places[""])
    return RuntimeFact(
        address=service.address,
        subject="service",
        places={"": place, "evidence": place},
        path=path,
        label=f"service {service.name}",
        category="orchestrator",
        product="docker-swarm",
        version="",
        evidence=", ".join(strong or weak),
        stage="",
        strong=len(strong),
        weak=len(weak),
    )


def _written(name: str, service: Map) -> list[Fact]:
    facts: list[Fact] = []
    if image := _image(name, service):
        facts += [image, *runtimes.of_image(image, f"service {name}")]
    return [*facts, *compose_credentials.in_service(name, service)]


def _service(name: str, service: Map, place: Place, signals: list[swarm.Signal]) -> ServiceFact:
    reading = Reading({"": place, "name": place})
    for signal in sorted(signals, key=lambda signal: signal.place, reverse=True):
        if not signal.is_shared:
            reading.places["swarm_strong" if signal.is_strong else "swarm_weak"] = signal.place
    deploy = mapping(service.get("deploy"))
    image = "" if service.get("build") else scalar(reading, "image", service, "image")
    mode = scalar(reading, "deploy_mode", deploy, "mode")
    if compose_extends.EXTENDS in service:
        given = {*service, *(["image"] if "build" in service else [])}
        for key in (key for key in _INHERITED if key not in given):
            reading.doubt(*_INHERITED[key])
    return ServiceFact(
        address=f"compose:{name}",
        subject="",
        places=reading.places,
        unknown=reading.unknown,
        name=name,
        image=without_login(image),
        networks=names(service.get("networks")),
        ports=[_port(port) for port in sequence(service.get("ports"))],
        environment=variables(service.get("environment")),
        deploy_mode=mode,
        swarm_strong=_evidence(signals, is_strong=True),
        swarm_weak=_evidence(signals, is_strong=False),
    )


def _in_project(
    fact: ServiceFact, service: Map, compose: Map, neighbours: list[str]
) -> ServiceFact:
    """The service with what its project and its networks make of it."""
    places = dict(fact.places)
    if "ports" in service:
        places["published"] = service.place("ports")
    if "version" in compose:
        places["file_version"] = compose.place("version")
    by_swarm = bool(fact.swarm_strong)
    published = compose_networks.published(service.get("ports"), by_swarm=by_swarm)
    return replace(
        fact,
        places=places,
        file_version=text(compose.get("version")),
        network_mode=text(service.get("network_mode")),
        store=compose_networks.store_of(fact.image),
        published=[port.told for port in published],
        loopback=[] if by_swarm else [port.loopback for port in published],
        neighbours=neighbours,
    )


def _image(name: str, service: Map) -> ImageFact | None:
    written = service.get("image")
    # Beside `build`, the image is the name of what is built, not something that is fetched.
    if not isinstance(written, str) or not written or service.get("build"):
        return None
    return replace(
        image_fact(
            resolve(written, NO_VALUES)[0],
            address=f"compose:{name}",
            subject="image",
            used_by=f"service {name}",
            place=service.place("image"),
        ),
        reference=without_login(written),
    )


def _port(port: Any) -> str:
    if not isinstance(port, dict):
        return text(port)
    parts = [text(port.get(key)) for key in ("host_ip", "published", "target")]
    protocol = text(port.get("protocol"))
    return ":".join(part for part in parts if part) + (f"/{protocol}" if protocol else "")


def _evidence(signals: list[swarm.Signal], *, is_strong: bool) -> list[str]:
    """Each signal once, those of the service itself first, in the order of the file."""
    ordered = sorted(signals, key=lambda signal: (signal.is_shared, signal.place))
    return list(dict.fromkeys(s.evidence for s in ordered if s.is_strong is is_strong))
