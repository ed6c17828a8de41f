"""Rules as SARIF describes them, within what GitHub's code scanning takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from platguard.model.report import RuleNote
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report

_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.5", "info": "0.1"}
"""GitHub's bands: critical above 9.0, high from 7.0, medium from 4.0, low above 0."""
_LEVELS = {"critical": "error", "high": "error", "medium": "error", "low": "warning"}
"""The level without any lifecycle; info is a note. Each result says its level of today."""
_LONGEST = 1024
_MOST_TAGS = 20


def described_rules(report: Report) -> list[dict[str, Any]]:
    """The rules that have findings, by id."""
    first: dict[str, Finding] = {}
    for finding in [*report.findings, *resolved(report)]:
        first.setdefault(finding.rule, finding)
    return [
        _described(report.rule_notes.get(rule) or _noted(finding), finding)
        for rule, finding in sorted(first.items())
    ]


def resolved(report: Report) -> list[Finding]:
    """The findings of an earlier report that are gone."""
    return [found.earlier.finding for found in report.drift.resolved] if report.drift else []


def _noted(finding: Finding) -> RuleNote:
    """What a finding tells of its rule, for a report without notes on it."""
    return RuleNote(
        finding.rule,
        finding.title,
        finding.standard,
        finding.severity,
        why="",
        fix="",
        controls=finding.controls,
        also=(),
        guide=finding.guide,
    )


def _described(note: RuleNote, finding: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": note.id,
        "name": "".join(word.capitalize() for word in note.id.split("-")),
        "shortDescription": {"text": _sentence(note.title)},
        "fullDescription": {"text": _sentence(note.why or note.title)},
        "help": {"text": _help(note, finding, plain), "markdown": _help(note, finding, _markdown)},
        "defaultConfiguration": {"level": _LEVELS.get(note.severity, "note")},
        "properties": {
            "tags": _tags(note),
            "precision": "high",
            "security-severity": _SCORES.get(note.severity, "0.1"),
        },
    }
    if re.match(r"https?://[^\s]+$", note.guide):
        rule["helpUri"] = note.guide
    return rule


def _help(note: RuleNote, finding: Finding, written: Callable[[str], str]) -> str:
    """Why the rule exists and what to do, in paragraphs; `written` escapes for the syntax."""
    fix = _general(note.fix)
    controls = "; ".join(f"{name} {', '.join(ids)}" for name, ids in note.controls.items())
    paragraphs = (
        note.why,
        f"Fix: {fix}" if fix else "",
        f"Guide: {note.guide}" if note.guide else "",
        f"Standard: {note.standard}, {finding.owner}, {finding.contact}",
        f"Controls: {controls}" if controls else "",
        f"The same check elsewhere: {', '.join(note.also)}" if note.also else "",
    )
    return "\n\n".join(written(text) for text in paragraphs if text)


def _general(fix: str) -> str:
    """A fix that holds for every finding; empty for a template that needs one to fill it."""
    if re.search(r"(?<!\{)\{(?!\{)", fix):
        return ""
    return fix.replace("{{", "{").replace("}}", "}")


def _tags(note: RuleNote) -> list[str]:
    """What code scanning filters by; `security` is what makes it read the score."""
    controls = [f"{name}/{control}" for name, ids in note.controls.items() for control in ids]
    return [inert(tag) for tag in ("security", note.standard, *controls)][:_MOST_TAGS]


def _sentence(text: str) -> str:
    said = inert(text)[: _LONGEST - 1]
    return said if said.endswith((".", "!", "?")) else f"{said}."


def plain(text: str) -> str:
    """Text in which no viewer finds a link: SARIF reads `[text](target)` as one (3.11.6)."""
    return re.sub(r"\](?=\()", r"\\]", inert(text))


def _markdown(text: str) -> str:
    return re.sub(r"([\\\[\]<>|])", r"\\\1", inert(text))
