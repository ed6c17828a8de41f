"""Who complies with what: rates, rules, repositories, controls, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from platguard.model.audit.rules import CONTROL_STATES, WORDINGS
from platguard.reporters.organisation.tables.cells import (
    CHANGE,
    DAY,
    FLAG,
    SHARE,
    WHOLE,
    Column,
    columns,
)
from platguard.reporters.organisation.tables.table import Made, Row, Table

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

OF_CONTROLS = (
    "A rule sees what stands in repositories: a part of what a control asks for, and no proof of "
    "all of it. A control is met when none of its rules fails, is unknown or is exempt anywhere."
)

SINCE = (
    "Since tells from which day on it is in its state without a break, over the repositories in "
    "scope, as scans saw it, or earlier where nobody looked before; it tells nothing where what "
    "could not be judged decides."
)


def rates(report: OrganisationReport) -> Table:
    """The first screen."""
    rows = [
        (one.name, one.rate, one.exempt, one.unknown, one.apart, one.month, one.quarter)
        for one in report.headlines
    ]
    named = [
        *columns(["rate"]),
        *columns(["share"], SHARE),
        *columns(["exempt", "unknown", "no rule applies"], WHOLE),
        *columns(["points in a month", "in a quarter"], CHANGE),
    ]
    note = (
        "Shares are of what passes or fails; exempt and unknown stand beside, and so do members to"
    )
    note += " which no rule applies."
    return Table("rates", "Rates", named, rows, note)


def progress(report: OrganisationReport) -> Table:
    """Whether it gets better: every share then and now."""
    rows = [
        (found.since, found.verdict, one.name, one.before, one.now)
        for found in report.progress
        for one in found.shares
    ]
    named = [
        Column("since", DAY),
        *columns(["verdict", "rate"]),
        *columns(["then", "now"], SHARE),
    ]
    note = "The verdict is one for all rates since that day: better where none fell and one rose."
    return Table("progress", "Are we getting better", named, rows, note)


def not_judged(report: OrganisationReport) -> Table:
    """Repositories of which the report knows nothing, or not everything."""
    rows = [
        (one.repository, one.team, one.status, one.reason) for one in report.coverage.not_judged
    ]
    named = columns(["repository", "team", "status", "reason"])
    return Table("not-judged", "Not judged, or not in full", named, rows)


def rules(report: OrganisationReport) -> Table:
    """The columns of the matrix."""
    rows = [
        (row.rule, row.standard, row.severity, row.state, row.repositories, row.exempt, row.unknown,
         row.findings, row.checks, row.tally.exempt if row.tally else None,
         row.tally.unknown if row.tally else None)
        for row in report.matrix.rules
    ]  # fmt: skip
    named = [
        *columns(["rule", "standard", "severity", "state"]),
        Column("repositories", SHARE),
        *columns(["exempt", "unknown", "failing findings"], WHOLE),
        Column("checks", SHARE),
        *columns(["exempt checks", "unknown checks"], WHOLE),
    ]
    note = ""
    if rows and not any(row.tally for row in report.matrix.rules):
        note = "How the checks of a rule came out is told of all repositories together, and after"
        note += " a scan of all."
    return Table("rules", "Compliance by rule", named, rows, note)


def repositories(report: OrganisationReport) -> Table:
    """The rows of the matrix."""
    is_by_service = report.matrix.by == "service"
    rows = [
        (*([row.service] if is_by_service else []),
         row.repository, row.team, row.segment, row.tier, row.wave, row.status, row.commit[:12],
         row.committed_on, row.files, row.rules, row.exempt, row.unknown, row.findings,
         " ".join(rule for rule, cell in row.cells.items() if cell == "fail"))
        for row in report.matrix.rows
    ]  # fmt: skip
    named = [
        *columns(["service"] if is_by_service else []),
        *columns(["repository", "team", "segment", "tier", "wave", "status", "commit"]),
        Column("committed on", DAY),
        *columns(["files read", "rules"], SHARE),
        *columns(["exempt", "unknown", "failing findings"], WHOLE),
        Column("failing rules"),
    ]
    title = f"Compliance by {report.matrix.by}"
    return Table("repositories", title, named, rows)


def controls(report: OrganisationReport) -> Table:
    """Every control with what its rules say over all repositories."""
    rows = [
        (framework.name, row.control, row.title, row.state, row.since,
         row.or_earlier if row.since else None, row.repositories, row.exempt,
         row.unknown, row.checks, " ".join(row.deviations), " ".join(row.rules),
         row.committed_from, row.committed_to)
        for framework in report.controls
        for row in framework.controls
    ]  # fmt: skip
    named = [
        *columns(["framework", "control", "title", "state"]),
        Column("since", DAY),
        Column("or earlier", FLAG),
        Column("repositories", SHARE),
        *columns(["exempt", "unknown"], WHOLE),
        Column("checks", SHARE),
        *columns(["deviations", "rules"]),
        *columns(["commits from", "commits to"], DAY),
    ]
    return Table("controls", "Controls", named, rows, f"{OF_CONTROLS} {SINCE}")


def frameworks(report: OrganisationReport) -> Table:
    """Every framework with how many of its controls come to what, and whose titles these are."""
    rows: list[Row] = []
    for one in report.controls:
        found = Counter(row.state for row in one.controls)
        counts = [found[state] for state in CONTROL_STATES]
        wording = WORDINGS.get(one.wording, "controls are called by their ids")
        rows.append(
            (one.title or one.name, one.name, len(one.controls), *counts, wording, one.source)
        )
    named = [
        *columns(["framework", "id"]),
        *columns(["controls", *CONTROL_STATES], WHOLE),
        *columns(["titles", "source"]),
    ]
    note = (
        "Controls that at least one rule is mapped to, by what they come to over the repositories"
    )
    note += " in scope. A framework has more controls, of which repositories tell nothing."
    return Table("frameworks", "Controls by framework", named, rows, note)


def control_rules(report: OrganisationReport) -> Table:
    """What each rule of a control says."""
    known = {row.rule: row for row in report.matrix.rules}
    rows = [
        (framework.name, control.control, rule, known[rule].title, known[rule].standard,
         known[rule].state, known[rule].repositories, known[rule].exempt, known[rule].unknown,
         known[rule].findings)
        for framework in report.controls
        for control in framework.controls
        for rule in control.rules
    ]  # fmt: skip
    named = [
        *columns(["framework", "control", "rule", "title", "standard", "state"]),
        Column("repositories", SHARE),
        *columns(["exempt", "unknown", "failing findings"], WHOLE),
    ]
    return Table("control-rules", "Rules of controls", named, rows, is_detail=True)


def control_evidence(report: OrganisationReport) -> Table:
    """What each repository shows of each control, and at which commit."""

    def rows() -> Iterator[Row]:
        for one in report.evidence:
            yield (
                one.framework, one.control, one.repository, one.team, one.state,
                " ".join(one.failed), " ".join(one.unknown), " ".join(one.exempt),
                " ".join(one.passed), one.status, one.commit, one.committed_on,
            )  # fmt: skip

    named = [
        *columns(["framework", "control", "repository", "team", "state", "failing rules"]),
        *columns(["unknown rules", "exempt rules", "passing rules", "status", "commit"]),
        Column("committed on", DAY),
    ]
    note = "Repositories to which a rule of the control applies."
    title = "Controls by repository"
    return Table("control-evidence", title, named, Made(rows), note, is_detail=True)


def findings(report: OrganisationReport) -> Table:
    """Every finding that is open on the day."""
    commits = {row.repository: row.commit for row in report.matrix.rows}

    def rows() -> Iterator[Row]:
        for one in report.findings:
            yield (
                one.repository, one.team, one.path, one.line if one.line > 0 else None, one.rule,
                one.standard, one.severity, one.level, one.outcome, one.message, one.worded_on,
                one.subject, one.address, one.first_seen, one.since, one.regressions, one.cause,
                one.exception, one.idle_exception, commits.get(one.repository, ""),
                one.fingerprint,
            )  # fmt: skip

    named = [
        *columns(["repository", "team", "path"]),
        Column("line", WHOLE),
        *columns(["rule", "standard", "severity", "level", "outcome", "message"]),
        Column("message of", DAY),
        *columns(["subject", "address"]),
        *columns(["first seen", "since"], DAY),
        Column("regressions", WHOLE),
        *columns(["cause", "exception", "exception without effect", "commit", "fingerprint"]),
    ]
    note = "A message that counts days counts them for the day in `message of`, else for that of"
    note += " the report. On a past day a line is told where a finding was last seen at the commit"
    note += " of that day."
    return Table("findings", "Findings", named, Made(rows), note, is_detail=True)
