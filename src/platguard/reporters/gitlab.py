"""GitLab Code Quality: a flat list of findings for the widget of a merge request.

GitLab compares the list with that of the target branch by fingerprint, shows one entry for equal
fingerprints, and stops at the first entry that it does not understand (gitlabhq/gitlabhq:
lib/gitlab/ci/parsers/codequality/code_climate.rb). So every failing finding is in it, old ones too,
and what is exempt is not. The format has no place for coverage: what could not be read is an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TextIO

from platguard.reporters import unreadable
from platguard.reporters.inert import inert, shortened
from platguard.reporters.json import encode
from platguard.reporters.verdict import NOTHING_FOUND, coverage_text, is_complete

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report, ReportError
    from platguard.reporters import Failure, Style

_SEVERITIES = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "info": "info",
}
_LONGEST = 2_000
"""Characters of a description; it may quote whatever a repository holds."""


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes what could not be read, and what fails."""
    failing = [finding for finding in report.findings if finding.outcome == "fail"]
    _put([*_unjudged(report), *map(_finding, failing)], stream)


def write_failure(failure: Failure, stream: TextIO) -> None:
    """Writes the one entry that nothing was judged."""
    _put([_fault("scan-failed", failure.error)], stream)


def _put(issues: Sequence[dict[str, Any]], stream: TextIO) -> None:
    seen: set[str] = set()
    for issue in issues:
        told, number = issue["fingerprint"], 1
        while issue["fingerprint"] in seen:
            number += 1
            again = f"{told} {issue['location']['path']} {number}"
            issue["fingerprint"] = _digest(again)
        seen.add(issue["fingerprint"])
    stream.write(encode(list(issues)))


def _finding(finding: Finding) -> dict[str, Any]:
    told = " ".join(filter(None, (finding.message, finding.fix, finding.dated)))
    severity = _SEVERITIES[finding.severity]
    return _issue(finding.rule, told, severity, finding.fingerprint, finding.path, finding.line)


def _unjudged(report: Report) -> Iterator[dict[str, Any]]:
    errors = unreadable(report)
    for error in errors:
        yield _fault("not-judged", error)
    if not is_complete(report) and not errors:
        told = f"{NOTHING_FOUND} {coverage_text(report)}."
        yield _issue("not-judged", told, "blocker", _digest("nothing"), ".", 1)


def _fault(name: str, error: ReportError) -> dict[str, Any]:
    fingerprint = _digest(f"{name} {error.path}")
    return _issue(name, error.message, "blocker", fingerprint, error.path or ".", error.line)


def _issue(
    name: str, text: str, severity: str, fingerprint: str, path: str, line: int
) -> dict[str, Any]:
    return {
        "description": shortened(inert(text), _LONGEST),
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": inert(path.removeprefix("./")), "lines": {"begin": max(line, 1)}},
    }


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
