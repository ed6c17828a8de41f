"""The first page: how the organisation stands, and what comes next."""

from __future__ import annotations

from platguard.reporters.organisation.tables.movement import COMPLYING, complying
from platguard.server.pages.sight import Sight
from platguard.server.values import Page, Table


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
        tables=[_rates(sight), _trend(sight), _not_judged(sight), _ending(sight), _calendar(sight)],
    )


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
    columns = ("rule", "state", "ends on", "services", "repositories", "gone by")
    rows = [
        (
            sight.to("rules", one.rule),
            *(one.state, one.ends_on, one.services, one.repositories, one.zero_on),
        )
        for one in sight.report.usage
    ]
    return Table("Use of what ends", columns, rows)


def _calendar(sight: Sight) -> Table:
    rows = [(one.day, one.days_left, one.told) for one in sight.report.calendar]
    return Table("The next 90 days", ("day", "days left", "what"), rows, empty="Nothing.")
