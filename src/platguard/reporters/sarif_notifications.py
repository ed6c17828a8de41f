"""What a run says of itself in SARIF: what it could not read, decide or do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from platguard.counting import counted
from platguard.reporters import unreadable
from platguard.reporters.sarif_results import location, message
from platguard.reporters.sarif_rules import plain
from platguard.reporters.verdict import NOTHING_FOUND, is_complete

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report, ReportError, SkippedFile
    from platguard.reporters import Failure

Notification = dict[str, Any]

_UNDECIDED, _SOON = ("note", "undecided"), ("warning", "soon")
_MOST = 200
"""Faults that a file for GitHub names; nobody reads more there, and uploads are limited."""


def notifications(
    report: Report, index: Mapping[str, int], notices: Sequence[str] = ()
) -> list[Notification]:
    """What the run has to say. Without an index of rules it is counted rather than listed."""
    told = [*_failed(report, None if index else _MOST), *_emptiness(report)]
    told += _of_rules(report, index) if index else _counted_rules(report)
    told += map(_skipped, report.coverage.skipped) if index else _counted_skips(report)
    told += [_notification("note", notice) for notice in (*notices, *report.notices)]
    changes = report.proposed.changes if report.proposed else ()
    return told + [
        _notification("note", f"proposed, not in force: {change.told}") for change in changes
    ]


def unsuccessful(failure: Failure) -> Notification:
    """The invocation of a run that ended before it judged anything."""
    told = _notification("error", failure.error.message, *_place(failure.error))
    return {
        "executionSuccessful": False,
        "exitCode": failure.exit,
        "toolExecutionNotifications": [told],
    }


def _failed(report: Report, most: int | None) -> Iterator[Notification]:
    errors = unreadable(report)
    level = "warning" if is_complete(report) else "error"
    for error in errors[:most]:
        yield _notification(level, error.message, *_place(error))
    if most is not None and len(errors) > most:
        yield _notification(level, f"{len(errors) - most:,} more could not be read.")


def _emptiness(report: Report) -> Iterator[Notification]:
    if not is_complete(report) and not unreadable(report):
        yield _notification("error", NOTHING_FOUND)


def _of_rules(report: Report, index: Mapping[str, int]) -> list[Notification]:
    return [
        _of_rule(finding, index[finding.rule])
        for finding in report.findings
        if finding.outcome in ("unknown", "pass")
    ]


def _of_rule(finding: Finding, rule_index: int) -> Notification:
    level, word = _UNDECIDED if finding.outcome == "unknown" else _SOON
    place = location(finding.path, finding.line, finding.column, finding.end_line)
    told = _notification(level, f"{word}: {message(finding)}", place)
    return told | {"associatedRule": {"id": finding.rule, "index": rule_index}}


def _counted_rules(report: Report) -> list[Notification]:
    counts = Counter((f.outcome, f.rule) for f in report.findings)
    return [
        _notification(level, f"{word}: {rule}, in {counted(count, 'place')}")
        for outcome, (level, word) in (("unknown", _UNDECIDED), ("pass", _SOON))
        for (told, rule), count in sorted(counts.items())
        if told == outcome
    ]


def _skipped(file: SkippedFile) -> Notification:
    fault = file.fault
    line, column = (fault.line, fault.column) if fault else (1, 1)
    return _notification("note", f"skipped: {file.told}", location(file.path, line, column, line))


def _counted_skips(report: Report) -> list[Notification]:
    counts = Counter(file.reason for file in report.coverage.skipped)
    return [
        _notification("note", f"skipped {counted(count, 'file')}: {reason}")
        for reason, count in sorted(counts.items())
    ]


def _place(error: ReportError) -> list[dict[str, Any]]:
    return [location(error.path, error.line, error.column, error.line)] if error.path else []


def _notification(level: str, text: str, *locations: dict[str, Any]) -> Notification:
    notification: Notification = {"level": level, "message": {"text": plain(text)}}
    return notification | {"locations": list(locations)} if locations else notification
