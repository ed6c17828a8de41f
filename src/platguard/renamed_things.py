"""What a change only calls otherwise: the same in all but its name.

Step 5 of the matching in section C(c) of the standards, for objects and their containers, Compose
services, jobs of workflows, and stages of Dockerfiles. Both files are there, so that it is known
and not guessed: nothing else of the later file has the same body, and nothing of the earlier one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from platguard.errors import PlatguardError
from platguard.facts import Addresses, extract, kind_of
from platguard.facts.blanking import manifests
from platguard.model.document import Instruction, Map
from platguard.model.drift import Identity
from platguard.model.facts import ObjectFact
from platguard.parsers import parse
from platguard.relations.homes import UNSET
from platguard.sources import Source
from platguard.tuples import NamedTuple

_UNNAMED = '"*"'
"""Stands where a body repeats its own name."""
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


class _Thing(NamedTuple):
    """What may be called otherwise."""

    address: str
    body: str
    """What it says, whatever it is called."""
    parts: Mapping[str, str] = {}
    """What each part says, by the beginning of the subjects of its findings."""


class Renamings(NamedTuple):
    """What the things of a file are called in its later state."""

    addresses: Mapping[str, str]
    parts: Mapping[tuple[str, str], str]
    """The beginning of a subject, by the earlier address and beginning."""

    def now(self, earlier: Identity) -> Identity | None:
        """An earlier finding under the name that its thing has now; None for the same name."""
        for address, becomes in self.addresses.items():
            if earlier.address == address or earlier.address.startswith(f"{address}/"):
                found = becomes + earlier.address.removeprefix(address)
                break
        else:
            found = earlier.address
        subject = earlier.subject
        part, closing, rest = subject.partition("]")
        if closing:
            subject = self.parts.get((earlier.address, part + closing), part + closing) + rest
        if (found, subject) == (earlier.address, earlier.subject):
            return None
        return earlier._replace(address=found, subject=subject)


def renamings(before: Source, path: str, after: Source, path_now: str) -> Renamings:
    """What is called otherwise in the later state of a file, which may have another path."""
    old, new = _things(before, path), _things(after, path_now)
    addresses = _renamed(
        {address: thing.body for address, thing in old.items()},
        {address: thing.body for address, thing in new.items()},
    )
    parts = {}
    for address, thing in old.items():
        later = new.get(addresses.get(address, address))
        for part, becomes in _renamed(thing.parts, later.parts if later else {}).items():
            parts[address, part] = becomes
    return Renamings(addresses, parts)


def _renamed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """New names by earlier ones, of what one thing and no other could have become."""
    gone, arrived = _by_body(old, new), _by_body(new, old)
    return {
        names[0]: arrived[body][0]
        for body, names in gone.items()
        if len(names) == len(arrived.get(body, ())) == 1
    }


def _by_body(bodies: Mapping[str, str], others: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, body in bodies.items():
        if name not in others:
            found[body].append(name)
    return found


def _things(source: Source, path: str) -> dict[str, _Thing]:
    kind = kind_of(path)
    read = _READ.get(kind.name) if kind else None
    try:
        data = source.read(path) if read else None
    except PlatguardError:
        return {}
    if read is None or data is None:
        return {}
    bound = Addresses(path).bound
    return {bound(thing.address): thing for thing in read(data)}


def _of_yaml(data: bytes) -> Iterator[_Thing]:
    yield from _objects(data, "kubernetes")
    yield from _members(data, "compose", "services", "compose")


def _of_json(data: bytes) -> Iterator[_Thing]:
    yield from _objects(data, "json")


def _of_workflow(data: bytes) -> Iterator[_Thing]:
    yield from _members(data, "workflow", "jobs", "gha")


def _objects(data: bytes, dialect: str) -> Iterator[_Thing]:
    kind = kind_of("a.json" if dialect == "json" else "a.yaml")
    assert kind is not None
    facts = [fact for fact in extract(data, kind).facts if isinstance(fact, ObjectFact)]
    for fact, manifest in zip(facts, manifests(data, dialect) if facts else (), strict=True):
        metadata = {
            key: value
            for key, value in (manifest.get("metadata") or {}).items()
            if key not in ("name", "namespace", "generateName")
        }
        address = f"k8s:{fact.group}/{fact.kind}/{fact.namespace or UNSET}/{fact.name}"
        # Labels and selectors usually repeat the name.
        body = _body({**manifest, "metadata": metadata}, fact.name)
        yield _Thing(address, body, dict(_containers(manifest, fact.name)))


def _containers(manifest: Any, owner: str) -> Iterator[tuple[str, str]]:
    """Every container below a manifest, by the beginning of its subjects."""
    waiting = [manifest]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting += found
        if not isinstance(found, dict):
            continue
        waiting += found.values()
        for key in _CONTAINERS:
            for item in found[key] if isinstance(found.get(key), list) else ():
                if isinstance(item, dict) and isinstance(item.get("name"), str):
                    rest = {name: value for name, value in item.items() if name != "name"}
                    yield f"{key}[{item['name']}]", key + _body(rest, owner)


def _members(data: bytes, dialect: str, key: str, scheme: str) -> Iterator[_Thing]:
    """The members of a mapping at the top of a file."""
    for document in parse(data, dialect).documents:
        members = document.value.get(key) if isinstance(document.value, Map) else None
        for name, member in members.items() if isinstance(members, Map) else ():
            yield _Thing(f"{scheme}:{name}", _body(member, str(name)))


def _stages(data: bytes) -> Iterator[_Thing]:
    for document in parse(data, "dockerfile").documents:
        stages: list[list[Instruction]] = []
        for instruction in document.value:
            if instruction.name == "FROM":
                stages.append([])
            if stages:
                stages[-1].append(instruction)
        yield from _named_stages(stages)


def _named_stages(stages: list[list[Instruction]]) -> Iterator[_Thing]:
    """Stages by their addresses; a body tells of other stages by their numbers."""
    numbers: dict[str, str] = {}
    for number, stage in enumerate(stages):
        *image, word, name = ["", *stage[0].arguments.split()][-3:]
        is_named = word.lower() == "as" and bool(image)
        alias = name.lower() if is_named else ""
        said = [_said(instruction, numbers) for instruction in stage[1:]]
        base = stage[0].arguments.split()[0] if stage[0].arguments else ""
        body = [numbers.get(base.lower(), base), list(stage[0].flags), said]
        yield _Thing(f"docker:{alias or number}", json.dumps(body))
        if alias:
            numbers[alias] = f"#{number}"


def _said(instruction: Instruction, numbers: Mapping[str, str]) -> list[str]:
    flags = (
        f"--from={numbers.get(value.lower(), value)}" if name == "--from" else f"{name}={value}"
        for name, _, value in (flag.partition("=") for flag in instruction.flags)
    )
    return [instruction.name, instruction.arguments, *flags, *instruction.heredocs]


def _body(value: Any, name: str) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return text.replace(json.dumps(name), _UNNAMED) if name else text


_READ: Mapping[str, Callable[[bytes], Iterator[_Thing]]] = {
    "manifest": _of_yaml,
    "manifest-json": _of_json,
    "workflow": _of_workflow,
    "dockerfile": _stages,
    "dockerfile-likely": _stages,
}
"""How the things of a file are found, by its kind."""
