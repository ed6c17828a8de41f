"""Verdicts to findings: the words, the level on the day, the place and the fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from platguard import lifecycle
from platguard.evaluation import Evaluation, Verdict
from platguard.fingerprints import fingerprint
from platguard.model.document import NOWHERE, Place
from platguard.model.report import Finding
from platguard.situation import Situation


def word(
    verdicts: Iterable[Verdict], evaluation: Evaluation, situation: Situation
) -> list[tuple[Verdict, Finding]]:
    """Each verdict with its finding, sorted by path, line, column and rule."""
    told = [(verdict, _finding(verdict, evaluation, situation)) for verdict in verdicts]
    told.sort(key=lambda pair: order(pair[1]))
    copies: Counter[tuple[str, ...]] = Counter()
    return [(verdict, _numbered(finding, copies)) for verdict, finding in told]


def order(finding: Finding) -> tuple[bytes, int, int, str, str, str]:
    """The order of findings: by path, line, column and rule."""
    path = finding.path.encode("utf-8", "surrogateescape")
    place = finding.line, finding.column
    return (path, *place, finding.rule, finding.subject, finding.fingerprint)


def _finding(verdict: Verdict, evaluation: Evaluation, situation: Situation) -> Finding:
    rule, fact = verdict.rule, verdict.fact
    told = evaluation.tell(verdict)
    place = _place(verdict)
    life = situation.life(rule)
    level = situation.level(rule, told.severity, told.level_at_most, fact.path)
    if verdict.outcome == "warn" and level == "error":
        level = "warning"
    undecided = verdict.outcome == "unknown"
    return Finding(
        rule=rule.id,
        standard=rule.standard,
        title=rule.title,
        level="note" if undecided else level,
        severity=told.severity,
        outcome={"warn": "pass"}.get(verdict.outcome, verdict.outcome),
        message=_undecided(verdict) if undecided else told.message,
        fix="" if undecided else told.fix,
        path=fact.path,
        line=place.line,
        column=place.column,
        end_line=max(place.end_line, place.line),
        subject=fact.subject,
        address=fact.address,
        fingerprint=told.discriminator,  # completed by `_numbered`, which sees the copies
        lifecycle=lifecycle.describe(life, situation.as_of),
        exception=None,
        controls=rule.controls,
        owner=rule.owner,
        contact=rule.contact,
        guide=life.guide if life else "",
    )


def _undecided(verdict: Verdict) -> str:
    fact = verdict.fact
    name = getattr(fact, "label", "") or getattr(fact, "workload", "") or fact.subject
    owner, dot, field = verdict.reason.partition(".")
    is_field = dot and owner in (verdict.rule.on, "item") and field.isidentifier()
    why = f"{field.replace('_', ' ')} is not known here" if is_field else verdict.reason
    return f"{verdict.rule.title}: cannot tell for {name or fact.address}, {why}."


def _place(verdict: Verdict) -> Place:
    line = getattr(verdict.item, "line", 0)
    if line:
        return Place(line, verdict.item.column, line)
    places = verdict.fact.places
    return places.get(verdict.rule.at) or places.get("") or NOWHERE


def _numbered(finding: Finding, copies: Counter[tuple[str, ...]]) -> Finding:
    same = (finding.path, finding.rule, finding.address, finding.subject, finding.fingerprint)
    number = copies[same]
    copies[same] += 1
    return replace(
        finding,
        fingerprint=fingerprint(
            finding.rule, finding.address, finding.subject, finding.fingerprint, number
        ),
    )
