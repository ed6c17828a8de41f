"""The report for programs: version 1, described by `schemas/report-v1.schema.json`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TextIO

from platguard.model.report import OUTCOMES
from platguard.patterns import pattern
from platguard.reporters.drift_json import comparison_document, drift_document
from platguard.reporters.inert import valid
from platguard.reporters.proposed_json import debt_document, proposed_document

if TYPE_CHECKING:
    from platguard.model.report import (
        Coverage,
        ExceptionNote,
        ExceptionState,
        Finding,
        Inputs,
        LifecycleNote,
        Report,
        ReportError,
        RuleCount,
        SkippedFile,
        Summary,
    )
    from platguard.reporters import Style

# What json leaves as it is and a terminal or the log of a CI runner obeys (see `inert`); in JSON
# these stand inside strings only.
_ACTING = pattern(r"\x7f|#(?=\[|vso\[)", re.IGNORECASE)


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes the report as JSON; the same report gives the same bytes."""
    stream.write(encode(document(report)))


def encode(value: Any) -> str:
    """JSON in ASCII, so that no terminal, locale or encoding can change what it says."""
    return _ACTING.sub(_escaped, json.dumps(_valid(value), indent=2)) + "\n"


def encode_line(value: Any) -> str:
    """The same on one line, without its end; many times faster."""
    return _ACTING.sub(_escaped, json.dumps(_valid(value)))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def document(report: Report) -> dict[str, Any]:
    """The report as JSON values, in the order of the contract."""
    target = report.target
    return {
        "platguard": report.version,
        "report": 1,
        "as_of": report.as_of,
        "timezone": report.timezone,
        "target": {
            "paths": list(target.paths),
            "revision": target.revision,
            "base": target.base,
            "commit": target.commit,
            "scope": None if target.scope is None else list(target.scope),
            "narrowed": target.narrowed,
        },
        "inputs": inputs(report.inputs),
        "coverage": _coverage(report.coverage),
        "summary": _summary(report.summary),
        "rules": [_rule(rule) for rule in report.rules],
        "findings": [_finding(finding) for finding in report.findings],
        "exceptions": [_entry(entry) for entry in report.exceptions],
        "errors": [fault(error) for error in report.errors],
        "notices": list(report.notices),
        "drift": drift_document(report.drift, _finding) if report.drift else None,
        "proposed": proposed_document(report.proposed, fault) if report.proposed else None,
        "debt": debt_document(report.debt) if report.debt else None,
    }


def inputs(given: Inputs) -> dict[str, Any]:
    """What decided, by its digests."""
    return {
        "standards": given.standards,
        "configuration": given.configuration,
        "register": given.register,
        "tables": [{"name": table.name, "as_of": table.as_of} for table in given.tables],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "discovered": coverage.discovered,
        "judged": coverage.judged,
        "unrendered": coverage.unrendered,
        "skipped": [_skipped(file) for file in coverage.skipped],
        "failed": [fault(error, "reason") for error in coverage.failed],
    }


def _skipped(file: SkippedFile) -> dict[str, Any]:
    told: dict[str, Any] = {"path": file.path, "reason": file.told}
    if file.fault:
        told |= {"line": file.fault.line, "column": file.fault.column}
    return told


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "error": summary.error,
        "warning": summary.warning,
        "note": summary.note,
        "soon": summary.soon,
        "drift": summary.drift,
        "exit": summary.exit,
        "outcomes": {outcome: summary.outcomes[outcome] for outcome in OUTCOMES},
    }


def _rule(rule: RuleCount) -> dict[str, Any]:
    counts = {outcome: rule.counts[outcome] for outcome in OUTCOMES}
    return {"id": rule.id, "revision": rule.revision, "state": rule.state, **counts}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "standard": finding.standard,
        "level": finding.level,
        "severity": finding.severity,
        "outcome": finding.outcome,
        "message": finding.message,
        "fix": finding.fix,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "subject": finding.subject,
        "address": finding.address,
        "fingerprint": finding.fingerprint,
        "gap": finding.gap,
        "ends_on": finding.ends_on,
        "ending": finding.ending,
        "drift": finding.drift,
        "lifecycle": _lifecycle(finding.lifecycle),
        "exception": _exception(finding.exception) if finding.exception else None,
        "controls": {name: list(ids) for name, ids in finding.controls.items()},
        "owner": finding.owner,
        "contact": finding.contact,
        "guide": finding.guide,
        "comparison": comparison_document(finding.comparison) if finding.comparison else None,
    }


def _lifecycle(note: LifecycleNote) -> dict[str, Any]:
    return {
        "state": note.state,
        "announced": note.announced,
        "warn_from": note.warn_from,
        "enforced_from": note.enforced_from,
        "days_left": note.days_left,
        "revision": note.revision,
        "replacement": note.replacement or None,
    }


def _exception(note: ExceptionNote) -> dict[str, Any]:
    return {
        "id": note.id,
        "state": note.state,
        "sunset": note.sunset,
        "days_left": note.days_left,
    }


def _entry(entry: ExceptionState) -> dict[str, Any]:
    return {
        "id": entry.id,
        "state": entry.state,
        "matches": entry.matches,
        "sunset": entry.sunset,
        "days_left": entry.days_left,
    }


def fault(error: ReportError, says: str = "message") -> dict[str, Any]:
    """What could not be read, and where; `says` names the key of the reason."""
    return {
        "path": error.path,
        "line": error.line,
        "column": error.column,
        says: error.message,
    }


def _valid(value: Any) -> Any:
    if isinstance(value, str):
        return valid(value)
    if isinstance(value, dict):
        return {valid(key): _valid(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_valid(item) for item in value]
    return value
