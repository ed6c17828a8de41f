"""The report about an organisation as Markdown: a page, or a mail. Rates and trend come first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from platguard.counting import counted
from platguard.reporters.inert import inert_line
from platguard.reporters.inert_markdown import plain
from platguard.reporters.organisation.tables import Table, change, share, tables

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

_MOST = 50
"""Rows of a table that a page shows; the other formats have all."""

_NUMBER = re.compile(r"-|[-+]?\d[\d,]*(?:\.\d+)?(?: (?:of \d+ )?\([-+]?[\d,]+\.\d%\))?")


def write(report: OrganisationReport, stream: TextIO) -> None:
    """Writes the first screen, then every table that has rows."""
    lines = [*_first_screen(report), *_texts(report)]
    for table in tables(report):
        if table.rows:
            lines += _section(table)
    if report.label:
        lines += ["", f"_{plain(report.label)}_"]
    stream.write("\n".join(map(inert_line, lines)) + "\n")


def _first_screen(report: OrganisationReport) -> Iterator[str]:
    where = ", ".join(f"{key} {pattern}" for key, pattern in report.scope.items())
    yield f"# Compliance as of {report.as_of}{f', {plain(where)}' if where else ''}"
    yield ""
    if report.inputs is None:
        yield "Nobody scanned the organisation by that day: there is nothing to report."
        return
    for one in report.headlines:
        beside = f"{one.exempt} exempt and {one.unknown} unknown beside"
        yield f"- {one.name}: **{share(one.rate)}**, {beside}; {_trend(one.month, one.quarter)}."
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
        yield f"- Drift since {report.since}: {total.rate:+}% of {of}."
    cover = report.coverage
    judged = f"{share(cover.repositories)} repositories judged in full"
    yield f"- Coverage: {judged}, {share(cover.files)} files read."


def _trend(month: object, quarter: object) -> str:
    if month is None and quarter is None:
        return "no earlier report to compare with"
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
    yield ""
    yield f"## {plain(table.title)}"
    yield ""
    if table.note:
        yield plain(table.note)
        yield ""
    yield _line(table.columns)
    yield _line(["---"] * len(table.columns), literal=True)
    for row in table.rows[:_MOST]:
        yield _line(row)
    if len(table.rows) > _MOST:
        yield ""
        yield f"{len(table.rows) - _MOST} more of {len(table.rows)} are in the other formats."


def _line(cells: Sequence[str], *, literal: bool = False) -> str:
    shown = cells if literal else [_cell(cell) for cell in cells]
    return f"| {' | '.join(shown)} |"


def _cell(text: str) -> str:
    """Numbers of ours stay readable in a mail that nobody renders."""
    return text if _NUMBER.fullmatch(text) else plain(text)
