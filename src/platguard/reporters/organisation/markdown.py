"""The report about an organisation as Markdown: a page, or a mail. Rates and trend come first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from platguard.audit.progress import begun, over, untold
from platguard.counting import counted
from platguard.reporters.inert import inert_line
from platguard.reporters.inert_markdown import cell_code, inline, plain
from platguard.reporters.organisation.tables import (
    Cell,
    Column,
    Table,
    change,
    share,
    tables,
    words,
)
from platguard.reporters.organisation.texts import as_text

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

_MOST = 50
"""Rows of a table that a page shows; the other formats have all."""
_COPIED = frozenset({("texts", "text")})
"""Columns of tables that people copy from."""


def write(report: OrganisationReport, stream: BinaryIO, names: Collection[str] = ()) -> None:
    """Writes the first screen, then the tables of those ids that have rows; without ids all but
    those that are too long for a page."""
    lines = [*_first_screen(report), *_texts(report)]
    for table in tables(report, names):
        if names or not table.is_detail:
            lines += _section(table)
    if report.label:
        lines += ["", f"_{plain(report.label)}_"]
    with as_text(stream) as text:
        text.write("\n".join(map(inert_line, lines)) + "\n")


def _first_screen(report: OrganisationReport) -> Iterator[str]:
    where = ", ".join(f"{key} {pattern}" for key, pattern in report.scope.items())
    yield f"# Compliance as of {report.as_of}{f', {plain(where)}' if where else ''}"
    yield ""
    if report.inputs is None:
        yield "Nobody scanned the organisation by that day: there is nothing to report."
        return
    if report.scanned:
        warning = "**Old:** " if report.scanned.late else ""
        yield f"{warning}{report.scanned.told}"
        yield ""
    for answer in report.progress:
        yield f"- Are we getting better? **{answer.verdict}** since {answer.since}: {answer.told}"
    for one in report.headlines:
        beside = f"{one.exempt:,} exempt and {one.unknown:,} unknown beside"
        if one.apart:
            beside += f", no rule applies to {one.apart:,}"
        trend = _trend(one.month, one.quarter) or untold(report)
        yield f"- {one.name}: **{share(one.rate)}**, {beside}; {trend}."
    if report.enforced and report.enforced.whole:
        told = "A note counts against them; without an error and a warning are"
        yield f"- {told} **{share(report.enforced)}** repositories."
    yield from (f"- {told}" for told in over(report))
    found = report.adoption
    told = f"Adoption by teams: {found.trajectory}"
    if found.growth is not None:
        told += f", {change(found.growth)} points in the last month"
    if found.curve:
        told += f"; in month {found.curve.month} of the programme: {found.curve.told}"
        told += f" (target {found.curve.target}%)"
    yield f"- {told}."
    if (total := report.drift and report.drift.total) and total.rate is not None:
        of = counted(total.baseline, "failing finding")
        yield f"- Drift since {report.since}: {total.rate:+}% of {of}{begun(report)}."
    cover = report.coverage
    judged = f"{share(cover.repositories)} repositories judged in full"
    if cover.archived:
        judged += f" ({len(cover.archived)} archived beside)"
    yield f"- Coverage: {judged}, {share(cover.files)} files read."


def _trend(month: object, quarter: object) -> str:
    told = [
        f"{points:+} points in a {length}"
        for length, points in (("month", month), ("quarter", quarter))
        if points is not None
    ]
    return ", ".join(told)


def _texts(report: OrganisationReport) -> Iterator[str]:
    texts = [text for one in report.usage for name, text in one.texts.items() if name == "monitor"]
    if texts:
        yield ""
        yield from (f"- {plain(text)}" for text in texts)


def _section(table: Table) -> Iterator[str]:
    shown = [*islice(table.rows, _MOST + 1)]
    if not shown:
        return
    yield ""
    yield f"## {plain(table.title)}"
    yield ""
    if table.note:
        yield plain(table.note)
        yield ""
    yield _line([inline(column.name) for column in table.columns])
    yield _line(["---"] * len(table.columns))
    for row in shown[:_MOST]:
        yield _line([_cell(table, *one) for one in zip(row, table.columns, strict=True)])
    if len(shown) > _MOST:
        whole = sum(1 for _ in table.rows)
        yield ""
        yield f"{whole - _MOST:,} more of {whole:,} are in the other formats."


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(table: Table, value: Cell, column: Column) -> str:
    """Values of ours stay readable in a mail that nobody renders, and texts that are to be sent can
    be copied as they are."""
    if not isinstance(value, str):
        return words(value, column.kind)
    return cell_code(value) if (table.id, column.name) in _COPIED else inline(value)
