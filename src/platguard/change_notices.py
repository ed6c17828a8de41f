"""What people should hear of a change beside its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from platguard.counting import counted
from platguard.drift_ground import told
from platguard.model.report import Finding, Report
from platguard.survey import OWN, UNKNOWN_CONTENT

_SOME = 3


def notices_of_change(
    report: Report, before: Report, is_left_open: Callable[[Finding], bool]
) -> Iterator[str]:
    """Sentences about a report that was held against its base; `before` tells of its beginning.

    `is_left_open` tells of an undecided check whether it was decided there.
    """
    base = report.drift.base if report.drift else None
    if base is not None and base.head == base.merge_base:
        yield f"nothing to compare: {base.name} holds all that is judged"
    yield from _unjudged(report, before)
    yield from _open(report, is_left_open)


def _unjudged(report: Report, before: Report) -> Iterator[str]:
    """What nobody looks in is no pass, and decides nothing."""
    known = {file.path for file in before.coverage.skipped}
    arrived = [file for file in report.coverage.skipped if file.path not in known]
    arrived = [file for file in arrived if file.reason not in (OWN, UNKNOWN_CONTENT)]
    if arrived:
        told = ", ".join(f"{file.path} ({file.reason})" for file in arrived[:_SOME])
        more = f" and {len(arrived) - _SOME} more" if len(arrived) > _SOME else ""
        yield f"the change brings {counted(len(arrived), 'file')} that nobody judges: {told}{more}"


def _open(report: Report, is_left_open: Callable[[Finding], bool]) -> Iterator[str]:
    """That less is known than before: it is no pass, and decides nothing."""
    unknown = [told(finding) for finding in report.findings if finding.outcome == "unknown"]
    opened = [finding for finding in unknown if is_left_open(finding)]
    if opened:
        one = f"{opened[0].rule} of {opened[0].path}:{opened[0].line}"
        many = counted(len(opened), "check")
        yield f"{many} that could be decided before the change cannot be any more, such as {one}"
