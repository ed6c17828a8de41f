"""How things change: adoption, drift, what ends, and the roadmap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from platguard.audit.drift import CAUSED, RAISED, UNCAUSED
from platguard.audit.uses import told
from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    FLAG,
    NUMBER,
    SHARE,
    WHOLE,
    Column,
    columns,
)
from platguard.reporters.organisation.tables.table import Row, Table

if TYPE_CHECKING:
    from platguard.model.audit import (
        AdoptionRow,
        DriftRow,
        OrganisationReport,
        Rate,
        StandardAdoption,
    )


def adoption(report: OrganisationReport) -> Table:
    """Who has adopted which standard, by its denominators and by group."""
    named = [
        *columns(["standard", "group", "name", "counted"]),
        Column("share", SHARE),
        *columns(["exempt", "unknown"], WHOLE),
    ]
    rows: list[Row] = [row for one in report.adoption.standards for row in _adopted(one)]
    return Table("adoption", "Adoption", named, rows)


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
            of = row.name or "(none)" if group != "organisation" else ""
            yield (name, group, of, row.rate.counts, row.rate, row.exempt, row.unknown)


COMPLYING = {
    "teams": "teams that comply",
    "repositories": "repositories that comply",
    "checks": "checks that pass",
}
"""What a trend is of, by what its shares count."""


def complying(report: OrganisationReport) -> dict[str, dict[str, Rate]]:
    """The shares of each month by what they count."""
    shares: dict[str, dict[str, Rate]] = defaultdict(dict)
    for one in report.adoption.trend:
        shares[one.month][one.rate.counts] = one.rate
    return dict(sorted(shares.items()))


def trend(report: OrganisationReport) -> Table:
    """Teams, repositories and checks that comply, at the end of each month."""
    shares = complying(report)
    rows = [(month, *map(held.get, COMPLYING)) for month, held in shares.items()]
    named = [*columns(["month"]), *(Column(name, SHARE) for name in COMPLYING.values())]
    return Table("trend", "What complies, by month", named, rows)


def usage(report: OrganisationReport) -> Table:
    """What is to go, who still uses it, and whether that will be gone in time."""
    rows = [
        (one.name, one.rule, one.ends_on, one.outlook, one.places, one.exempt, one.exempt_until,
         one.repositories, one.change, one.per_month, one.zero_on, one.in_time,
         ", ".join(f"{team.team or '(none)'} {team.places}" for team in one.teams),
         told(one.kinds), one.state)
        for one in report.usage
    ]  # fmt: skip
    named = [
        *columns(["what", "rule"]),
        Column("ends on", DAY),
        Column("outlook"),
        *columns(["places", "of these exempt"], WHOLE),
        Column("exempt through", DAY),
        Column("repositories", WHOLE),
        Column("since announcement", CHANGE),
        Column("fewer a month", NUMBER),
        Column("zero on", DAY),
        Column("in time", FLAG),
        *columns(["places by team", "of which", "state"]),
    ]
    note = "Counted are places: services of Compose files, each once for the files of a folder,"
    note += " and in each file stages of a Dockerfile, parts of a pipeline, objects of Kubernetes;"
    note += " else the file. Exempt ones count as well; documents that tell people to use something"
    note += " do not."
    return Table("usage", "Use of what ends", named, rows, note)


OF_PACES = (
    "Of rules and standards every rule is left once for each repository that fails it or is exempt "
    "from it; of what ends services and other places are. The pace is that of the straight line "
    "that fits the ends of months best, of the last year or since the announcement: a line of few "
    "days says little."
)


def pace(report: OrganisationReport) -> Table:
    """When the organisation, each team, segment and wave will be done, and with what."""
    rows = [
        (one.part, one.name, one.subject, one.what, one.state, one.told, one.left, one.exempt,
         one.repositories, one.unknown, one.first_on, one.first, one.days, one.per_month,
         one.zero_on, one.rule)
        for one in report.paces
    ]  # fmt: skip
    named = [
        *columns(["part", "name", "of", "what", "state", "outlook"]),
        *columns(["left", "of these exempt", "in repositories", "unknown"], WHOLE),
        Column("trend since", DAY),
        *columns(["left then", "days looked at"], WHOLE),
        Column("fewer a month", NUMBER),
        Column("zero on", DAY),
        Column("rule"),
    ]
    return Table("pace", "When each part will be done", named, rows, OF_PACES)


_OF_DRIFT = (
    "Drift is new + regressed - resolved, in percent of what failed at first. What returned, aged "
    "in or came by a rule change, nobody's commit caused. Failing now is what failed at first and "
    "what came, less what is resolved, fell away with its rule, is exempted, cannot be decided or "
    "cannot be seen: of repositories judged on both days. What is raised failed before its level "
    "rose, because its rule is warned of or enforced by now: it may have come in that time, and is "
    "counted there as well. There is no half-life while more than half are still there."
)


def drift(report: OrganisationReport) -> Table:
    """What came and went since a day: in all, by team and by rule."""
    found = report.drift
    named = [
        Column("of"),
        *columns(["failing at first", *CAUSED], WHOLE),
        *columns(["drift", "drift in percent"], CHANGE),
        *columns([*UNCAUSED, "failing now", RAISED, "half-life in days"], WHOLE),
        Column("median days to resolve", NUMBER),
    ]
    rows = []
    if found:
        rows = [_drifted("all", found.total)]
        rows += [_drifted(f"team {row.name or '(none)'}", row) for row in found.teams]
        rows += [_drifted(row.name, row) for row in found.rules]
    since = f" since {found.since}" if found else ""
    return Table("drift", f"Drift{since}", named, rows, _OF_DRIFT)


def _drifted(name: str, row: DriftRow) -> Row:
    return (
        *(name, row.baseline, *(row.states[state] for state in CAUSED), row.change, row.rate),
        *(row.states[state] for state in UNCAUSED),
        *(row.now, row.states[RAISED], row.half_life, row.median_days),
    )


def roadmap(report: OrganisationReport) -> Table:
    """What becomes of rules in the quarters ahead."""
    rows = [
        (quarter.name, item.state, item.rule, item.title, item.day)
        for quarter in report.roadmap
        for item in quarter.items
    ]
    named = [*columns(["quarter", "state", "rule", "title"]), Column("from", DAY)]
    return Table("roadmap", "Roadmap", named, rows)
