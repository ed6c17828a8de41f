"""Facts of Compose and Swarm files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from platguard.facts import credentials, runtimes, swarm
from platguard.facts.images import image_fact
from platguard.facts.reading import Reading, mapping, sequence, text, texts, without_login
from platguard.facts.variables import NO_VALUES, resolve
from platguard.model.document import Document, Map, Place
from platguard.model.facts import ContainerFact, Fact, ImageFact, RuntimeFact, ServiceFact


def extract_document(document: Document) -> list[Fact]:
    """The facts of every service of a Compose file; none when it is no such file."""
    compose = document.value
    services = compose.get("services") if isinstance(compose, Map) else None
    if not isinstance(services, Map):
        return []
    signals = swarm.signals_of_file(compose)
    facts: list[Fact] = []
    for name, service in services.items():
        if isinstance(service, Map):
            facts += _of_service(name, service, services.key_place(name), signals.get(name, []))
    return [*facts, *_contents(compose)]


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


def _of_service(name: str, service: Map, place: Place, signals: list[swarm.Signal]) -> list[Fact]:
    address, label = f"compose:{name}", f"service {name}"
    facts: list[Fact] = [
        _service(name, service, place, signals),
        _container(name, service, place),
    ]
    if image := _image(name, service):
        facts += [image, *runtimes.of_image(image, label)]
    build = mapping(service.get("build"))
    for subject, value in (
        ("environment", service.get("environment")),
        ("build.args", build.get("args")),
    ):
        facts += _credentials(value, label, address, subject)
    return facts


def _service(name: str, service: Map, place: Place, signals: list[swarm.Signal]) -> ServiceFact:
    reading = Reading({"": place, "name": place})
    for signal in sorted(signals, key=lambda signal: signal.place, reverse=True):
        if not signal.is_shared:
            reading.places["swarm_strong" if signal.is_strong else "swarm_weak"] = signal.place
    deploy = mapping(service.get("deploy"))
    image = "" if service.get("build") else _read(reading, "image", service, "image")
    mode = _read(reading, "deploy_mode", deploy, "mode")
    return ServiceFact(
        address=f"compose:{name}",
        subject="",
        places=reading.places,
        unknown=reading.unknown,
        name=name,
        image=without_login(image),
        networks=_names(service.get("networks")),
        ports=[_port(port) for port in sequence(service.get("ports"))],
        environment=_variables(service.get("environment")),
        deploy_mode=mode,
        swarm_strong=_evidence(signals, is_strong=True),
        swarm_weak=_evidence(signals, is_strong=False),
    )


def _container(name: str, service: Map, place: Place) -> ContainerFact:
    reading = Reading({"": place, "name": place})
    resources = mapping(mapping(service.get("deploy")).get("resources"))
    limits = texts(reading.find("limits", resources, "limits"))
    for key, resource in (("mem_limit", "memory"), ("cpus", "cpus")):
        if service.get(key) is not None:
            limits.setdefault(resource, text(reading.find("limits", service, key)))
    image = _read(reading, "image", service, "image")
    privileged = _read(reading, "privileged", service, "privileged")
    user = _read(reading, "run_as_user", service, "user")
    return ContainerFact(
        address=f"compose:{name}",
        subject="service",
        places=reading.places,
        unknown=reading.unknown,
        name=name,
        role="service",
        workload=f"service {name}",
        image=without_login(image),
        privileged=privileged.lower() in swarm.TRUTHS,
        env=_variables(service.get("environment")),
        requests=texts(mapping(resources.get("reservations"))),
        limits=limits,
        run_as_user=_user_id(user),
        run_as_non_root=False,
        invalid=[],
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
        reference=written,
    )


def _credentials(value: Any, holder: str, address: str, subject: str) -> list[Fact]:
    facts: list[Fact] = []
    for name, written, place in credentials.settings(value):
        literal, is_known = resolve(written, NO_VALUES)
        # A variable without a default leaves only what stands around it to be judged.
        judged_name = name if is_known else ""
        found = credentials.judged("compose", judged_name, literal, place, holder, address, subject)
        facts += [replace(fact, key=name, subject=f"{subject}[{name}]") for fact in found]
    return facts


def _contents(compose: Map) -> list[Fact]:
    """Literal secrets in the inline contents of configs."""
    facts: list[Fact] = []
    for name, config in mapping(compose.get("configs")).items():
        if isinstance(config, Map) and isinstance(config.get("content"), str):
            place, address = config.place("content"), f"compose:configs.{name}"
            found = credentials.judged(
                "compose", "", config["content"], place, f"config {name}", address, "content"
            )
            facts += [replace(fact, key="content", subject="content") for fact in found]
    return facts


def _read(reading: Reading, name: str, holder: dict[str, Any], key: str) -> str:
    """A scalar with the defaults of its variables filled in; without a default it is unknown."""
    value, is_known = resolve(text(reading.find(name, holder, key)), NO_VALUES)
    if is_known and name in reading.unknown:
        reading.unknown.remove(name)
    elif not is_known:
        reading.doubt(name)
    return value


def _names(value: Any) -> list[str]:
    return list(value) if isinstance(value, dict) else [text(item) for item in sequence(value)]


def _variables(value: Any) -> list[str]:
    if isinstance(value, dict):
        return list(value)
    return [text(item).partition("=")[0] for item in sequence(value)]


def _port(port: Any) -> str:
    if not isinstance(port, dict):
        return text(port)
    parts = [text(port.get(key)) for key in ("host_ip", "published", "target")]
    protocol = text(port.get("protocol"))
    return ":".join(part for part in parts if part) + (f"/{protocol}" if protocol else "")


def _user_id(user: str) -> int:
    name = user.partition(":")[0]
    if name == "root":
        return 0
    return int(name) if name.isascii() and name.isdigit() and len(name) < 11 else -1


def _evidence(signals: list[swarm.Signal], *, is_strong: bool) -> list[str]:
    """Each signal once, those of the service itself first, in the order of the file."""
    ordered = sorted(signals, key=lambda signal: (signal.is_shared, signal.place))
    return list(dict.fromkeys(s.evidence for s in ordered if s.is_strong is is_strong))
