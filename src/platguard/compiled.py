"""Compiled rules: what judging needs of a policy, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from platguard.records import dataclass

PASS, FAIL, NOT_APPLICABLE, WARN = 0, 1, 2, 3
"""What the expression that judges gives."""

CONTEXT = {
    "as_of": "string",
    "repo.name": "string",
    "repo.team": "string",
    "repo.segment": "string",
    "capabilities": "dict[str, list[str]]",
}
"""Variables that every rule may use, beside the fact."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """The expressions of one rule, serialized."""

    applies: bytes
    """Whether a rule that is judged apart (by item, by schema) applies to the fact."""
    judge: bytes
    """Gives PASS, FAIL, NOT_APPLICABLE or WARN, of the fact or of one item."""
    tell: bytes
    """Gives [message, fix, discriminator, index of the grade or -1]."""
    tell_warning: bytes
    """The same with the message of a warning."""
    grades: Sequence[bytes]
    """The condition of each grade by itself, for facts of which one reads what is unknown."""
    reads: Sequence[str]
    """Variables that `judge` reads."""
    tells: Sequence[str]
    """Variables that `tell` and `tell_warning` read."""
    grade_reads: Sequence[str]
    """Variables that `grades` read."""
    was: bytes
    """Gives what `judge` gave before the last revision (for a schema, FAIL where it applied);
    empty when that does not matter."""
    was_reads: Sequence[str]
    """Variables that `was` reads."""
    edits: Sequence[bytes]
    """Of each edit: gives [whether it applies, then the value of each of its templates]."""
    edit_reads: Sequence[str]
    """Variables that `edits` read; `text`, what stands where the edit begins, is not one."""


@dataclass(frozen=True, slots=True)
class CompiledType:
    """The rules of one fact type that are judged in one call."""

    rules: Sequence[str]
    """Their ids, in the order of the answers."""
    judge: bytes
    """Gives a list of what each rule's own `judge` gives."""
    reads: Sequence[str]


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """Every expression of a policy."""

    types: Mapping[str, CompiledType]
    rules: Mapping[str, CompiledRule]
