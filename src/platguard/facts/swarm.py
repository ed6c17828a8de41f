"""What in a Compose file proves, or hints at, Docker Swarm.

Docker Compose honours `deploy.replicas`, `deploy.restart_policy`, limits, and reservations of
memory and devices (docker/compose create.go), so none of these is a signal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from platguard.facts.compose_values import TRUTHS
from platguard.facts.credentials import scalar_text, settings
from platguard.facts.reading import mapping, sequence, text
from platguard.model.document import Map, Place
from platguard.patterns import pattern
from platguard.records import dataclass

_STRONG_MODES = ("global", "global-job", "replicated-job")
_STRONG_DEPLOY = ("placement", "update_config", "rollback_config", "endpoint_mode")
_SLOT = pattern(r"\{\{\s*\.((?:Task|Node)\.\w+)[^}]*\}\}")
_TRAEFIK = pattern(
    r"--providers\.swarm(?:[.=\s]|$)(?!false)|--(?:providers\.)?docker\.swarmmode(?:=true|\s|$)",
    re.IGNORECASE,
)
_TRAEFIK_SETTING = pattern(r"TRAEFIK_PROVIDERS_(?:SWARM(?:_|$)|DOCKER_SWARMMODE$)", re.IGNORECASE)
_TASKS = pattern(r"(?<![\w.-])tasks\.([\w.-]*\w)")


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign of Docker Swarm."""

    is_strong: bool
    evidence: str
    place: Place
    is_shared: bool = False
    """Whether it stands outside the service: in a network, a secret, the version of the file."""


def signals_of_file(compose: Map) -> dict[str, list[Signal]]:
    """The signals of each service by its name; those of the file count for its users."""
    services = {
        name: service
        for name, service in mapping(compose.get("services")).items()
        if isinstance(service, Map)
    }
    found = {name: list(_of_service(service, set(services))) for name, service in services.items()}
    for signal, users in _of_file(compose, services):
        for name in users:
            found[name].append(signal)
    return found


def signals_of_path(path: str) -> list[tuple[bool, str]]:
    """(is strong, evidence) of each signal in the path of a file that holds services."""
    *folders, name = path.split("/")
    lowered = name.lower()
    found: list[tuple[bool, str]] = []
    if fnmatchcase(lowered, "docker-stack*.y*ml"):
        found.append((True, f"file name {name}"))
    elif fnmatchcase(lowered, "*swarm*.y*ml") or fnmatchcase(lowered, "stack.y*ml"):
        found.append((False, f"file name {name}"))
    if "swarm" in (folder.lower() for folder in folders):
        found.append((False, "folder swarm"))
    return found


def _of_service(service: Map, names: set[str]) -> Iterator[Signal]:
    yield from _of_deploy(service.get("deploy"))
    for index, port in enumerate(ports := sequence(service.get("ports"))):
        if isinstance(port, Map) and port.get("mode") and hasattr(ports, "place"):
            yield Signal(False, "ports.mode", ports.place(index))
    for name, value, place in settings(service.get("environment")):
        if name == "DOCKER_ORCHESTRATOR" and value.lower() == "swarm":
            yield Signal(False, "DOCKER_ORCHESTRATOR=swarm", place)
        if _TRAEFIK_SETTING.match(name) and value.lower() != "false":
            yield Signal(True, name, place)
    for value, place in _texts(service):
        if found := _SLOT.search(value):
            yield Signal(True, f"template {{{{.{found[1]}}}}}", place)
        if found := _TRAEFIK.search(value):
            yield Signal(True, found[0].strip(), place)
        if (found := _TASKS.search(value)) and found[1] in names:
            yield Signal(False, f"host name tasks.{found[1]}", place)


def _of_deploy(deploy: Any) -> Iterator[Signal]:
    if not isinstance(deploy, Map):
        return
    if deploy.get("mode") in _STRONG_MODES:
        yield Signal(True, f"deploy.mode: {deploy['mode']}", deploy.place("mode"))
    for key in _STRONG_DEPLOY:
        if deploy.get(key):
            yield Signal(True, f"deploy.{key}", deploy.key_place(key))
    reservations = mapping(mapping(deploy.get("resources")).get("reservations"))
    if isinstance(reservations, Map):
        for key, is_strong in (("generic_resources", True), ("cpus", False)):
            if reservations.get(key):
                evidence = f"deploy.resources.reservations.{key}"
                yield Signal(is_strong, evidence, reservations.key_place(key))
    if deploy.get("labels"):
        yield Signal(False, "deploy.labels", deploy.key_place("labels"))


def _of_file(compose: Map, services: dict[str, Map]) -> Iterator[tuple[Signal, list[str]]]:
    version = text(compose.get("version"))
    if version == "3" or version.startswith("3."):
        place = compose.place("version")
        yield Signal(False, f"version {version}", place, True), list(services)
    for kind in ("networks", "configs", "secrets"):
        yield from _of_definitions(kind, mapping(compose.get(kind)), services)


def _of_definitions(
    kind: str, definitions: dict[str, Any], services: dict[str, Map]
) -> Iterator[tuple[Signal, list[str]]]:
    """The signals of networks, configs or secrets, with the services that use them.

    One that no service names counts for all of them, and one such is enough for each kind.
    """
    users = _users(kind, services)
    is_told = False
    for name, definition in definitions.items():
        if isinstance(definition, Map):
            for signal in _of_definition(kind, name, definition):
                if name in users:
                    yield signal, users[name]
                elif not is_told:
                    is_told = True
                    yield signal, list(services)


def _of_definition(kind: str, name: str, definition: Map) -> Iterator[Signal]:
    if kind == "networks":
        if definition.get("driver") == "overlay":
            yield Signal(True, "network driver overlay", definition.place("driver"), True)
        return
    one = kind.removesuffix("s")
    external = definition.get("external")
    if external is True or isinstance(external, Map) or text(external).lower() in TRUTHS:
        yield Signal(True, f"external {one} {name}", definition.place("external"), True)
    if definition.get("template_driver"):
        yield Signal(True, f"{one} template_driver", definition.place("template_driver"), True)


def _users(kind: str, services: dict[str, Map]) -> dict[str, list[str]]:
    """The services that use each network, config or secret."""
    users: dict[str, list[str]] = {}
    for service, definition in services.items():
        for name in _used(definition.get(kind)) or _by_default(kind, definition):
            users.setdefault(name, []).append(service)
    return users


def _used(value: Any) -> list[str]:
    """Names in the short form, the long form, or a mapping."""
    if isinstance(value, dict):
        return list(value)
    return [text(mapping(item).get("source") or item) for item in sequence(value)]


def _by_default(kind: str, service: Map) -> list[str]:
    is_attached = kind == "networks" and "network_mode" not in service
    return ["default"] if is_attached else []


def _texts(service: Map) -> Iterator[tuple[str, Place]]:
    """Every text within a service, with its place."""
    waiting: list[Any] = [service]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            item = holder[key]
            if isinstance(item, (dict, list)):
                waiting.append(item)
            elif (value := scalar_text(item)) and ("." in value):
                yield value, holder.place(key)
