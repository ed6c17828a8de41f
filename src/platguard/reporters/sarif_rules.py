"""Rules as SARIF describes them, within what GitHub's code scanning takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from platguard.model.report import RuleNote
from platguard.model.standard import LEVELS, SEVERITIES
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report

_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.5", "info": "0.1"}
"""GitHub's bands: critical above 9.0, high from 7.0, medium from 4.0, low above 0."""
_LEVELS = {"critical": "error", "high": "error", "medium": "error", "low": "warning"}
"""The level without any lifecycle; info is a note. Each result says its level of today."""
_PROBLEMS = {"critical": "error", "high": "error", "medium": "warning", "low": "recommendation"}
"""GitHub's words for the severity of what is not about security."""
_BEARABLE = {"error": SEVERITIES, "warning": SEVERITIES[2:], "note": SEVERITIES[3:]}
"""The severities that GitHub takes for no more than the level says."""
_OF_SECURITY = {
    "nist-800-53r5": r"(AC|IA|RA|SI|SR)-|SA-22|SC-(?![56](?!\d))",
    "iso-27001-2022": r"A\.(5\.17|8\.2|8\.20|8\.21|8\.22|8\.24)$",
}
"""Controls on access, identity, risk, integrity, supply chain, unsupported components, and the
protection of systems and communications, but for the availability of resources (SC-5, SC-6); and on
secrets, privileges, networks and cryptography."""
_LONGEST = 1024
_MOST_TAGS = 20


def described_rules(
    report: Report, findings: Sequence[Finding], *, as_of_today: bool = False
) -> list[dict[str, Any]]:
    """The rules of some findings, by id.

    GitHub fails the check of a pull request for what has a high score, whatever the level of the
    result. So that a rule that only warns does not fail there, `as_of_today` lowers its score to
    what the strongest level of its findings bears.
    """
    first: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda finding: LEVELS.index(finding.level)):
        first.setdefault(finding.rule, finding)
    return [
        _described(
            report.rule_notes.get(rule) or _noted(finding),
            finding,
            _BEARABLE[finding.level] if as_of_today else SEVERITIES,
        )
        for rule, finding in sorted(first.items())
    ]


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


def _described(note: RuleNote, finding: Finding, severities: Sequence[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": note.id,
        "name": "".join(word.capitalize() for word in note.id.split("-")),
        "shortDescription": {"text": _sentence(note.title)},
        "fullDescription": {"text": _sentence(note.why or note.title)},
        "help": {"text": _help(note, finding, plain), "markdown": _help(note, finding, _markdown)},
        "defaultConfiguration": {"level": _LEVELS.get(note.severity, "note")},
        "properties": {"tags": _tags(note), "precision": "high", **_gravity(note, severities)},
    }
    if rule["name"].casefold() == rule["id"]:
        del rule["name"]  # SARIF wants a name that tells more than the id does (3.49.7)
    if re.match(r"https?://[^\s]+$", note.guide):
        rule["helpUri"] = note.guide
    return rule


def _gravity(note: RuleNote, severities: Sequence[str]) -> dict[str, str]:
    """How bad a finding is; a score makes it a finding of security in GitHub's eyes."""
    severity = note.severity if note.severity in severities else severities[0]
    if is_of_security(note):
        return {"security-severity": _SCORES[severity]}
    return {"problem.severity": _PROBLEMS.get(severity, "recommendation")}


def is_of_security(note: RuleNote) -> bool:
    """Whether a control of the rule protects against an attacker; availability does not."""
    return any(
        re.match(pattern, control)
        for catalogue, pattern in _OF_SECURITY.items()
        for control in note.controls.get(catalogue, ())
    )


def _help(note: RuleNote, finding: Finding, written: Callable[[str], str]) -> str:
    """Why the rule exists and what to do, in paragraphs; `written` escapes for the syntax."""
    fix = _general(note.fix)
    controls = "; ".join(f"{name} {', '.join(ids)}" for name, ids in note.controls.items())
    paragraphs = (
        note.why,
        f"Fix: {fix}" if fix else "",
        f"Guide: {note.guide}" if note.guide else "",
        f"Standard: {', '.join(filter(None, (note.standard, finding.owner, finding.contact)))}",
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
    """What code scanning filters by; it shows ten and refuses more than twenty."""
    controls = [f"{name}/{control}" for name, ids in note.controls.items() for control in ids]
    security = ["security"] if is_of_security(note) else []
    return [inert(tag) for tag in (*security, note.standard, *controls)][:_MOST_TAGS]


def _sentence(text: str) -> str:
    said = inert(text)[: _LONGEST - 1]
    return said if said.endswith((".", "!", "?")) else f"{said}."


def plain(text: str) -> str:
    """Text in which no viewer finds a link: SARIF reads `[text](target)` as one (3.11.6)."""
    return re.sub(r"\](?=\()", r"\\]", inert(text))


def _markdown(text: str) -> str:
    return re.sub(r"([\\\[\]<>|])", r"\\\1", inert(text))
