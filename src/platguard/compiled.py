"""Compiled rules: what judging needs of a policy, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from platguard.records import dataclass

PASS, FAIL, NOT_APPLICABLE, WARN = 0, 1, 2, 3
"""What the expression that judges gives."""

CONTEXT = {
    "as_of": "string",
    "repo.name": "string",
    "repo.team": "string",
    "repo.segment": "string",
    "repo.tier": "string",
    "repo.wave": "string",
    "capabilities": "dict[str, list[str]]",
}
"""Variables that every rule may use, beside the fact."""

DAY, MANIFEST = "as_of", "object.manifest"
ASKED_OF_ALL = (DAY, MANIFEST)
"""Variables of which every scan has to know which rules read them; it needs little else of most."""

EXPRESSIONS = frozenset(
    {"applies", "judge", "tell", "tell_warning", "grades", "was", "edits", "gap", "ends"}
)
"""The fields of `CompiledRule` and `CompiledType` that are expressions, or lists of them."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """The expressions of one rule, each serialized as `Scope.compile` gives it."""

    applies: str
    """Whether a rule that is judged apart (by item, by schema) applies to the fact."""
    judge: str
    """Gives PASS, FAIL, NOT_APPLICABLE or WARN, of the fact or of one item."""
    tell: str
    """Gives [message, fix, discriminator, index of the grade or -1]."""
    tell_warning: str
    """The same with the message of a warning."""
    grades: Sequence[str]
    """The condition of each grade by itself, for facts of which one reads what is unknown."""
    reads: Sequence[str]
    """Variables that `judge` reads."""
    tells: Sequence[str]
    """Variables that `tell` and `tell_warning` read."""
    grade_reads: Sequence[str]
    """Variables that `grades` read."""
    was: str
    """Gives what `judge` gave before the last revision (for a schema, FAIL where it applied);
    empty when that does not matter."""
    was_reads: Sequence[str]
    """Variables that `was` reads."""
    edits: Sequence[str]
    """Of each edit: gives [whether it applies, then the value of each of its templates]."""
    edit_reads: Sequence[str]
    """Variables that `edits` read; `text`, what stands where the edit begins, is not one."""
    gap: str
    """Gives how far what fails is from what is asked for; empty where there is no order."""
    gap_reads: Sequence[str]
    """Variables that `gap` reads."""
    ends: str
    """Gives the day of which a warning warns and what ends on it, with a space between; empty where
    there is no day."""
    ends_reads: Sequence[str]
    """Variables that `ends` reads."""

    @property
    def told_by(self) -> Sequence[str]:
        """Variables that what is told of a verdict reads."""
        return [*self.tells, *self.gap_reads, *self.ends_reads]


@dataclass(frozen=True, slots=True)
class CompiledType:
    """The rules of one fact type that are judged in one call."""

    rules: Sequence[str]
    """Their ids, in the order of the answers."""
    judge: str
    """Gives a list of what each rule's own `judge` gives."""
    reads: Sequence[str]


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """Every expression of a policy."""

    types: Mapping[str, CompiledType]
    rules: Mapping[str, CompiledRule]
    readers: Mapping[str, Collection[str]]
    """The ids of the rules that read one of ASKED_OF_ALL, by its name."""
