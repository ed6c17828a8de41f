"""What comes of a rule and a fact, and the words for it."""

from __future__ import annotations

from typing import Any

from platguard.model.facts import Fact
from platguard.model.standard import Rule
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a rule and a fact, where people should hear of it."""

    rule: Rule
    fact: Fact
    item: Any
    """The record of the fact that was judged, for a rule with `for_each`; else None."""
    outcome: str
    """fail, unknown, or warn for what is met but soon will not be."""
    reason: str
    """Of unknown: the field or the reason that leaves it undecided. Of a schema rule: what is
    violated."""
    added: bool = False
    """Whether it fails only since the rule's last revision, so that the revision's dates hold."""


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict in words."""

    message: str
    fix: str
    discriminator: str
    severity: str
    level_at_most: str
    gap: int | None = None
    """How far it is from what the rule asks for; None where nobody can tell."""
    ends_on: str = ""
    """The day of which a warning warns, as YYYY-MM-DD; empty where there is none."""
    ending: str = ""
    """What ends on that day."""


Said = dict[tuple[Any, ...], tuple[Fact, Told]]
"""Verdicts in words, each with its fact."""
