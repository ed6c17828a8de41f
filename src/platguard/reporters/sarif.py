"""SARIF 2.1.0, for code scanning services and editors, in two flavours.

`sarif` tells everything in SARIF's own words: what is exempt is suppressed, what is gone is absent.
GitHub's code scanning heeds neither `suppressions` nor `baselineState` (github/docs, "SARIF support
for code scanning", lists what it reads) and makes an open alert of every result. It compares a
pull request with the analysis of its base itself. So `sarif-github` holds just what fails today,
old findings too, and no more than GitHub keeps.

What could not be decided, and what is met today but soon not, are notifications of the run.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, TextIO

from platguard.reporters.json import encode
from platguard.reporters.sarif_notifications import notifications, unsuccessful
from platguard.reporters.sarif_results import absent, result
from platguard.reporters.sarif_rules import described_rules
from platguard.reporters.verdict import coverage_text, importance, is_complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from platguard.model.report import Finding, Report
    from platguard.reporters import Failure, Style

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
GITHUB_KEEPS = 5_000
"""Results of one run that GitHub stores; it refuses a file with more than 25,000."""


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes everything that the report knows, as one run."""
    results = [f for f in report.findings if f.outcome in ("fail", "exempt")]
    gone = [found.earlier.finding for found in report.drift.resolved] if report.drift else []
    told = [f for f in report.findings if f.outcome in ("unknown", "pass")]
    rules = described_rules(report, [*results, *told, *gone])
    index = _index(rules)
    run = _run(report, rules)
    run["invocations"] = [_invocation(report, notifications(report, index))]
    run["results"] = [
        *(result(finding, index[finding.rule]) for finding in results),
        *(absent(finding, index[finding.rule]) for finding in gone),
    ]
    _put(run, stream)


def write_for_github(report: Report, stream: TextIO, style: Style) -> None:
    """Writes what GitHub is to show: what fails today, the worst first when it is too much."""
    failing = [f for f in report.findings if f.outcome == "fail"]
    kept = _most_important(failing)
    rules = described_rules(report, kept, as_of_today=True)
    index = _index(rules)
    notices = [f"{coverage_text(report)}."]
    if len(kept) < len(failing):
        notices.append(
            f"These are the {len(kept):,} gravest of {len(failing):,} findings: GitHub keeps no"
            " more of one run. `--format sarif` writes all of them."
        )
    run = _run(report, rules)
    run["invocations"] = [_invocation(report, notifications(report, {}, notices))]
    run["results"] = [result(f, index[f.rule], for_github=True) for f in kept]
    _put(run, stream)


def write_failure(failure: Failure, stream: TextIO) -> None:
    """Writes a run that judged nothing: services leave what they show as it is."""
    run = {
        "tool": {"driver": _driver(failure.version, [])},
        "invocations": [unsuccessful(failure)],
        "automationDetails": {"id": _category(failure.scope)},
        "columnKind": "unicodeCodePoints",
        "results": [],
    }
    _put(run, stream)


def _category(scope: Sequence[str]) -> str:
    """Services close the alerts of a category that its next run does not have: scans of different
    parts of a repository are of different ones."""
    part = "\n".join(scope).encode("utf-8", "surrogateescape")
    return f"platguard/{sha256(part).hexdigest()[:12]}/" if part else "platguard/"


def _put(run: dict[str, Any], stream: TextIO) -> None:
    stream.write(encode({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}))


def _most_important(findings: Sequence[Finding]) -> Sequence[Finding]:
    """As many as GitHub keeps, in their own order."""
    if len(findings) <= GITHUB_KEEPS:
        return findings
    numbers = sorted(range(len(findings)), key=lambda number: importance(findings[number]))
    return [findings[number] for number in sorted(numbers[:GITHUB_KEEPS])]


def _index(rules: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {rule["id"]: number for number, rule in enumerate(rules)}


def _driver(version: str, rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"name": "platguard", "semanticVersion": version, "rules": list(rules)}


def _run(report: Report, rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The run without its results, its keys in order."""
    return {
        "tool": {"driver": _driver(report.version, rules)},
        "invocations": [],
        "automationDetails": {"id": _category(report.target.scope or ())},
        "columnKind": "unicodeCodePoints",
        "results": [],
        "properties": _properties(report),
    }


def _invocation(report: Report, told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    # GitHub does not take the results of an unsuccessful execution (github/codeql-action#1393):
    # alerts on what was not read stay open, as they should.
    return {
        "executionSuccessful": is_complete(report),
        "exitCode": report.summary.exit,
        "toolExecutionNotifications": list(told),
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
            "failed": coverage.unread,
        },
        "outcomes": dict(report.summary.outcomes),
        "soon": report.summary.soon,
    }
