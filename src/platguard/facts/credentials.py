"""Literals that look like secrets, where a platform keeps its settings. Values never leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from platguard.facts.credential_shapes import CALLED
from platguard.facts.reading import follow, mapping, sequence, text
from platguard.facts.secret_literals import suspicion
from platguard.facts.templates import in_one_word
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import CredentialFact, Fact, SecretEnvironmentFact
from platguard.patterns import pattern

_FLAG = pattern(r"(?<![^\s'\"])--?([A-Za-z][\w.-]*)(?:=|\s+(?!-))([\"']?)([^\s\"']+)\2")
_GLUED = pattern(r"-p(?!ass|wd|rivate|at$|at=)[^\s=]")
"""The password right after its flag, as mysql takes it: `-phunter2`. It is no name of a flag."""
_LONE_FLAG = pattern(r"--?([A-Za-z][\w.-]*)$")


def in_container(container: Map, holder: str, address: str, subject: str) -> list[Fact]:
    """Literal secrets in `env`, `command` and `args` of a Kubernetes container, and the Secrets
    that it takes through its environment."""
    facts: list[Fact] = list(_from_secrets(container, holder, address, subject))
    for name, value, place in _env_entries(container.get("env")):
        facts += judged("env", name, value, place, holder, address, f"{subject}.env")
    for field in ("command", "args"):
        facts += _in_arguments(container.get(field), holder, address, f"{subject}.{field}")
    return facts


def in_mapping(value: Any, where: str, holder: str, address: str, subject: str) -> list[Fact]:
    """Literal secrets in a mapping of names to values, or a list of `NAME=value`."""
    facts: list[Fact] = []
    for name, literal, place in settings(value):
        facts += judged(where, name, literal, place, holder, address, subject)
    return facts


def settings(value: Any) -> Iterator[tuple[str, str, Place]]:
    """(name, value, place) of each scalar in a mapping, or in a list of `NAME=value`.

    A name without a value is passed on from outside, and left out.
    """
    if isinstance(value, Map):
        for name, item in value.items():
            if (written := scalar_text(item)) is not None:
                yield name, written, value.place(name)
    elif isinstance(value, Seq):
        for index, item in enumerate(value):
            name, equals, written = text(item).partition("=")
            if equals and isinstance(item, str):
                yield name.strip(), written, value.place(index)


def scalar_text(value: Any) -> str | None:
    """A scalar as a program would receive it; None for what is no scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else None


def judged(
    where: str, name: str, value: str, place: Place, holder: str, address: str, subject: str
) -> list[CredentialFact]:
    """The fact of one named literal, or none when it does not look like a secret."""
    found = suspicion(name, value)
    if found is None:
        return []
    return [
        CredentialFact(
            address=address,
            subject=f"{subject}[{name}]",
            places={"": place, "key": place},
            where=where,
            holder=holder,
            key=name,
            shape=found.shape,
            likeness=CALLED.get(found.shape, ""),
            placeholder=found.placeholder,
            guessable=found.guessable,
        )
    ]


def _from_secrets(container: Map, holder: str, address: str, subject: str) -> Iterator[Fact]:
    variables = [
        (text(entry.get("name")), entry.place("name"))
        for entry in sequence(container.get("env"))
        if isinstance(entry, Map) and follow(entry, ("valueFrom", "secretKeyRef")) is not None
    ]
    sources = [
        (text(mapping(entry.get("secretRef")).get("name")), entry.place("secretRef"))
        for entry in sequence(container.get("envFrom"))
        if isinstance(entry, Map) and entry.get("secretRef") is not None
    ]
    if variables or sources:
        yield SecretEnvironmentFact(
            address=address,
            subject=subject,
            places={"": [*variables, *sources][0][1]},
            holder=holder,
            variables=[name for name, _ in variables],
            sources=[name for name, _ in sources],
        )


def _env_entries(env: Any) -> Iterator[tuple[str, str, Place]]:
    for entry in env if isinstance(env, Seq) else ():
        if isinstance(entry, Map) and (value := scalar_text(entry.get("value"))) is not None:
            yield str(entry.get("name", "")), value, entry.place("value")


def _in_arguments(arguments: Any, holder: str, address: str, subject: str) -> list[Fact]:
    facts: list[Fact] = []
    for index, flag, value in flags_of(arguments if isinstance(arguments, Seq) else ()):
        place = arguments.place(index)
        facts += judged("args", flag, value, place, holder, address, subject)
    return facts


def flagged(arguments: Seq) -> set[int]:
    """The positions of arguments that hold a literal secret."""
    return {index for index, flag, value in flags_of(arguments) if suspicion(flag, value)}


def flags_of(arguments: Sequence[Any]) -> Iterator[tuple[int, str, str]]:
    """(position, flag, value) of each argument: `--token=x`, `--token x`, `x` without a flag."""
    pending = ""
    for index, argument in enumerate(arguments):
        written = in_one_word(scalar_text(argument) or "")
        if pending and not written.startswith("-"):
            yield index, pending, written
        lone = _LONE_FLAG.match(written)
        pending = lone[0] if lone and not _GLUED.match(lone[0]) else ""
        flags = [
            (f"--{found[1]}", found[3])
            for found in _FLAG.finditer(written)
            if not _GLUED.match(found[0])
        ]
        for flag, value in flags or ([("", written)] if not lone else []):
            yield index, flag, value
