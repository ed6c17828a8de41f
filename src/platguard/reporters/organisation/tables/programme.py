"""How far the programme is: standards by repository or service, targets, waves, what to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    NUMBER,
    SHARE,
    WHOLE,
    Column,
    columns,
)
from platguard.reporters.organisation.tables.table import Made, Row, Table

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport


def standards(report: OrganisationReport) -> Table:
    """Every standard, its rules taken together."""
    rows = [
        (one.standard, one.rules, one.rows, one.exempt, one.unknown, one.findings)
        for one in report.matrix.standards
    ]
    named = [
        Column("standard"),
        Column("rules", WHOLE),
        Column("repositories" if report.matrix.by == "repository" else "services", SHARE),
        *columns(["exempt", "unknown", "failing findings"], WHOLE),
    ]
    return Table("standards", "Compliance by standard", named, rows)


def matrix(report: OrganisationReport) -> Table:
    """Repositories, or services, by standards."""
    names = [one.standard for one in report.matrix.standards]
    is_by_service = report.matrix.by == "service"
    own = ["service", "repository"] if is_by_service else ["repository"]
    rows = [
        (*([row.service] if is_by_service else []), row.repository, row.team,
         *(row.standards.get(name, "") for name in names))
        for row in report.matrix.rows
    ]  # fmt: skip
    # A standard may be called as a column is.
    named = columns([*own, "team", *(f"standard {name}" for name in names)])
    title = f"{'Services' if is_by_service else 'Repositories'} by standards"
    note = "What the rules of a standard come to together: fail, else unknown, else exempt, else"
    note += " pass; not-evaluated and not-applicable where none of them said anything."
    return Table("matrix", title, named, rows, note)


def compliance(report: OrganisationReport) -> Table:
    """Repositories, or services, and standards: a row for each two, with since when they comply."""

    def rows() -> Iterator[Row]:
        for row in report.matrix.rows:
            for name, state in row.standards.items():
                yield (
                    row.repository, row.service, row.team, name, state, row.since.get(name),
                    row.commit, row.committed_on,
                )  # fmt: skip

    named = [
        *columns(["repository", "service", "team", "standard", "state"]),
        Column("complies since", DAY),
        Column("commit"),
        Column("committed on", DAY),
    ]
    note = "Since when nothing of the standard failed, was unknown or was exempt, as scans saw it."
    return Table("compliance", "Compliance since", named, Made(rows), note, is_detail=True)


def unassigned(report: OrganisationReport) -> Table:
    """Repositories that have no team or no segment: nobody's, and under no limit of a segment."""
    places = {row.repository: row for row in report.matrix.rows}
    without = set(report.coverage.unassigned)
    rows = [
        (name, row.team, row.segment, row.status)
        for name, row in sorted(places.items())
        if name in without or not row.team
    ]
    named = columns(["repository", "team", "segment", "status"])
    return Table("unassigned", "Without a team or a segment", named, rows)


def archived(report: OrganisationReport) -> Table:
    """Repositories on which nobody works any more."""
    rows = [(name,) for name in report.coverage.archived]
    note = "They are in no number and in no other table; `--scope name=NAME` tells of one of them."
    return Table("archived", "Archived", columns(["repository"]), rows, note)


def course(report: OrganisationReport) -> Table:
    """Targets and outcomes of the programme."""
    found = report.adoption.course
    rows = [
        (point.month, point.target, point.actual, point.gap, point.told)
        for point in (found.points if found else ())
    ]
    named = [
        *columns(["month", "target in percent", "teams in percent"], NUMBER),
        Column("points ahead", CHANGE),
        Column("told"),
    ]
    title = f"Course since {found.started}" if found else "Course"
    note = f"Usual is {found.band}; the target is not judged by that." if found else ""
    return Table("course", title, named, rows, note)


def programme(report: OrganisationReport) -> Table:
    """The plan of the programme in sentences, and how many teams it can reach."""
    found = report.programme
    rows: list[Row] = []
    if found:
        rows = [("plan", told) for told in found.told]
        rows += [("warning", told) for told in found.warnings]
        rows += [
            ("capacity", f"{one.months} months reach {one.least}-{one.most} teams")
            for one in found.capacities
        ]
    return Table("programme", "Programme", columns(["about", "what"]), rows)


_OF_CHAMPIONS = (
    "The largest number that commits resolved, less what they brought, since the end of the month "
    "before, where nobody is best who only got exceptions; mended is that, in percent of what "
    "failed before."
)


def champions(report: OrganisationReport) -> Table:
    """The teams with the best improvement of the month."""
    rows = [
        (one.month, one.team, one.before, one.resolved, one.brought, one.fall)
        for one in (report.drift.champions if report.drift else ())
    ]
    named = [
        *columns(["month", "team"]),
        *columns(["failing before", "resolved", "brought"], WHOLE),
        Column("mended in percent", NUMBER),
    ]
    return Table("champions", "Best improvement of the month", named, rows, _OF_CHAMPIONS)


def unused(report: OrganisationReport) -> Table:
    """Rules that said nothing for half a year."""
    rows = [(one.rule, one.standard, one.known_since, one.last_on) for one in report.unused]
    named = [*columns(["rule", "standard"]), *columns(["known since", "last said anything"], DAY)]
    note = "No finding and no pass anywhere for 180 days. Either there is nothing that such a rule"
    note += " is about, or it does not see it: see whether it looks where it should, and let go of"
    note += " those that nobody will need."
    return Table("unused", "Rules that say nothing", named, rows, note)


def texts(report: OrganisationReport) -> Table:
    """What to tell people of what ends, ready to be sent."""
    rows = [(one.rule, name, text) for one in report.usage for name, text in one.texts.items()]
    return Table("texts", "What to tell", columns(["rule", "when", "text"]), rows)


def users(report: OrganisationReport) -> Table:
    """Who still uses what ends."""
    rows = [
        (
            one.rule,
            team.team,
            team.places,
            team.exempt,
            team.announced,
            len(team.repositories),
            " ".join(team.repositories),
        )
        for one in report.usage
        for team in one.teams
    ]
    named = [
        *columns(["rule", "team"]),
        *columns(["places", "of these exempt", "at the announcement", "repositories"], WHOLE),
        Column("named"),
    ]
    return Table("usage-by-team", "Who uses what ends", named, rows)


def burndown(report: OrganisationReport) -> Table:
    """The use of what ends, from the announcement on."""
    rows = [
        (one.rule, point.day, point.places, point.repositories)
        for one in report.usage
        for point in one.series
    ]
    named = [Column("rule"), Column("day", DAY), *columns(["places", "repositories"], WHOLE)]
    return Table("burn-down", "Use of what ends, by month", named, rows)


def tool_users(report: OrganisationReport) -> Table:
    """The repositories that use what the standard does not name."""
    rows = [
        (one.category, row.product, repository)
        for one in report.sprawl.categories
        for row in one.products
        for repository in row.users
    ]
    named = columns(["category", "product", "repository"])
    title = "Users of other tools"
    return Table("tool-users", title, named, rows, is_detail=True)


def register(report: OrganisationReport) -> Table:
    """What is wrong with the register of exceptions, and with the tables."""
    found = report.exceptions
    rows = [
        (line.rule, line.level, line.severity, line.path, line.line, line.message, line.fix)
        for line in found.wrong
    ]
    named = [
        *columns(["rule", "level", "severity", "path"]),
        Column("line", WHOLE),
        *columns(["what is wrong", "fix"]),
    ]
    note = "No scan of all repositories told what is wrong with a register that they share."
    if found.told_on:
        note = f"As the scan of {found.told_on} told it."
        if found.wrong_before is not None:
            note += f" As of {report.since} there were {found.wrong_before:,}."
    return Table("register", "What is wrong with the register", named, rows, note)


def exceptions_by_team(report: OrganisationReport) -> Table:
    """The exceptions in force by who owns them, and how old they are."""
    ages = [*report.exceptions.ages]
    rows: list[Row] = [
        (one.team, len(one.ids), *(one.ages[age] for age in ages), " ".join(one.ids))
        for one in report.exceptions.teams
    ]
    named = [
        Column("owner"),
        *columns(["in force", *(f"{age} months" for age in ages)], WHOLE),
        Column("ids"),
    ]
    return Table("exceptions-by-team", "Exceptions by owner", named, rows)
