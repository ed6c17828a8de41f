"""Findings as SARIF results: where they are, what suppresses them, how they could be mended."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from platguard.reporters import exception_text
from platguard.reporters.inert import shortened
from platguard.reporters.sarif_rules import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from platguard.model.repair import Repair, Replacement
    from platguard.model.report import ExceptionNote, Finding

_BASELINE = {
    "new": "new",
    "regressed": "new",
    "aged-in": "new",
    "rule-change": "new",
    "persisting": "unchanged",
    "returned": "unchanged",
    "moved": "updated",
}
"""SARIF's word for each drift; an incomparable finding has none. What is resolved is `absent`: a
result as well, which only readers that heed `baselineState` tell from the others."""

_NO_FILE = "the-whole-repository"
"""What stands for the repository itself where a file is asked for. GitHub shows the name of a file
that does not exist (ossf/scorecard does the same with `no file associated with this alert`)."""
_LONGEST = 4_000
"""Characters of a message; it may quote whatever a repository holds."""


def result(finding: Finding, rule_index: int, *, for_github: bool = False) -> dict[str, Any]:
    """One result. `for_github` leaves out what code scanning does not read."""
    told: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.level,
        "message": {"text": message(finding)},
        "locations": [_place(finding, for_github)],
        "partialFingerprints": {"platguard/v1": finding.fingerprint},
        "properties": {
            "severity": finding.severity,
            "state": finding.lifecycle.state,
            "address": finding.address,
            "subject": finding.subject,
        },
    }
    if for_github:
        return told
    if finding.comparison and finding.drift in _BASELINE:
        state = _BASELINE[finding.drift]
        changed = finding.drift == "persisting" and finding.comparison.change
        told["baselineState"] = "updated" if changed else state
    if finding.comparison and finding.comparison.introduced:
        told["properties"]["introduced"] = True
    if finding.outcome == "exempt":
        told["suppressions"] = [_suppression(finding.exception)]
    if finding.repair:
        told["fixes"] = [_fix(finding.repair)]
    return told


def absent(finding: Finding, rule_index: int) -> dict[str, Any]:
    """A result of an earlier scan that is gone."""
    return {**result(finding, rule_index), "baselineState": "absent"}


def message(finding: Finding) -> str:
    """The whole story in one text, because it is all that an annotation shows."""
    said = [finding.message, finding.fix, finding.dated]
    if finding.exception and finding.outcome != "exempt":
        said.append(exception_text(finding.exception))
    said += [f"Guide: {finding.guide}" if finding.guide else ""]
    said += [f"Help: {finding.contact}" if finding.contact else ""]
    return plain(shortened(" ".join(filter(None, said)), _LONGEST))


def location(path: str, line: int, column: int, end_line: int) -> dict[str, Any]:
    """A place; the whole file where no line is known."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(path)}}
    if line:
        # Without an end column a region reaches to the end of its last line (SARIF 3.30.8).
        physical["region"] = {
            "startLine": line,
            "startColumn": max(column, 1),
            "endLine": max(end_line, line),
        }
    return {"physicalLocation": physical}


def uri(path: str) -> str:
    """A relative URI that decodes to the bytes of the name, whatever they are."""
    return quote(path.encode("utf-8", "surrogateescape"))


def _place(finding: Finding, for_github: bool) -> dict[str, Any]:
    path = _NO_FILE if for_github and finding.path == "." else finding.path
    return location(path, max(finding.line, 1), finding.column, finding.end_line)


def _suppression(exception: ExceptionNote | None) -> dict[str, Any]:
    suppression: dict[str, Any] = {"kind": "external", "status": "accepted"}
    if exception is None:
        return suppression
    by = " and ".join(f"{each.by} ({each.role}, {each.on})" for each in exception.approvals)
    said = [
        f"{exception_text(exception).removesuffix('.')}.",
        f"Approved by {by}." if by else "",
        f"Reason: {exception.reason.removesuffix('.')}." if exception.reason else "",
        f"Ticket: {exception.ticket}" if exception.ticket else "",
    ]
    told = {
        "exception": exception.id,
        "sunset": exception.sunset,
        "approvals": [
            {"role": each.role, "by": each.by, "on": each.on} for each in exception.approvals
        ],
        "reason": exception.reason,
        "ticket": exception.ticket,
    }
    suppression["justification"] = plain(shortened(" ".join(filter(None, said)), _LONGEST))
    suppression["properties"] = {name: value for name, value in told.items() if value}
    return suppression


def _fix(repair: Repair) -> dict[str, Any]:
    """The edit in SARIF's words, whose columns count code points as the run says (3.14.17)."""
    changes = groupby(repair.replacements, key=lambda replacement: replacement.path)
    return {
        "description": {"text": plain(repair.told)},
        "artifactChanges": [_change(path, own) for path, own in changes],
        "properties": {"kind": repair.kind},
    }


def _change(path: str, replacements: Iterable[Replacement]) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": uri(path)},
        "replacements": [
            {
                "deletedRegion": {
                    "startLine": one.start_line,
                    "startColumn": one.start_column,
                    "endLine": one.end_line,
                    "endColumn": one.end_column,
                },
                "insertedContent": {"text": one.text},
            }
            for one in replacements
        ],
    }
