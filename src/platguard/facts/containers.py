"""Containers of a pod: effective security context, resources, environment, image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from platguard.facts import credentials, runtimes
from platguard.facts.images import image_fact
from platguard.facts.reading import Reading, follow, mapping, sequence, text, texts, without_login
from platguard.facts.templates import collapsed, is_template
from platguard.model.document import Map
from platguard.model.facts import ContainerFact, Fact

if TYPE_CHECKING:
    from platguard.model.document import Place

_ROLES = {"containers": "container", "initContainers": "init", "ephemeralContainers": "ephemeral"}
_SECURITY = ("privileged", "run_as_user", "run_as_non_root")
_READ = ("name", "image", "env", "requests", "limits", *_SECURITY)


@dataclass(frozen=True, slots=True)
class Pod:
    """What a container takes from its pod."""

    address: str
    label: str
    spec: dict[str, Any]


def extract_container(pod: Pod, listing: str, container: object, place: Place) -> list[Fact]:
    """The facts of one item of `listing`; `place` is that of the pod's carrier."""
    if is_template(container):
        return [_unknown_container(pod, listing, text(container), place)]
    if not isinstance(container, Map):
        return []
    fact = _container(pod, listing, container)
    holder = f'container "{fact.name}" in {pod.label}'
    facts: list[Fact] = [fact]
    if fact.image:
        image = image_fact(
            fact.image,
            address=pod.address,
            subject=f"{fact.subject}.image",
            used_by=holder,
            place=container.place("image"),
        )
        facts += [image, *runtimes.of_image(image, holder)]
    return facts + credentials.in_container(container, holder, pod.address, fact.subject)


def _container(pod: Pod, listing: str, container: Map) -> ContainerFact:
    reading = Reading({"": container.place("name")})
    name = text(reading.find("name", container, "name"))
    image = reading.find("image", container, "image")
    if image is not None and not isinstance(image, str):
        reading.refuse("image")
    privileged, user, non_root = _security(pod, container, reading)
    return ContainerFact(
        address=pod.address,
        subject=_subject(listing, name),
        places=reading.places,
        unknown=reading.unknown,
        name=name,
        role=_role(listing, container),
        workload=pod.label,
        image=without_login(image) if isinstance(image, str) else "",
        env=_env(container, reading),
        requests=_resources(container, "requests", reading),
        limits=_resources(container, "limits", reading),
        privileged=privileged,
        run_as_user=user,
        run_as_non_root=non_root,
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


def _security(pod: Pod, container: Map, reading: Reading) -> tuple[bool, int, bool]:
    """Whether privileged, the user, and whether it must not be root.

    The container's value counts, else the pod's, field by field, as in core/v1 types.go.
    """
    own = _context(container, reading)
    shared = _context(pod.spec, reading)
    privileged = reading.flag("privileged", own, "privileged")
    user = reading.number("run_as_user", _giver(own, shared, "runAsUser"), "runAsUser")
    non_root = reading.flag("run_as_non_root", _giver(own, shared, "runAsNonRoot"), "runAsNonRoot")
    _doubt_hidden(pod, container, reading)
    return privileged or False, -1 if user is None else user, non_root or False


def _context(holder: dict[str, Any], reading: Reading) -> dict[str, Any]:
    context = holder.get("securityContext")
    if not isinstance(context, dict | None) and not is_template(context):
        reading.refuse("securityContext")
    return mapping(context)


def _giver(own: dict[str, Any], shared: dict[str, Any], key: str) -> dict[str, Any]:
    return shared if own.get(key) is None else own


def _doubt_hidden(pod: Pod, container: Map, reading: Reading) -> None:
    own = container.get("securityContext")
    if is_template(own):
        reading.doubt(*_SECURITY)
    users = {"run_as_user": "runAsUser", "run_as_non_root": "runAsNonRoot"}
    left_to_pod = [field for field, key in users.items() if mapping(own).get(key) is None]
    # Windows has users of its own kind: numbers and `runAsNonRoot` say nothing there.
    windows = follow(pod.spec, ("os", "name")) == "windows"
    if windows or is_template(pod.spec.get("securityContext")):
        reading.doubt(*left_to_pod)


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
