"""What a report comes to, in the words that every format for people uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.model.standard import LEVELS, SEVERITIES
from platguard.reporters import unreadable

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report

_UNDECIDED, _INCOMPLETE, _EMPTY = "Nothing failed, not all was decided", 3, 4


def is_complete(report: Report) -> bool:
    """Whether the exit code says that everything in scope was judged, or may be missing."""
    return report.summary.exit not in (_INCOMPLETE, _EMPTY)


def decides(report: Report, finding: Finding) -> bool:
    """Whether the finding alone would make the exit code 1."""
    reached = report.summary.fail_on
    strong = reached in LEVELS and LEVELS.index(finding.level) <= LEVELS.index(reached)
    return finding.outcome == "fail" and strong and is_introduced(report, finding)


def is_introduced(report: Report, finding: Finding) -> bool:
    """Whether the change that is judged made the finding; without a base, every one counts."""
    if report.drift is None or report.drift.base is None:
        return True
    return finding.comparison is not None and finding.comparison.introduced


def failing(report: Report) -> tuple[list[Finding], list[Finding]]:
    """What fails, most important first: what the change made, and what was there before it."""
    ordered = sorted((f for f in report.findings if f.outcome == "fail"), key=importance)
    made = [finding for finding in ordered if is_introduced(report, finding)]
    return made, [finding for finding in ordered if not is_introduced(report, finding)]


def importance(finding: Finding) -> tuple[int, int]:
    """A key that sorts the strongest level first, and the worst severity first within it."""
    return LEVELS.index(finding.level), SEVERITIES.index(finding.severity)


def headline(report: Report) -> str:
    """The verdict in a few words; only a complete scan without any failure is plainly passed."""
    if report.summary.exit == _EMPTY:
        return "Nothing was judged"
    unread = len({error.path for error in unreadable(report)})
    if not is_complete(report):
        made = _levels(failing(report)[0]) if report.summary.drift else ""
        failed = f", and {made}" if made else ""
        return f"Incomplete: {counted(unread, 'file')} could not be read{failed}"
    aside = f", though {counted(unread, 'file')} could not be read" if unread else ""
    return f"{_outcome(report)}{aside}"


def _outcome(report: Report) -> str:
    made, old = failing(report)
    of_change = report.drift is not None and report.drift.base is not None
    if made:
        word = "Failed" if report.summary.drift else "Passed with findings"
        return f"{word}: {'this change brings ' if of_change else ''}{_levels(made)}"
    if report.summary.drift:
        return "Failed"
    if of_change:
        rest = f", {counted(len(old), 'old finding')} left" if old else ""
        return f"Passed: this change brings no finding{rest}"
    return _UNDECIDED if report.summary.outcomes["unknown"] else "Passed"


def coverage_text(report: Report) -> str:
    """How much was looked at, in one sentence without its full stop."""
    coverage = report.coverage
    unread = len({error.path for error in coverage.failed})
    told = [
        f"Judged {coverage.judged} of {counted(coverage.discovered, 'file')}",
        f"{len(coverage.skipped)} skipped" if coverage.skipped else "",
        f"{unread} could not be read" if unread else "",
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
