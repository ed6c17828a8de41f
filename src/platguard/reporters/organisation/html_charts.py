"""The charts of the report about an organisation: which rows are drawn, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from platguard.counting import counted
from platguard.reporters.organisation.tables import share
from platguard.reporters.organisation.tables.movement import COMPLYING, complying
from platguard.reporters.pages import shapes
from platguard.reporters.pages.drawing import Chart

if TYPE_CHECKING:
    from platguard.model.audit import Burndown, OrganisationReport, Rate

_DAYS = {"format": "%Y-%m-%d", "labelAngle": -45, "tickCount": 6}
_MONTHS = {"labelAngle": -45}


def standards(report: OrganisationReport) -> Iterator[Chart]:
    """Repositories, or services, by standard and what became of them there."""
    what = "services" if report.matrix.by == "service" else "repositories"
    rows = [
        (one.standard, *_parts(one.rows, one.exempt, one.unknown))
        for one in report.matrix.standards
        if one.rows.whole or one.exempt or one.unknown
    ]
    if rows:
        told = f"For each standard, how many {what} meet all of its rules, are exempt from the "
        told += "rules that they break, cannot be decided, or fail."
        title = f"{what.capitalize()} by standard"
        yield shapes.stacked("standards-chart", title, told, "standard", what, rows)


def trend(report: OrganisationReport) -> Iterator[Chart]:
    """What complies, by month; and teams against the target, by month of the programme."""
    by_month = complying(report)
    shares = {
        name: {month: held[counts] for month, held in by_month.items()
               if counts in held and held[counts].whole}
        for counts, name in COMPLYING.items()
    }  # fmt: skip
    shares = {name: points for name, points in shares.items() if len(points) > 1}
    if shares:
        months = sorted({month for points in shares.values() for month in points})
        told = "; ".join(
            f"{name} from {share(points[min(points)])} in {min(points)}"
            f" to {share(points[max(points)])} in {max(points)}"
            for name, points in shares.items()
        )
        line = shapes.line("month", "%", "ordinal", list(shares), axis=_MONTHS, largest=100)
        yield Chart(
            "trend-chart",
            "What complies, by month",
            f"{told[0].upper()}{told[1:]}.",
            ("month", *shares),
            [
                (month, *(share(points.get(month)) for points in shares.values()))
                for month in months
            ],
            shapes.lines_of([line]),
            [
                {"month": month, "%": float(points[month].percent or 0), "line": name}
                for name, points in shares.items()
                for month in sorted(points)
            ],
        )
    course = report.adoption.course
    if course:
        yield Chart(
            "course-chart",
            "Teams that comply, against the target",
            f"Months since the programme began on {course.started}. "
            f"The target is the dashed line; usual is {course.band}.",
            ("month", "target", "teams that comply", "told"),
            [(str(one.month), f"{one.target}%", "-" if one.actual is None else f"{one.actual}%",
              one.told)
             for one in course.points],
            shapes.lines_of([
                shapes.line("month", "% of teams", "quantitative", ["seen", "target"],
                            axis={"title": "month of the programme"}, largest=100)
            ]),
            [
                {"month": float(one.month), "% of teams": float(value), "line": name}
                for one in course.points
                for name, value in (("target", one.target), ("seen", one.actual))
                if value is not None
            ],
        )  # fmt: skip


def drift(report: OrganisationReport, *which: str) -> Iterator[Chart]:
    """What came and what went, by team and by rule, or by one of them."""
    if report.drift is None:
        return
    known = {"team": report.drift.teams, "rule": report.drift.rules}
    for of in which or known:
        rows = known[of]
        moved = [
            (row.name or "(none)", row.states["new"] + row.states["regressed"],
             row.states["resolved"])
            for row in rows
        ]  # fmt: skip
        moved = sorted((row for row in moved if row[1] or row[2]), key=lambda row: -max(row[1:]))
        if moved:
            title = f"What came and went since {report.drift.since}, by {of}"
            told = "To the right findings that commits brought or brought back, to the left those "
            told += "that were resolved."
            yield shapes.diverging(f"drift-{of}", title, told, of, "findings", moved)


def adoption(
    report: OrganisationReport, which: Sequence[str] = ("segment", "wave", "team")
) -> Iterator[Chart]:
    """How many of the rules that apply are met in each team, segment and wave, lowest share first.

    A repository fails with its first rule, so that shares of repositories say nothing of the way
    there; rules do.
    """
    what = "services" if report.matrix.by == "service" else "repositories"
    for of in which:
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for row in report.matrix.rows:
            failed = row.rules.whole - row.rules.part
            for place, number in enumerate((row.rules.part, row.exempt, row.unknown, failed)):
                sums[getattr(row, of)][place] += number
        named = [(name, held) for name, held in sums.items() if any(held)]
        if len(named) > 1:
            named.sort(key=lambda one: (one[1][0] / (one[1][0] + one[1][3] or 1), one[0]))
            told = f"Every rule once for each of the {what} that it applies to, lowest share first."
            rows = [(name or "(none)", *map(str, held)) for name, held in named]
            title = f"Rules that are met, by {of}"
            yield shapes.stacked(f"adoption-{of}", title, told, of, f"rules in {what}", rows)


def burndowns(report: OrganisationReport, rule: str = "") -> Iterator[Chart]:
    """The use of what ends, or of what one rule ends, day by day, with its end and where the line
    points."""
    for number, one in enumerate(report.usage):
        if one.series and rule in ("", one.rule):
            yield _burndown(f"burndown-{number}", one)


def exceptions(report: OrganisationReport) -> Iterator[Chart]:
    """The exceptions in force, by age and by the month in which they end."""
    ages = [(name, number, None) for name, number in report.exceptions.ages.items()]
    if any(number for _, number, _ in ages):
        title, told = (
            "Exceptions in force, by age",
            "How many there are, by months since they began.",
        )
        yield shapes.bars("ages", title, told, "months", "exceptions", ages)
    ends: dict[str, int] = {}
    for row in report.exceptions.rows:
        if row.age and row.sunset and row.days_left is not None and row.days_left >= 0:
            month = f"{row.sunset:%Y-%m}"
            ends[month] = ends.get(month, 0) + 1
    if ends:
        months = [(month, number, None) for month, number in sorted(ends.items())]
        title, told = "Exceptions by their last month", "How many end in each month."
        yield shapes.bars("sunsets", title, told, "month", "exceptions", months)


def sprawl(report: OrganisationReport) -> Iterator[Chart]:
    """How many products serve one purpose, against how many the standard names."""
    found = [
        (one.category, one.distinct, one.target)
        for one in report.sprawl.categories
        if one.distinct or one.target
    ]
    if found:
        told = "How many products are in use for each purpose; a thick mark stands where the "
        told += "standard names how many there should be."
        mark = "named by the standard"
        title = "Products by purpose"
        yield shapes.bars("sprawl-chart", title, told, "purpose", "products", found, mark)


def _burndown(id_: str, one: Burndown) -> Chart:
    last = one.series[-1]
    data: list[dict[str, Any]] = [
        {"day": str(point.day), "places": point.places, "line": "seen"} for point in one.series
    ]
    told = f"{one.places:,} in {counted(one.repositories, 'repository', 'repositories')}."
    told += f" {one.outlook}"
    if one.zero_on:
        data.append({"day": str(last.day), "places": last.places, "line": "expected"})
        data.append({"day": str(one.zero_on), "places": 0, "line": "expected"})
    names = ["seen", "expected"] if one.zero_on else ["seen"]
    largest = max(point.places for point in one.series)
    layers = [shapes.line("day", "places", "temporal", names, axis=_DAYS, largest=largest)]
    if one.ends_on:
        layers.append(shapes.day(one.ends_on, f"ends {one.ends_on}", "day"))
    return Chart(
        id_,
        f"{one.name}: how many are left",
        told,
        ("day", "places", "repositories"),
        [(str(point.day), str(point.places), str(point.repositories)) for point in one.series],
        shapes.lines_of(layers),
        data,
    )


def _parts(rate: Rate, exempt: int, unknown: int) -> tuple[str, str, str, str]:
    """What passed, is exempt, is unknown and failed."""
    return str(rate.part), str(exempt), str(unknown), str(rate.whole - rate.part)
