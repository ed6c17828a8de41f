"""What a change leaves unread: no change is clean of which a part could not be judged."""

from __future__ import annotations

from collections.abc import Iterator

from platguard.assembly import reached
from platguard.earlier_files import EarlierFiles
from platguard.json_fields import as_told
from platguard.model.report import Finding, Report, ReportError
from platguard.sources.discovery import is_always_vendored
from platguard.sources.limits import VENDORED
from platguard.survey import OWN, UNKNOWN_CONTENT


def errors_of_change(report: Report, before: Report, files: EarlierFiles) -> list[ReportError]:
    """What could not be judged by the doing of the change, of all that its report tells.

    `report` is of what the change became, with what the base makes of it, `before` of what it was.
    """
    return [*_broken(report, before, files), *_lost(report, before, files), *_undue(report, files)]


def _broken(report: Report, before: Report, files: EarlierFiles) -> Iterator[ReportError]:
    """Files that cannot be read, but for those that could not be read before either."""
    failed = {as_told(error.path) for error in before.coverage.failed}
    for error in report.errors:
        path = as_told(error.path)
        if not (files.origin(path) in failed and files.is_unchanged(path)):
            yield error


def _lost(report: Report, before: Report, files: EarlierFiles) -> Iterator[ReportError]:
    """Files that were judged and stand where they stood, and in which nobody looks any more.

    A new Chart.yaml makes the `charts` beside it somebody else's; a link leads anywhere. What a
    Kustomization alone led to, and does not any more, is not deployed any more.
    """
    skipped = {file.path for file in before.coverage.skipped}
    for file in report.coverage.skipped:
        known = files.is_known(as_told(file.path)) and file.path not in skipped
        undeployed = file.reason == VENDORED and is_always_vendored(file.path)
        if known and not undeployed and file.reason not in (OWN, UNKNOWN_CONTENT):
            told = f"was judged before the change, which makes nobody look in it ({file.reason})"
            yield ReportError(file.path, 0, 0, told)


def _undue(report: Report, files: EarlierFiles) -> Iterator[ReportError]:
    """Files that the change mended, with findings that it brought or only laid open."""
    first: dict[str, Finding] = {}
    for finding in report.findings:
        compared = finding.comparison
        if compared is None or compared.state != "incomparable" or finding.outcome != "fail":
            continue
        is_same = files.is_unchanged(as_told(finding.path))
        if not is_same and finding.level in reached(report.summary.fail_on):
            first.setdefault(finding.path, finding)
    for path, finding in first.items():
        told = f"could not be read before the change, so nobody can tell who made {finding.rule}"
        yield ReportError(path, finding.line, finding.column, told)
