"""Literals that look like secrets, where a platform keeps its settings. Values never leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from platguard.facts.secret_literals import suspicion
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import CredentialFact, Fact

_FLAG = re.compile(r"(?<![^\s'\"])--?([A-Za-z][\w.-]*)(?:=|\s+(?!-))([\"']?)([^\s\"']+)\2")
_LONE_FLAG = re.compile(r"--?([A-Za-z][\w.-]*)$")


def in_container(container: Map, holder: str, address: str, subject: str) -> list[Fact]:
    """Literal secrets in `env`, `command` and `args` of a Kubernetes container."""
    facts: list[Fact] = []
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
            if (text := scalar_text(item)) is not None:
                yield name, text, value.place(name)
    elif isinstance(value, Seq):
        for index, item in enumerate(value):
            name, equals, text = str(item).partition("=") if isinstance(item, str) else ("", "", "")
            if equals:
                yield name.strip(), text, value.place(index)


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
            placeholder=found.placeholder,
        )
    ]


def _env_entries(env: Any) -> Iterator[tuple[str, str, Place]]:
    for entry in env if isinstance(env, Seq) else ():
        if isinstance(entry, Map) and (value := scalar_text(entry.get("value"))) is not None:
            yield str(entry.get("name", "")), value, entry.place("value")


def _in_arguments(arguments: Any, holder: str, address: str, subject: str) -> list[Fact]:
    facts: list[Fact] = []
    for index, flag, value in _flags(arguments if isinstance(arguments, Seq) else Seq()):
        place = arguments.place(index)
        facts += judged("args", flag, value, place, holder, address, subject)
    return facts


def flagged(arguments: Seq) -> set[int]:
    """The positions of arguments that hold a literal secret."""
    return {index for index, flag, value in _flags(arguments) if suspicion(flag, value)}


def _flags(arguments: Seq) -> Iterator[tuple[int, str, str]]:
    """(position, flag, value) of each argument: `--token=x`, `--token x`, `x` without a flag."""
    pending = ""
    for index, argument in enumerate(arguments):
        text = scalar_text(argument) or ""
        if pending and not text.startswith("-"):
            yield index, pending, text
        lone = _LONE_FLAG.match(text)
        pending = lone[0] if lone else ""
        flags = [(f"--{found[1]}", found[3]) for found in _FLAG.finditer(text)]
        for flag, value in flags or ([("", text)] if not lone else []):
            yield index, flag, value
