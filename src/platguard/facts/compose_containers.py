"""A service of a Compose file as what it runs: a container, and the parts of the host it has.

What the fields mean: compose-spec 05-services.md; what Docker does without them: the defaults of
`docker run` (docs.docker.com, Docker security: its default capabilities and seccomp profile).
"""

from __future__ import annotations

from typing import Any

from platguard.facts import host_paths
from platguard.facts.compose_extends import EXTENDS
from platguard.facts.compose_values import TRUTHS, names, scalar, truth, variables
from platguard.facts.container_users import is_other_than_root, user_number
from platguard.facts.reading import Reading, mapping, sequence, text, texts, without_login
from platguard.facts.templates import is_template
from platguard.facts.variables import NO_VALUES, resolve
from platguard.model.document import Map, Place
from platguard.model.facts import ContainerFact, WorkloadFact

_ABSENT = (
    *("requests", "limits", "allow_privilege_escalation", "read_only_root"),
    *("dropped_capabilities", "restarts"),
)
"""Fields that something is wrong with when they are absent: a service leaves them to the file
that it is laid over."""
_INHERITED = (
    *("image", "user", "run_as_user", "run_as_non_root", "privileged", "env", "seccomp"),
    *("added_capabilities", *_ABSENT),
)
_LIMITED = ("cpus", "memory")
_INHERITED_OF_HOST = ("host_network", "host_pid", "host_ipc", "replicas")


def container(name: str, service: Map, place: Place, compose: dict[str, Any]) -> ContainerFact:
    """What a service of the file `compose` runs."""
    reading = Reading({"": place, "name": place})
    requests, limits = _resources(service, reading)
    user = scalar(reading, "user", service, "user")
    if "user" in reading.places:
        reading.places["run_as_user"] = reading.places["user"]
    if "user" in reading.unknown:
        reading.doubt("run_as_user", "run_as_non_root")
    image = scalar(reading, "image", service, "image")
    privileged = truth(reading, "privileged", service, "privileged")
    read_only = truth(reading, "read_only_root", service, "read_only")
    no_new_privileges, seccomp = _security_options(service, reading)
    added = _capabilities("added_capabilities", service, "cap_add", reading)
    dropped = _capabilities("dropped_capabilities", service, "cap_drop", reading)
    restart = scalar(reading, "restarts", service, "restart")
    # Whoever says of one service how it is deployed does not start the others by hand.
    is_deployed = any("deploy" in mapping(it) for it in mapping(compose.get("services")).values())
    if not ("image" in service or "build" in service):
        reading.doubt(*(field for field in _ABSENT if field not in reading.places))
    _doubt_inherited(service, reading, *_INHERITED)
    if EXTENDS in service:
        _doubt_parts(limits, dropped, reading)
        reading.doubt(*([] if no_new_privileges else ["allow_privilege_escalation"]))
        reading.doubt(*([] if seccomp else ["seccomp"]))
    return ContainerFact(
        address=f"compose:{name}",
        subject="service",
        places=reading.places,
        unknown=reading.unknown,
        name=name,
        role="service",
        workload=f"service {name}",
        image=without_login(image),
        privileged=privileged,
        env=variables(service.get("environment")),
        requests=requests,
        limits=limits,
        run_as_user=user_number(user),
        run_as_non_root=is_other_than_root(user),
        user=user,
        allow_privilege_escalation=not no_new_privileges,
        added_capabilities=added,
        dropped_capabilities=dropped,
        read_only_root=read_only,
        seccomp=seccomp,
        restarts=is_deployed or restart not in ("", "no", "false"),
        invalid=[],
    )


def workload(name: str, service: Map, place: Place, compose: dict[str, Any]) -> WorkloadFact:
    """What a service of the file `compose` has of the host that it runs on."""
    reading = Reading({"": place, "name": place})
    mode = scalar(reading, "host_network", service, "network_mode")
    pid = scalar(reading, "host_pid", service, "pid")
    ipc = scalar(reading, "host_ipc", service, "ipc")
    replicas = reading.number("replicas", mapping(service.get("deploy")), "replicas")
    host_network = mode == "host" or _joins_host(service, mapping(compose.get("networks")), reading)
    paths = host_paths.of_service(service, mapping(compose.get("volumes")), reading)
    _doubt_inherited(service, reading, *_INHERITED_OF_HOST, *([] if paths else ["host_paths"]))
    return WorkloadFact(
        address=f"compose:{name}",
        subject="service",
        places=reading.places,
        unknown=reading.unknown,
        label=f"service {name}",
        kind="service",
        name=name,
        namespace="",
        labels={},
        host_network=host_network,
        host_pid=pid == "host",
        host_ipc=ipc == "host",
        host_paths=paths,
        service_account="",
        replicas=-1 if replicas is None else replicas,
    )


def _resources(service: Map, reading: Reading) -> tuple[dict[str, str], dict[str, str]]:
    """Requests and limits: those of `deploy`, else the keys of the service itself."""
    resources = mapping(mapping(service.get("deploy")).get("resources"))
    limits = texts(reading.find("limits", resources, "limits"))
    for key, resource in (("mem_limit", "memory"), ("cpus", "cpus")):
        if service.get(key) is not None:
            limits.setdefault(resource, text(reading.find("limits", service, key)))
    return texts(mapping(resources.get("reservations"))), limits


def _security_options(service: Map, reading: Reading) -> tuple[bool, str]:
    """Whether processes may get no new privileges, and the type of the seccomp profile.

    Docker takes `NAME=VALUE` and the older `NAME:VALUE` (docker/compose create.go).
    """
    options = service.get("security_opt")
    fields = ("allow_privilege_escalation", "seccomp")
    for field in fields:
        if options is not None:
            reading.places.setdefault(field, service.place("security_opt"))
    no_new_privileges, seccomp = False, ""
    for option in sequence(options):
        written, is_known = resolve(text(option), NO_VALUES)
        if not is_known:
            reading.doubt(*fields)
        name, _, value = written.replace("=", ":", 1).partition(":")
        if name == "no-new-privileges":
            no_new_privileges = not value or value.lower() in TRUTHS
        elif name == "seccomp":
            own = {"unconfined": "Unconfined", "builtin": "RuntimeDefault"}
            seccomp = own.get(value, "Localhost")
    if options is not None and not isinstance(options, list):
        reading.doubt(*fields)
    return no_new_privileges, seccomp


def _capabilities(field: str, service: Map, key: str, reading: Reading) -> list[str]:
    """In upper case and without `CAP_`, as Docker compares them (moby oci/caps)."""
    listed = sequence(reading.find(field, service, key))
    return [name.upper().removeprefix("CAP_") for name in names(listed) if not is_template(name)]


def _joins_host(service: Map, networks: dict[str, Any], reading: Reading) -> bool:
    """Whether one of its networks is the one named `host`, which Docker makes of the host's."""
    for name in names(service.get("networks")):
        network = mapping(networks.get(name))
        external = network.get("external")
        if external and _real_name(name, network, external) == "host":
            reading.places.setdefault("host_network", service.place("networks"))
            return True
    return False


def _real_name(key: str, network: dict[str, Any], external: Any) -> str:
    return text(network.get("name")) or text(mapping(external).get("name")) or key


def _doubt_inherited(service: Map, reading: Reading, *fields: str) -> None:
    """Doubts those fields that a service does not give and may take from another file's."""
    if EXTENDS in service:
        reading.doubt(*(field for field in fields if field not in reading.places))


def _doubt_parts(limits: dict[str, str], dropped: list[str], reading: Reading) -> None:
    """Doubts what is written in part, to which the extended service may add."""
    reading.doubt("requests", *(["limits"] if len(limits) < len(_LIMITED) else []))
    reading.doubt(*([] if "ALL" in dropped else ["dropped_capabilities"]))
