"""Verdicts to findings: the words, the level on the day, the place and the fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from platguard import lifecycle
from platguard.evaluation import Evaluation
from platguard.fingerprints import fingerprint
from platguard.model.document import NOWHERE, Place
from platguard.model.paths import bytes_of
from platguard.model.report import Finding
from platguard.model.standard import Rule
from platguard.model.verdict import Told, Verdict
from platguard.situation import Situation
from platguard.undecided import sentence


def word(
    verdicts: Iterable[Verdict], evaluation: Evaluation, situation: Situation
) -> list[tuple[Verdict, Finding]]:
    """Each verdict with its finding, sorted by path, line, column and rule."""
    told = [(verdict, evaluation.tell(verdict)) for verdict in verdicts]
    told.sort(key=lambda pair: _position(*pair))
    return [
        (verdict, _finding(verdict, words, situation, number))
        for (verdict, words), number in zip(told, _numbers(told), strict=True)
    ]


def _numbers(told: Sequence[tuple[Verdict, Told]]) -> list[int]:
    """Of each, how many before it only their places tell apart.

    What a revision adds is counted last, so that it changes no other's fingerprint.
    """
    numbers = [0] * len(told)
    copies: Counter[tuple[str, ...]] = Counter()
    for index in sorted(range(len(told)), key=lambda index: told[index][0].added):
        verdict, words = told[index]
        fact = verdict.fact
        same = (fact.path, verdict.rule.id, fact.address, fact.subject, words.discriminator)
        numbers[index] = copies[same]
        copies[same] += 1
    return numbers


def order(finding: Finding) -> tuple[bytes, int, int, str, str, str]:
    """The order of findings: by path, line, column and rule."""
    place = finding.line, finding.column
    return (bytes_of(finding.path), *place, finding.rule, finding.subject, finding.fingerprint)


def _position(verdict: Verdict, told: Told) -> tuple[bytes, int, int, str, str, str]:
    """As `order`, before copies are counted and have fingerprints."""
    rule, fact, place = verdict.rule, verdict.fact, _place(verdict)
    own = place.line, place.column
    return (bytes_of(fact.path), *own, rule.id, fact.subject, told.discriminator)


def _finding(verdict: Verdict, told: Told, situation: Situation, number: int) -> Finding:
    """The finding; `number` counts those before it that only their places tell apart."""
    rule, fact = verdict.rule, verdict.fact
    place = _place(verdict)
    added, limit = verdict.added, told.level_at_most
    level = situation.level(rule, told.severity, limit, fact.path, added=added)
    if verdict.outcome == "warn" and level == "error":
        level = "warning"
    undecided = verdict.outcome == "unknown"
    return Wording(rule, situation, added=added).finding(
        level="note" if undecided else level,
        severity=told.severity,
        outcome={"warn": "pass"}.get(verdict.outcome, verdict.outcome),
        message=sentence(verdict) if undecided else told.message,
        fix="" if undecided else told.fix,
        path=fact.path,
        line=place.line,
        column=place.column,
        end_line=max(place.end_line, place.line),
        subject=fact.subject,
        address=fact.address,
        fingerprint=fingerprint(rule.id, fact.address, fact.subject, told.discriminator, number),
        gap=told.gap,
        ends_on=told.ends_on,
        ending=told.ending,
    )


class Wording:
    """What all findings of a rule say on a day, or all that its last revision added."""

    def __init__(self, rule: Rule, situation: Situation, *, added: bool) -> None:
        life = situation.life(rule, added=added)
        self._common: dict[str, Any] = {
            "rule": rule.id,
            "standard": rule.standard,
            "title": rule.title,
            "lifecycle": lifecycle.describe(
                life, situation.as_of, rule.revision if added else None
            ),
            "exception": None,
            "controls": rule.controls,
            "owner": rule.owner,
            "contact": rule.contact,
            "guide": life.guide if life else "",
        }

    def finding(self, **own: Any) -> Finding:
        """A finding of the rule; `own` are the fields that each has for itself."""
        return Finding(**self._common, **own)


OWN_FIELDS = (
    *("level", "severity", "outcome", "message", "fix", "path", "line", "column", "end_line"),
    *("subject", "address", "fingerprint", "gap", "ends_on", "ending"),
)
"""The fields that `Wording.finding` is given."""


def _place(verdict: Verdict) -> Place:
    line = getattr(verdict.item, "line", 0)
    if line:
        return Place(line, verdict.item.column, line)
    places = verdict.fact.places
    return places.get(verdict.rule.at) or places.get("") or NOWHERE
