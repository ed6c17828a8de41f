"""SARIF 2.1.0, for code scanning services and editors.

GitHub turns every result into an alert: it heeds neither `kind` nor `suppressions` (2026). So only
what failed or is exempt is a result; what could not be decided, and what is met today but soon not,
are notifications of the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from platguard.reporters import exception_text, unreadable
from platguard.reporters.json import encode
from platguard.reporters.sarif_rules import described_rules, plain, resolved

if TYPE_CHECKING:
    from platguard.model.report import ExceptionNote, Finding, Report, ReportError, SkippedFile
    from platguard.reporters import Style

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
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


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes the report as one run of SARIF."""
    stream.write(encode({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}))


def _run(report: Report) -> dict[str, Any]:
    rules = described_rules(report)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [f for f in report.findings if f.outcome in ("fail", "exempt")]
    driver = {"name": "platguard", "semanticVersion": report.version, "rules": rules}
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, index)],
        "automationDetails": {"id": "platguard/"},
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(finding, index[finding.rule]) for finding in results),
            *(_absent(finding, index[finding.rule]) for finding in resolved(report)),
        ],
        "properties": _properties(report),
    }


def _properties(report: Report) -> dict[str, Any]:
    coverage = report.coverage
    return {
        "asOf": report.as_of,
        "timezone": report.timezone,
        "commit": report.target.commit,
        "standards": report.inputs.standards,
        "configuration": report.inputs.configuration,
        "register": report.inputs.register,
        "coverage": {
            "discovered": coverage.discovered,
            "judged": coverage.judged,
            "unrendered": coverage.unrendered,
            "skipped": len(coverage.skipped),
            "failed": len(coverage.failed),
        },
        "outcomes": dict(report.summary.outcomes),
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.level,
        "message": {"text": _message(finding)},
        "locations": [_location(finding.path, finding.line, finding.column, finding.end_line)],
        "partialFingerprints": {"platguard/v1": finding.fingerprint},
        "properties": {
            "severity": finding.severity,
            "state": finding.lifecycle.state,
            "address": finding.address,
            "subject": finding.subject,
        },
    }
    if finding.comparison and finding.drift in _BASELINE:
        state = _BASELINE[finding.drift]
        changed = finding.drift == "persisting" and finding.comparison.change
        result["baselineState"] = "updated" if changed else state
    if finding.outcome == "exempt":
        result["suppressions"] = [_suppression(finding.exception)]
    return result


def _absent(finding: Finding, rule_index: int) -> dict[str, Any]:
    return {**_result(finding, rule_index), "baselineState": "absent"}


def _suppression(exception: ExceptionNote | None) -> dict[str, Any]:
    suppression = {"kind": "external", "status": "accepted"}
    if exception:
        suppression["justification"] = exception_text(exception)
    return suppression


def _message(finding: Finding) -> str:
    """The whole story in one text, because it is all that an annotation shows."""
    said = [finding.message, finding.fix]
    if finding.lifecycle.deadline:
        said.append(f"{finding.title}: {finding.lifecycle.told}.")
    if finding.exception and finding.outcome != "exempt":
        said.append(exception_text(finding.exception))
    said += [f"Guide: {finding.guide}" if finding.guide else ""]
    said += [f"Help: {finding.contact}" if finding.contact else ""]
    return plain(" ".join(filter(None, said)))


def _location(path: str, line: int, column: int, end_line: int) -> dict[str, Any]:
    start = max(line, 1)
    region = {"startLine": start, "startColumn": max(column, 1), "endLine": max(end_line, start)}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": region}}


def _invocation(report: Report, index: dict[str, int]) -> dict[str, Any]:
    errors = unreadable(report)
    notifications = [
        *(_notification("error", error.message, *_error_place(error)) for error in errors),
        *(
            _of_rule(finding, index[finding.rule])
            for finding in report.findings
            if finding.outcome in ("unknown", "pass")
        ),
        *(
            _notification("note", f"skipped: {file.told}", _skipped_place(file))
            for file in report.coverage.skipped
        ),
        *(_notification("note", notice) for notice in report.notices),
    ]
    return {
        "executionSuccessful": not errors,
        "exitCode": report.summary.exit,
        "toolExecutionNotifications": notifications,
    }


def _skipped_place(file: SkippedFile) -> dict[str, Any]:
    fault = file.fault
    line, column = (fault.line, fault.column) if fault else (1, 1)
    return _location(file.path, line, column, line)


def _error_place(error: ReportError) -> list[dict[str, Any]]:
    return [_location(error.path, error.line, error.column, error.line)] if error.path else []


def _of_rule(finding: Finding, rule_index: int) -> dict[str, Any]:
    level, word = ("note", "undecided") if finding.outcome == "unknown" else ("warning", "soon")
    place = _location(finding.path, finding.line, finding.column, finding.end_line)
    told = _notification(level, f"{word}: {_message(finding)}", place)
    return told | {"associatedRule": {"id": finding.rule, "index": rule_index}}


def _notification(level: str, text: str, *locations: dict[str, Any]) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": level, "message": {"text": plain(text)}}
    return notification | {"locations": list(locations)} if locations else notification


def uri(path: str) -> str:
    """A relative URI that decodes to the bytes of the name, whatever they are."""
    return quote(path.encode("utf-8", "surrogateescape"))
