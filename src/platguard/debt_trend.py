"""Whether adopted debt grows or shrinks."""

from __future__ import annotations

from dataclasses import replace

from platguard.model.baseline import ADOPTED
from platguard.model.report import Report
from platguard.previous_report import PreviousReport


def with_trend(report: Report, previous: PreviousReport) -> Report:
    """The report, its debt held against what was tolerated on the base or in an earlier report,
    where both looked at the same part of the repository."""
    if report.debt is None or not _is_same_part(report, previous):
        return report
    notes = (earlier.finding.exception for earlier in previous.failing)
    was = sum(note is not None and note.state == ADOPTED for note in notes)
    return replace(report, debt=replace(report.debt, was=was))


def _is_same_part(report: Report, previous: PreviousReport) -> bool:
    # Which rules or files were left out on purpose, an earlier report does not tell; of a base
    # they are the same.
    is_known = report.base is not None or not (report.target.narrowed or previous.narrowed)
    return is_known and report.target.scope == previous.scope
