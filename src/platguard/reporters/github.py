"""Annotations of GitHub Actions: workflow commands, which the runner reads from the log.

A step shows ten errors, ten warnings and ten notices, so the gravest come first, and the last
notice counts the rest. The escaping is what actions/runner undoes (src/Runner.Common/
ActionCommand.cs); it cuts a message after 4,096 characters (ExecutionContext.cs).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.reporters import exception_text, unreadable
from platguard.reporters.inert import inert, shortened
from platguard.reporters.verdict import (
    NOTHING_FOUND,
    coverage_text,
    failing,
    headline,
    is_complete,
    soon_sentence,
)

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report, ReportError
    from platguard.reporters import Failure, Style

_SHOWN = 10
"""Annotations of each kind that a step shows."""
_LONGEST = 4_000
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes a line for each annotation; with a base, only for what the change made."""
    made, old = failing(report)
    shown: dict[str, list[str]] = {"error": [], "warning": [], "notice": []}
    unjudged = "warning" if is_complete(report) else "error"
    shown[unjudged] += [_fault(unjudged, error) for error in unreadable(report)]
    if not is_complete(report) and not shown["error"]:
        shown["error"].append(_command("error", NOTHING_FOUND, title="platguard"))
    for finding in made:
        shown[_COMMANDS[finding.level]].append(_finding(finding))
    room = {"error": _SHOWN, "warning": _SHOWN, "notice": _SHOWN - 1}
    left = {kind: len(lines[room[kind] :]) for kind, lines in shown.items()}
    for kind, lines in shown.items():
        stream.writelines(lines[: room[kind]])
    stream.write(_command("notice", " ".join(_rest(report, left, old)), title="platguard"))


def write_failure(failure: Failure, stream: TextIO) -> None:
    """Writes the reason as an error."""
    stream.write(_fault("error", failure.error))


def _rest(report: Report, left: dict[str, int], old: Sequence[Finding]) -> Iterator[str]:
    """What has no annotation of its own, in sentences."""
    yield f"{headline(report)}."
    hidden = ", ".join(counted(count, kind) for kind, count in left.items() if count)
    if hidden:
        yield f"Without an annotation, for a step shows {_SHOWN} of a kind: {hidden}."
    if old:
        yield f"Older than this change: {counted(len(old), 'finding')}."
    if report.summary.soon:
        yield soon_sentence(report)
    if report.drift and report.drift.resolved:
        yield f"Resolved: {len(report.drift.resolved)}."
    if report.proposed and report.proposed.changes:
        proposed = counted(len(report.proposed.changes), "change")
        yield f"Proposed for what decides, and not in force: {proposed}."
    yield f"{coverage_text(report)}."


def _finding(finding: Finding) -> str:
    said = [finding.message, finding.fix, finding.dated]
    said += [exception_text(finding.exception)] if finding.exception else []
    said += [f"Help: {finding.contact}"] if finding.contact else []
    # GitHub takes columns only for what begins and ends on one line (REST API, check runs).
    places = {"line": finding.line, "endLine": finding.end_line}
    places |= {"col": finding.column} if finding.end_line <= finding.line else {}
    return _command(
        _COMMANDS[finding.level],
        " ".join(filter(None, said)),
        title=f"{finding.rule}: {finding.title}" if finding.title else finding.rule,
        path="" if finding.path == "." else finding.path,
        places=places,
    )


def _fault(kind: str, error: ReportError) -> str:
    places = {"line": error.line, "col": error.column}
    told = {name: number for name, number in places.items() if number}
    return _command(kind, error.message, title="Not judged", path=error.path, places=told)


def _command(
    name: str, text: str, *, title: str, path: str = "", places: dict[str, int] | None = None
) -> str:
    properties = {"file": path, **(places or {})} if path else {}
    told = ",".join(f"{key}={_property(f'{value}')}" for key, value in properties.items())
    told = f"{told}," if told else ""
    return f"::{name} {told}title={_property(title)}::{_data(shortened(text, _LONGEST))}\n"


def _data(text: str) -> str:
    return inert(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
