"""The programs that scripts, pipelines and documents run."""

from __future__ import annotations

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFact(Fact):
    """A command that builds, deploys or runs something.

    Only programs and verbs of a fixed table give one. Values of arguments are left out: the subject
    is the command with numbers and the values of flags masked.
    """

    label: str
    """Who runs it, for people: `script`, `Makefile`, `job deploy step release`."""
    program: str
    """docker, docker-compose, helm, kubectl, terraform, aws, ..., whatever its path was."""
    verb: str
    """`stack deploy`, `upgrade`, `apply`; empty for a program without verbs, or with another."""
    flags: list[str]
    """Names of its flags, without their values: `--install`, `--namespace`."""
    evidence: str
    """The program and the verb: `docker stack deploy`."""
    files: list[str]
    """Compose files that it names, as written: what follows `-c`, `-f`, `--compose-file`."""
    remote: bool
    """Whether it runs on another machine: within the command of `ssh`."""
    documented: bool
    """Whether a document shows it, and nothing runs it."""
    in_block: bool = False
    """Whether a document shows it in a block of code, rather than within a sentence."""
