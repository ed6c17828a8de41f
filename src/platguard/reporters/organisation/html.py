"""The report about an organisation as one file of HTML, to be read, printed and kept.

It needs no network and asks for nothing: charts are drawn when it is written, and styles and script
stand in it. Without scripts all of it can be read but for the rest of long tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from platguard.audit.progress import begun, over
from platguard.reporters.organisation import html_charts as charts
from platguard.reporters.organisation import html_controls
from platguard.reporters.organisation import html_grids as grids
from platguard.reporters.organisation.html_summary import attention, better, cards, meant
from platguard.reporters.organisation.tables import TABLES, change, compliance, scope, tables
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
    own: Callable[[OrganisationReport], Iterable[Grid]] = lambda report: ()
    """Tables that only a page has, before the others."""
    texts: Texts = lambda report: ()
    letters: Callable[[OrganisationReport], Iterable[Letters]] = lambda report: ()
    empty: str = "Nothing is to be told about this."
    is_wide: bool = False


def write(report: OrganisationReport, stream: BinaryIO) -> None:
    """Writes the page; the same report gives the same bytes."""
    demand_libraries()
    with ThreadPoolExecutor(1) as pool:
        # A history looks for the worst findings while all else is written.
        told = replace(report, findings=grids.ahead(report.findings, pool))
        found = [*sections(told)]
    page = render(
        "organisation.jinja",
        {
            "report": report,
            "where": scope(report) if report.scope else "",
            "headlines": [*cards(report)],
            "better": [*better(report)],
            "meant": " ".join([meant(report), *over(report)]),
            "attention": [*attention(report)],
            "sections": found,
        },
        label=report.label,
    )
    stream.write(page.encode("utf-8"))


def sections(report: OrganisationReport) -> Iterator[Section]:
    """The parts in their order. A table that no part names gets a part of its own."""
    asked = TABLES.keys() - _ELSEWHERE
    known = {table.id: table for table in tables(report, asked) if not table.is_detail}
    plans = dict(_PLANS)
    for id_ in known:
        if not any(id_ in plan.tables for plan in _PLANS.values()):
            plans[id_] = _Plan(known[id_].title, (id_,))
    plans["made"] = plans.pop("made")  # the last one
    for id_, plan in plans.items():
        held = [*plan.own(report)] + [
            grids.of(known[name]) for name in plan.tables if name in known
        ]
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
        yield "Nobody looked before this day, so nothing is told about changes."
        return
    total = report.drift.total
    came = total.states["new"] + total.states["regressed"]
    told = f"Since {report.drift.since} commits resolved {total.states['resolved']:,} failing"
    told += f" findings and brought {came:,}: {total.change:+,}"
    if total.rate is not None:
        told += f", which is {total.rate:+}% of the {total.baseline:,} that failed then"
    yield f"{told}{begun(report)}. What no commit caused stands beside."
    if not report.drift.champions:
        yield "In no team commits mended more than they brought since the end of last month."


def _proven(report: OrganisationReport) -> Iterator[str]:
    if report.inputs is None:
        return
    yield (
        "Every result is of a commit, which stands beside its repository, judged by the rules "
        "with the digests below. To have it all judged again by somebody else: `platguard org "
        f"export DIR --as-of {report.as_of}` writes commits, rules, register and results with a "
        "statement to sign, and `platguard verify DIR` judges them again and says what differs."
    )


def _letters(report: OrganisationReport) -> Iterator[Letters]:
    for one in report.usage:
        if one.texts:
            yield Letters(one.name, [*one.texts.items()])


_ELSEWHERE = frozenset(
    ("rates", "progress", "repositories", "matrix", "texts", "frameworks", "controls", "trend",
     "course", "burn-down", "pace")
)  # fmt: skip
"""Tables that the first screen, charts, the matrix and the letters tell."""
_PLANS: Mapping[str, _Plan] = {
    "trend": _Plan("Trend and target", ("programme",), charts.trend, texts=_pace),
    "standards": _Plan("Standards and rules", ("standards", "rules", "unused"), charts.standards),
    "repositories": _Plan(
        "Who complies with what", own=lambda report: [grids.matrix(report)], is_wide=True
    ),
    "drift": _Plan(
        "What changed", ("champions", "drift"), charts.drift, texts=_drifted, is_wide=True
    ),
    "adoption": _Plan(
        "Adoption by segment, wave and team", ("adoption",), charts.adoption,
        own=grids.by_standard, is_wide=True,
    ),
    "ending": _Plan(
        "What ends, and will it be gone", ("usage", "usage-by-team"), charts.burndowns,
        letters=_letters, empty="No rule ends the use of anything.", is_wide=True,
    ),
    "done": _Plan(
        "When each part will be done", own=lambda report: [grids.paces(report)], is_wide=True,
        empty="Nobody scanned the organisation by that day.",
    ),
    "tools": _Plan("Tools by purpose", ("sprawl", "capabilities"), charts.sprawl),
    "exceptions": _Plan(
        "Exceptions, and the days ahead",
        ("exceptions", "register", "exceptions-by-team", "calendar"), charts.exceptions,
        is_wide=True,
        empty="There is no exception, and nothing begins or ends in the next 90 days.",
    ),
    "roadmap": _Plan("Roadmap of rules", ("roadmap",), empty="No rule has a date."),
    "scorecard": _Plan("Scorecard", ("scorecard", "estimates")),
    "controls": _Plan(
        "Controls and their evidence", is_wide=True,
        own=lambda report: [
            grids.of(compliance.frameworks(report)), html_controls.controls(report),
        ],
    ),
    "findings": _Plan(
        "Findings", own=lambda report: [grids.findings(report)], empty="No finding is open.",
        is_wide=True,
    ),
    "not-judged": _Plan(
        "Not judged, or not in full", ("not-judged", "unassigned", "archived"),
        empty="All repositories were judged in full.",
    ),
    "practices": _Plan("How teams rotate secrets and separate networks", ("practices",)),
    "inconsistencies": _Plan(
        "Given numbers that cannot be true", ("inconsistencies",),
        empty="No given number is impossible.",
    ),
    "made": _Plan("How this was made, and how to check it", ("about",), texts=_proven),
}  # fmt: skip
"""The parts of the page, in the order in which somebody asks for them."""
