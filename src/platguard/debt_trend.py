"""Whether adopted debt grows or shrinks."""

from __future__ import annotations

from dataclasses import replace

from platguard.model.baseline import ADOPTED
from platguard.model.report import Report
from platguard.previous_report import PreviousReport


def with_trend(report: Report, previous: PreviousReport) -> Report:
    """The report, its debt held against what was tolerated on the base or in an earlier report."""
    if report.debt is None:
        return report
    notes = (earlier.finding.exception for earlier in previous.failing)
    was = sum(note is not None and note.state == ADOPTED for note in notes)
    return replace(report, debt=replace(report.debt, was=was))
