"""The parts of the report as tables of text: what Markdown, CSV and spreadsheets show alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from platguard.audit.drift import CAUSED, UNCAUSED

if TYPE_CHECKING:
    from platguard.model.audit import (
        AdoptionRow,
        CategorySprawl,
        DriftRow,
        OrganisationReport,
        Rate,
        StandardAdoption,
        ToolRow,
    )

Row = Sequence[str]


class Table(NamedTuple):
    """One part of the report."""

    id: str
    title: str
    columns: Row
    rows: Sequence[Row]
    note: str = ""
    """What one must know to read it."""


def tables(report: OrganisationReport) -> Iterator[Table]:
    """Every table, in the order in which they are shown; those without rows as well."""
    for make in _TABLES:
        yield make(report)


def share(rate: Rate | None) -> str:
    """`18 of 25 (72.0%)`, and a dash of nothing."""
    if rate is None or rate.percent is None:
        return "-"
    return f"{rate.part} of {rate.whole} ({rate.percent}%)"


def change(points: Decimal | None) -> str:
    """`+2.0`, and a dash where nobody knows."""
    return "-" if points is None else f"{points:+,f}"


def shown(value: date | Decimal | int | None) -> str:
    """A value, and a dash for none."""
    return "-" if value is None else f"{value:,f}" if isinstance(value, Decimal) else str(value)


def _headlines(report: OrganisationReport) -> Table:
    columns = ("", "share", "exempt", "unknown", "points in a month", "in a quarter")
    rows = [
        (one.name, share(one.rate), str(one.exempt), str(one.unknown), change(one.month),
         change(one.quarter))
        for one in report.headlines
    ]  # fmt: skip
    note = "Shares are of what passes or fails; exempt and unknown stand beside."
    return Table("rates", "Rates", columns, rows, note)


def _not_judged(report: OrganisationReport) -> Table:
    rows = [
        (one.repository, one.team, one.status, one.reason) for one in report.coverage.not_judged
    ]
    columns = ("repository", "team", "status", "reason")
    return Table("not-judged", "Not judged, or not in full", columns, rows)


def _rules(report: OrganisationReport) -> Table:
    columns = ("rule", "standard", "severity", "state", "repositories", "exempt", "unknown",
               "failing findings", "checks", "exempt checks", "unknown checks")  # fmt: skip
    rows = [
        (row.rule, row.standard, row.severity, row.state, share(row.repositories), str(row.exempt),
         str(row.unknown), str(row.findings), share(row.checks),
         *((str(row.tally.exempt), str(row.tally.unknown)) if row.tally else ("-", "-")))
        for row in report.matrix.rules
    ]  # fmt: skip
    return Table("rules", "Compliance by rule", columns, rows)


def _repositories(report: OrganisationReport) -> Table:
    columns = ("repository", "team", "segment", "tier", "wave", "status", "commit", "files read",
               "rules", "exempt", "unknown", "failing findings", "failing rules")  # fmt: skip
    rows = [
        (row.repository, row.team, row.segment, row.tier, row.wave, row.status, row.commit[:12],
         share(row.files), share(row.rules), str(row.exempt), str(row.unknown), str(row.findings),
         " ".join(rule for rule, cell in row.cells.items() if cell == "fail"))
        for row in report.matrix.rows
    ]  # fmt: skip
    return Table("repositories", "Compliance by repository", columns, rows)


def _drift(report: OrganisationReport) -> Table:
    found = report.drift
    columns = ("of", "failing at first", *CAUSED, "drift", *UNCAUSED, "half-life in days",
               "median days to resolve")  # fmt: skip
    rows = []
    if found:
        rows = [_drift_row("all", found.total)]
        rows += [_drift_row(f"team {row.name or '(none)'}", row) for row in found.teams]
        rows += [_drift_row(row.name, row) for row in found.rules]
    note = "Drift is new + regressed - resolved, in percent of what failed at first."
    note += " What returned, aged in or came by a rule change, nobody's commit caused."
    since = f" since {found.since}" if found else ""
    return Table("drift", f"Drift{since}", columns, rows, note)


def _drift_row(name: str, row: DriftRow) -> Row:
    rate = f"{row.change:+}" if row.rate is None else f"{row.change:+} ({row.rate:+}%)"
    half = shown(row.half_life) if row.half_life is not None else "not reached"
    states = row.states
    return (
        *(name, str(row.baseline), *(str(states[state]) for state in CAUSED), rate),
        *(str(states[state]) for state in UNCAUSED),
        *(half, shown(row.median_days)),
    )


def _adoption(report: OrganisationReport) -> Table:
    columns = ("standard", "group", "name", "share", "exempt", "unknown")
    rows = [row for one in report.adoption.standards for row in _adopted(one)]
    rows += [
        ("", "capability", row.name, f"{row.rate.counts} {share(row.rate)}", str(row.exempt),
         str(row.unknown))
        for row in report.adoption.by_capability
    ]  # fmt: skip
    return Table("adoption", "Adoption", columns, rows)


def _adopted(one: StandardAdoption) -> Iterator[Row]:
    name = one.standard or "all standards"
    groups: Sequence[tuple[str, Iterable[AdoptionRow]]] = (
        ("organisation", one.denominators),
        ("organisation", [one.repositories]),
        ("team", one.by_team),
        ("segment", one.by_segment),
        ("wave", one.by_wave),
    )
    for group, rows in groups:
        for row in rows:
            if not (row.rate.whole or row.exempt or row.unknown):
                continue  # the standard is not about them
            told = f"{row.rate.counts} {share(row.rate)}"
            yield (name, group, row.name or "(none)" if group != "organisation" else "", told,
                   str(row.exempt), str(row.unknown))  # fmt: skip


def _sprawl(report: OrganisationReport) -> Table:
    columns = ("category", "product", "standard", "repositories", "of these excepted")
    rows = [
        (one.category, row.product, _standard(one, row), str(row.repositories), str(row.excepted))
        for one in report.sprawl.categories
        for row in one.products
    ]  # fmt: skip
    found = report.sprawl
    whole = "; ".join(
        f"{one.category} {one.distinct} of {shown(one.target)}, surplus {shown(one.surplus)}"
        for one in found.categories
    )
    note = f"{found.distinct} products, {found.target} named by the standard, surplus"
    note += f" {found.surplus}: {whole}." if whole else f" {found.surplus}."
    return Table("sprawl", "Tools by purpose", columns, rows, note)


def _standard(category: CategorySprawl, row: ToolRow) -> str:
    if category.target is None:
        return "-"
    return "yes" if row.is_standard else "no"


def _usage(report: OrganisationReport) -> Table:
    columns = ("rule", "state", "ends on", "services", "repositories", "since announcement",
               "fewer a month", "zero on", "in time", "owners")  # fmt: skip
    rows = [
        (one.rule, one.state, shown(one.ends_on), str(one.services), str(one.repositories),
         "-" if one.change is None else f"{one.change:+}", shown(one.per_month),
         shown(one.zero_on), {True: "yes", False: "no", None: "-"}[one.in_time],
         ", ".join(f"{team.team or '(none)'} {team.services}" for team in one.teams))
        for one in report.usage
    ]  # fmt: skip
    return Table("usage", "Use of what ends", columns, rows)


def _exceptions(report: OrganisationReport) -> Table:
    columns = ("id", "state", "team", "category", "rules", "since", "term", "months", "sunset",
               "days left", "findings", "for leadership", "reason")  # fmt: skip
    rows = [
        (row.id, row.state, row.team, row.category, " ".join(row.rules), shown(row.since),
         str(row.term), row.age or "-", shown(row.sunset), shown(row.days_left), str(row.matches),
         "yes" if row.for_leadership else "no", row.reason)
        for row in report.exceptions.rows
    ]  # fmt: skip
    ages = ", ".join(f"{name} months {number}" for name, number in report.exceptions.ages.items())
    return Table("exceptions", "Exceptions", columns, rows, f"In force, by age: {ages}.")


def _calendar(report: OrganisationReport) -> Table:
    rows = [(str(one.day), str(one.days_left), one.told) for one in report.calendar]
    return Table("calendar", "The next 90 days", ("day", "days left", "what"), rows)


def _scorecard(report: OrganisationReport) -> Table:
    columns = ("metric", "value", "unit", "target", "state", "month", "quarter", "source",
               "recorded on", "how")  # fmt: skip
    rows = [
        (row.title, shown(row.value), row.unit, row.target, row.state, change(row.month),
         change(row.quarter), row.source, shown(row.recorded_on), row.note)
        for row in report.scorecard
    ]  # fmt: skip
    return Table("scorecard", "Scorecard", columns, rows)


def _roadmap(report: OrganisationReport) -> Table:
    rows = [
        (quarter.name, item.state, item.rule, item.title, shown(item.day))
        for quarter in report.roadmap
        for item in quarter.items
    ]
    return Table("roadmap", "Roadmap", ("quarter", "state", "rule", "title", "from"), rows)


def _controls(report: OrganisationReport) -> Table:
    columns = ("framework", "control", "repositories", "checks", "exempt", "unknown",
               "deviations", "rules")  # fmt: skip
    rows = [
        (framework.name, row.control, share(row.repositories), share(row.checks), str(row.exempt),
         str(row.unknown), " ".join(row.deviations), " ".join(row.rules))
        for framework in report.controls
        for row in framework.controls
    ]  # fmt: skip
    return Table("controls", "Controls", columns, rows)


def _practices(report: OrganisationReport) -> Table:
    rows = [(one.team, one.question, one.told) for one in report.practices]
    return Table("practices", "What teams do", ("team", "question", "answer"), rows)


def _estimates(report: OrganisationReport) -> Table:
    rows = [(one.name, shown(one.value), one.unit, one.formula) for one in report.estimates]
    columns = ("estimate", "value", "unit", "formula")
    return Table("estimates", "Estimates", columns, rows)


def _inconsistencies(report: OrganisationReport) -> Table:
    rows = [(one.about, one.told) for one in report.inconsistencies]
    return Table("inconsistencies", "Given numbers that cannot be", ("about", "what"), rows)


_TABLES: Sequence[Callable[[OrganisationReport], Table]] = (
    *(_headlines, _scorecard, _adoption, _usage, _drift, _rules, _repositories, _not_judged),
    *(_sprawl, _exceptions, _calendar, _roadmap, _controls, _practices, _estimates),
    _inconsistencies,
)
