"""A backfill for people: what was not judged by name, then each day with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.model.organisation import INCOMPLETE, WITH_FINDINGS
from platguard.reporters.layout import Layout, write_sections
from platguard.reporters.organisation_scan_text import beside_of, rate_of

if TYPE_CHECKING:
    from platguard.model.organisation_backfill import DayLine, GapLine, OrganisationBackfill
    from platguard.reporters import Style

_VERDICTS = {
    0: ("Done", "good"),
    3: ("Incomplete", "error"),
    4: ("Nothing was judged", "error"),
}


def write(backfill: OrganisationBackfill, stream: TextIO, style: Style) -> None:
    """Writes the backfill."""
    layout = Layout(style.width, style.colour)
    sections = [
        list(_gaps(layout, backfill)),
        list(_days(layout, backfill)),
        [line for notice in backfill.notices for line in layout.paragraph(notice)],
        list(_end(layout, backfill)),
    ]
    write_sections(sections, stream)


def _gaps(layout: Layout, backfill: OrganisationBackfill) -> Iterator[str]:
    if backfill.gaps:
        yield layout.line("Not judged, or not in full", "strong")
    for gap in backfill.gaps:
        told = f"{gap.status} {_time(gap)}: {gap.reason}"
        yield from layout.paragraph(told, lead=[(f"{gap.name}:", "")], indent=2, hang=6)


def _time(gap: GapLine) -> str:
    return f"on {gap.first}" if gap.first == gap.last else f"from {gap.first} to {gap.last}"


def _days(layout: Layout, backfill: OrganisationBackfill) -> Iterator[str]:
    if backfill.days:
        yield layout.line("Days of the history", "strong")
    for line in backfill.days:
        yield from layout.paragraph(_told(line), lead=[(f"{line.day}:", "")], indent=2, hang=6)


def _told(line: DayLine) -> str:
    total = sum(line.statuses.values())
    judged = sum(line.statuses.get(status, 0) for status in WITH_FINDINGS)
    told = f"{judged:,} of {counted(total, 'repository', 'repositories')} judged"
    if part := line.statuses.get(INCOMPLETE, 0):
        told += f" ({part:,} in part)"
    if line.passed + line.failed:
        told += f", {rate_of(line.passed, line.failed)}{beside_of(line.exempt, line.unknown)}"
    return told if line.is_new else f"{told}; known before"


def _end(layout: Layout, backfill: OrganisationBackfill) -> Iterator[str]:
    yield from layout.paragraph(f"The history is {backfill.history}.")
    lead, ink = _VERDICTS[backfill.exit]
    new = sum(line.is_new for line in backfill.days)
    told = f"{counted(new, 'day')} judged, {len(backfill.days) - new:,} known before."
    yield from layout.paragraph(told, lead=[(f"{lead}:", ink)])
