"""The first page: how the organisation stands, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platguard.reporters.organisation import html_charts as charts
from platguard.reporters.organisation.html_summary import attention, better, meant
from platguard.reporters.organisation.tables.movement import COMPLYING, complying
from platguard.server.pages.sight import Sight
from platguard.server.values import Entries, Entry, Page, Table

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport


def overview(sight: Sight) -> Page:
    """Rates with what they are shares of, then what needs somebody."""
    report = sight.report
    inputs, coverage = report.inputs, report.coverage
    return Page(
        title="Overview",
        facts=[
            ("Judged in full", coverage.repositories),
            ("Files read", coverage.files),
            ("Made by platguard", inputs.tool_version if inputs else None),
            ("Standards", inputs.standards[:19] if inputs else None),
        ],
        lists=[*_answers(report)],
        charts=[*charts.trend(report), *charts.burndowns(report), *charts.sprawl(report)],
        tables=[_rates(sight), _trend(sight), _not_judged(sight), _ending(sight), _calendar(sight)],
    )


def _answers(report: OrganisationReport) -> Iterator[Entries]:
    """Whether it gets better, and what does not wait: as on the first screen of the report."""
    found = [Entry(one.verdict, one.text) for one in better(report)]
    nothing = "" if found else "Nobody can say yet: there is no scan of three months ago. "
    yield Entries("Are we getting better?", found, f"{nothing}{meant(report)}")
    urgent = [Entry(one.state, one.text) for one in attention(report)]
    if urgent:
        yield Entries("What needs attention", urgent)


def _rates(sight: Sight) -> Table:
    columns = ("", "share", "exempt", "unknown", "points in a month", "in a quarter")
    rows = [
        (one.name, one.rate, one.exempt, one.unknown, one.month, one.quarter)
        for one in sight.report.headlines
    ]
    note = "Shares are of what passes or fails; exempt and unknown stand beside."
    return Table("Rates", columns, rows, note)


def _trend(sight: Sight) -> Table:
    shares = complying(sight.report)
    rows = [(month, *map(shares[month].get, COMPLYING)) for month in reversed(shares)]
    note = f"Teams that comply, at the end of each month: {sight.report.adoption.trajectory}."
    return Table("Trend", ("month", *COMPLYING.values()), rows, note if rows else "")


def _not_judged(sight: Sight) -> Table:
    rows = [
        (sight.to("repositories", one.repository), sight.team(one.team), one.status, one.reason)
        for one in sight.report.coverage.not_judged
    ]
    columns = ("repository", "team", "status", "reason")
    empty = "Every repository was judged in full."
    return Table("Not judged, or not in full", columns, rows, empty=empty)


def _ending(sight: Sight) -> Table:
    columns = ("what", "rule", "ends on", "outlook", "places", "of these exempt", "repositories")
    rows = [
        (
            one.name,
            sight.to("rules", one.rule),
            *(one.ends_on, one.outlook, one.places, one.exempt, one.repositories),
        )
        for one in sight.report.usage
    ]
    return Table("Use of what ends", columns, rows)


def _calendar(sight: Sight) -> Table:
    rows = [(one.day, one.days_left, one.told) for one in sight.report.calendar]
    return Table("The next 90 days", ("day", "days left", "what"), rows, empty="Nothing.")
