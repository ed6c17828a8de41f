"""Commands to facts: each as itself, and the products that it proves to be in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from platguard.facts import commands
from platguard.facts.command import Command
from platguard.facts.programs import SWARM_VERBS
from platguard.facts.word_lists import word_set
from platguard.model.facts import CommandFact, Fact, RuntimeFact

_HELM_2_VERBS = word_set("init reset home serve tiller")
"""Verbs that Helm 3 removed (helm-www, docs/faq/changes_since_helm2)."""


def facts_in(
    text: str,
    first_line: int = 1,
    column: int = 1,
    *,
    label: str,
    address: str,
    remote: bool = False,
) -> Iterator[Fact]:
    """The facts of the commands that a shell text runs; see `commands.in_text` for the places.

    `label` says for people who runs them, and `address` names that for good.
    """
    found = commands.in_text(text, first_line, column, remote=remote)
    yield from of_commands(found, label=label, address=address)


def of_commands(found: Iterable[Command], *, label: str, address: str) -> Iterator[Fact]:
    """The facts of commands that one text runs; that Compose is the old one is said once."""
    is_told = False
    for command in found:
        yield command_fact(command, label=label, address=address)
        runtime = _runtime(command, label, address)
        if runtime is None or (is_told and runtime.product == "docker-compose"):
            continue
        is_told = is_told or runtime.product == "docker-compose"
        yield runtime


def command_fact(
    command: Command, *, label: str, address: str, documented: bool = False
) -> CommandFact:
    """A command as itself; `documented` when it stands in a document, and nothing runs it."""
    return CommandFact(
        address=address,
        subject=command.normalised,
        places={"": command.place, "evidence": command.place},
        label=label,
        program=command.program,
        verb=command.verb,
        flags=list(command.flags),
        evidence=command.evidence,
        files=list(command.files),
        remote=command.remote,
        documented=documented,
    )


def _runtime(command: Command, label: str, address: str) -> RuntimeFact | None:
    """The product whose use a command proves."""
    category, product, version = "tool", command.program, ""
    if command.program == "docker" and command.verb in SWARM_VERBS:
        category, product = "orchestrator", "docker-swarm"
    elif command.program == "docker-compose":
        version = "1"
    elif not (version := _helm_version(command)):
        return None
    return RuntimeFact(
        address=address,
        subject=command.normalised,
        places=dict.fromkeys(("", "version", "evidence"), command.place),
        label=label,
        category=category,
        product=product,
        version=version,
        evidence=_told(command),
        stage="",
        strong=1,
        weak=0,
    )


def _helm_version(command: Command) -> str:
    """The version of Helm that a command downloads, or that alone understands it; else empty."""
    if command.program != "helm":
        return ""
    flags = command.flags
    is_old = (
        command.verb in _HELM_2_VERBS
        or (command.verb == "install" and "--name" in flags)
        or (command.verb == "delete" and "--purge" in flags)
        or any(flag.startswith("--tiller") for flag in flags)
    )
    return "2" if is_old else command.version


def _told(command: Command) -> str:
    """The command, with the flag or the download that gives the version away."""
    if command.version:
        return command.normalised
    telling = [f for f in command.flags if f.startswith("--tiller") or f in ("--name", "--purge")]
    return " ".join([command.evidence, *(telling if command.program == "helm" else [])])
