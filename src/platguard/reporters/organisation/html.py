"""The report about an organisation as one file of HTML, to be read, printed and kept.

It needs no network and asks for nothing: charts are drawn when it is written, and styles and script
stand in it. Without scripts all of it can be read but for the rest of long tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from platguard.reporters.organisation import html_charts as charts
from platguard.reporters.organisation import html_grids as grids
from platguard.reporters.organisation.html_summary import attention, cards
from platguard.reporters.organisation.tables import change, scope, tables
from platguard.reporters.pages.frame import demand_libraries, render

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport
    from platguard.reporters.pages.drawing import Chart
    from platguard.reporters.pages.grids import Grid

Texts = Callable[["OrganisationReport"], Iterable[str]]


class Letters(NamedTuple):
    """Texts that are ready to be sent."""

    about: str
    texts: Sequence[tuple[str, str]]
    """When to send it, and the text."""


class Section(NamedTuple):
    """One part of the page."""

    id: str
    title: str
    texts: Sequence[str]
    charts: Sequence[Chart]
    grids: Sequence[Grid]
    letters: Sequence[Letters] = ()
    is_wide: bool = False
    """Whether it stands on broad paper."""


class _Plan(NamedTuple):
    """What a section is made of."""

    title: str
    tables: Sequence[str] = ()
    charts: Callable[[OrganisationReport], Iterable[Chart]] = lambda report: ()
    own: Callable[[OrganisationReport], Grid] | None = None
    texts: Texts = lambda report: ()
    letters: Callable[[OrganisationReport], Iterable[Letters]] = lambda report: ()
    empty: str = "Nothing is to be told about this."
    is_wide: bool = False


def write(report: OrganisationReport, stream: BinaryIO) -> None:
    """Writes the page; the same report gives the same bytes."""
    demand_libraries()
    found = [*sections(report)]
    page = render(
        "organisation.jinja",
        {
            "report": report,
            "where": scope(report) if report.scope else "",
            "headlines": [*cards(report)],
            "attention": [*attention(report)],
            "sections": found,
        },
        label=report.label,
    )
    stream.write(page.encode("utf-8"))


def sections(report: OrganisationReport) -> Iterator[Section]:
    """The parts in their order. A table that no part names gets a part of its own."""
    known = {table.id: table for table in tables(report) if not table.is_detail}
    plans = dict(_PLANS)
    for id_ in known:
        if id_ not in _ELSEWHERE and not any(id_ in plan.tables for plan in _PLANS.values()):
            plans[id_] = _Plan(known[id_].title, (id_,))
    plans["made"] = plans.pop("made")  # the last one
    for id_, plan in plans.items():
        own = [plan.own(report)] if plan.own else []
        held = own + [grids.of(known[name]) for name in plan.tables if name in known]
        drawings = [*plan.charts(report)]
        shown = [grid for grid in held if grid.rows]
        told = [*plan.texts(report)]
        if not (shown or drawings or told):
            told = [plan.empty]
        letters = [*plan.letters(report)]
        yield Section(id_, plan.title, told, drawings, shown, letters, plan.is_wide)


def _pace(report: OrganisationReport) -> Iterator[str]:
    found = report.adoption
    told = f"Teams that comply: {found.trajectory}"
    if found.growth is not None:
        told += f", {change(found.growth)} points in the last month"
    if found.curve:
        told += f"; in month {found.curve.month} of the programme {found.curve.told}"
        told += f" (target {found.curve.target}%)"
    yield f"{told}."


def _drifted(report: OrganisationReport) -> Iterator[str]:
    if report.drift is None:
        yield "The report was made without --since, so nothing is told about changes."
        return
    total = report.drift.total
    of = f" in percent of {total.baseline:,} failing findings" if total.rate is not None else ""
    rate = f": {total.rate:+}%{of}" if total.rate is not None else ""
    yield f"Drift since {report.drift.since}: {total.change:+,} findings{rate}."


def _letters(report: OrganisationReport) -> Iterator[Letters]:
    for one in report.usage:
        if one.texts:
            yield Letters(one.name, [*one.texts.items()])


_ELSEWHERE = frozenset(("rates", "repositories", "matrix", "texts"))
"""Tables that the first screen, the matrix and the letters tell."""
_PLANS: Mapping[str, _Plan] = {
    "trend": _Plan(
        "Trend and target", ("trend", "course", "programme"), charts.trend, texts=_pace
    ),
    "standards": _Plan("Standards and rules", ("standards", "rules", "unused"), charts.standards),
    "repositories": _Plan("Who complies with what", own=grids.matrix, is_wide=True),
    "drift": _Plan(
        "Drift", ("champions", "drift"), charts.drift, texts=_drifted, is_wide=True
    ),
    "adoption": _Plan("Adoption", ("adoption",), charts.adoption),
    "ending": _Plan(
        "What ends", ("usage", "usage-by-team", "burn-down"), charts.burndowns,
        letters=_letters, empty="No rule ends the use of anything.", is_wide=True,
    ),
    "tools": _Plan("Tools by purpose", ("sprawl",), charts.sprawl),
    "exceptions": _Plan(
        "Exceptions and the calendar",
        ("exceptions", "exceptions-by-team", "calendar"), charts.exceptions, is_wide=True,
        empty="There is no exception, and nothing begins or ends in the next 90 days.",
    ),
    "roadmap": _Plan("Roadmap", ("roadmap",), empty="No rule has a date."),
    "scorecard": _Plan("Scorecard", ("scorecard", "estimates")),
    "controls": _Plan("Controls and their evidence", ("controls",), is_wide=True),
    "findings": _Plan(
        "Findings", own=grids.findings, empty="No finding is open.", is_wide=True
    ),
    "not-judged": _Plan(
        "Not judged, or not in full", ("not-judged", "unassigned"),
        empty="All repositories were judged in full.",
    ),
    "practices": _Plan("What teams do", ("practices",)),
    "inconsistencies": _Plan(
        "Given numbers that cannot be", ("inconsistencies",),
        empty="No given number is impossible.",
    ),
    "made": _Plan("How this was made", ("about",)),
}  # fmt: skip
"""The parts of the page, in the order in which somebody asks for them."""
