"""What a report comes to, in the words that every format for people uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.model.standard import LEVELS, SEVERITIES
from platguard.reporters import unreadable

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report

NOTHING_FOUND = "Nothing was found that platguard knows how to judge."
_INCOMPLETE, _EMPTY = 3, 4
VERDICTS = {
    "Failed": "error",
    "Failed and incomplete": "error",
    "Incomplete": "error",
    "Nothing was judged": "warning",
    "Passed with findings": "warning",
    "Not all was decided": "warning",
    "Passed": "good",
}
"""Every word for a whole report, and the ink that it is written with."""


def is_complete(report: Report) -> bool:
    """Whether the exit code says that everything in scope was judged, or may be missing."""
    return report.summary.exit not in (_INCOMPLETE, _EMPTY)


def decides(report: Report, finding: Finding) -> bool:
    """Whether the finding alone would make the exit code 1."""
    reached = report.summary.fail_on
    strong = reached in LEVELS and LEVELS.index(finding.level) <= LEVELS.index(reached)
    return finding.outcome == "fail" and strong and report.is_introduced(finding)


def failing(report: Report) -> tuple[list[Finding], list[Finding]]:
    """What fails, most important first: what the change made, and what was there before it."""
    ordered = sorted((f for f in report.findings if f.outcome == "fail"), key=importance)
    made = [finding for finding in ordered if report.is_introduced(finding)]
    return made, [finding for finding in ordered if not report.is_introduced(finding)]


def importance(finding: Finding) -> tuple[int, int]:
    """A key that sorts the strongest level first, and the worst severity first within it."""
    return LEVELS.index(finding.level), SEVERITIES.index(finding.severity)


def verdict(report: Report) -> str:
    """One of VERDICTS; only a complete scan without any failure is plainly passed."""
    # What nobody could read before the change, either, leaves its verdict alone.
    incomplete = bool(report.errors if report.base else unreadable(report))
    if report.summary.exit == _EMPTY:
        return "Nothing was judged"
    if report.summary.drift:
        return "Failed and incomplete" if incomplete else "Failed"
    if incomplete:
        return "Incomplete"
    if report.drift and report.base:
        made = any(report.drift.introduced.values())
        return "Passed with findings" if made else "Passed"
    outcomes = report.summary.outcomes
    if not report.coverage.judged:
        return "Nothing was judged"
    if outcomes["fail"]:
        return "Passed with findings"
    return "Not all was decided" if outcomes["unknown"] else "Passed"


def headline(report: Report) -> str:
    """The verdict and what it rests on: `Failed: 2 errors; 1 file could not be read`."""
    word = verdict(report)
    if word == "Nothing was judged":
        return word
    made, old = failing(report)
    told = []
    if made:
        told.append(f"{'this change brings ' if report.base else ''}{_levels(made)}")
    elif report.base and word == "Passed":
        rest = f", {counted(len(old), 'old finding')} left" if old else ""
        told.append(f"this change brings no finding{rest}")
    elif word == "Not all was decided":
        told.append("nothing failed")
    unread = len({error.path for error in unreadable(report)})
    told += [f"{counted(unread, 'file')} could not be read"] if unread else []
    return f"{word}: {'; '.join(told)}" if told else word


def coverage_text(report: Report, *, skipped: bool = True) -> str:
    """How much was looked at, in one sentence without its full stop; with what was skipped."""
    coverage = report.coverage
    told = [
        f"Judged {coverage.judged} of {counted(coverage.discovered, 'file')}",
        f"{len(coverage.skipped)} skipped" if coverage.skipped and skipped else "",
        f"{coverage.unread} could not be read" if coverage.unread else "",
        f"{counted(coverage.unrendered, 'template')} not rendered" if coverage.unrendered else "",
    ]
    return f"{', '.join(filter(None, told))}, as of {report.as_of}"


def beside_levels(report: Report) -> str:
    """The numbers that stand beside those of the levels, because nothing of it fails."""
    soon, unknown = report.summary.soon, report.summary.outcomes["unknown"]
    return f"{f'{soon} soon, ' if soon else ''}{unknown} unknown"


def soon_sentence(report: Report) -> str:
    """How much passes and soon will not; empty for nothing."""
    soon = report.summary.soon
    pass_ = "passes" if soon == 1 else "pass"
    return f"{counted(soon, 'check')} {pass_} and soon will not." if soon else ""


def checks_text(report: Report) -> str:
    """How the checks came out, in one sentence without its full stop."""
    outcomes = report.summary.outcomes
    soon = f" ({report.summary.soon} soon to fail)" if report.summary.soon else ""
    told = [f"{outcomes['pass']} checks passed{soon}", f"{outcomes['fail']} failed"]
    words = {"exempt": "exempt", "unknown": "undecided", "not-evaluated": "not evaluated"}
    told += [f"{outcomes[name]} {word}" for name, word in words.items() if outcomes[name]]
    return ", ".join(told)


def _levels(findings: Sequence[Finding]) -> str:
    """`2 errors and 1 warning`."""
    counts = {level: sum(finding.level == level for finding in findings) for level in LEVELS}
    told = [counted(count, level) for level, count in counts.items() if count]
    return " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))
