"""What the report is about, and what decided about its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platguard.reporters.organisation.tables.cells import columns, share, words
from platguard.reporters.organisation.tables.table import Table

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport


def about(report: OrganisationReport) -> Table:
    """Day, scope, label, versions, digests and coverage: one fact a row."""
    told = [(what, value) for what, value in _told(report) if value]
    return Table("about", "About this report", columns(("what", "value")), told)


def _told(report: OrganisationReport) -> Iterator[tuple[str, str]]:
    yield "label", report.label
    yield "as of", str(report.as_of)
    yield "scans", report.scanned.told if report.scanned else ""
    yield "changes since", str(report.since or "")
    yield "scope", scope(report)
    yield "written by", f"platguard {report.version}"
    cover = report.coverage
    yield "repositories judged in full", share(cover.repositories)
    yield "archived repositories, in no number", words(len(cover.archived))
    yield "files read", share(cover.files)
    yield "files that could not be read", words(cover.failed)
    yield "files that were skipped", words(cover.skipped)
    yield "files that are templates", words(cover.unrendered)
    found = report.inputs
    if found is None:
        yield "scans", "nobody scanned the organisation by that day"
        return
    yield "scanned with", f"platguard {found.tool_version}"
    yield "time zone", found.timezone
    yield "standards", found.standards
    yield "configuration", found.configuration
    yield "register of exceptions", found.register
    for name, day in found.tables.items():
        yield f"table {name}", day


def scope(report: OrganisationReport) -> str:
    """What the report is limited to, in words."""
    told = ", ".join(f"{key} {pattern}" for key, pattern in report.scope.items())
    return told or "the whole organisation"
