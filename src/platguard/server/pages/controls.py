"""The controls of frameworks, and what repositories show of each of them."""

from __future__ import annotations

from platguard.audit.controls import Evidence
from platguard.model.audit import ControlRow, Framework
from platguard.model.audit.rules import WORDINGS
from platguard.reporters.organisation.html_controls import since
from platguard.reporters.organisation.tables.compliance import OF_CONTROLS, SINCE
from platguard.server.pages.sight import Sight
from platguard.server.values import Page, Table


def controls(sight: Sight) -> Page:
    """Every control that a rule is mapped to."""
    rows = [
        (
            sight.to("controls", f"{framework.name}/{one.control}", one.control),
            *(one.title or None, framework.title, one.state, since(one) or None),
            *(one.repositories, one.exempt),
            *(one.unknown, " ".join(one.rules)),
        )
        for framework in sight.report.controls
        for one in framework.controls
    ]
    columns = ("control", "title", "framework", "state", "since", "repositories", "exempt",
               "unknown", "rules")  # fmt: skip
    titles = [
        (one.title, WORDINGS.get(one.wording, "controls are called by their ids"), one.source)
        for one in sight.report.controls
    ]
    return Page(
        "Controls",
        main=Table(
            "Controls", columns, rows, f"{OF_CONTROLS} {SINCE}", "No rule is mapped to a control."
        ),
        tables=[Table("Frameworks", ("framework", "titles", "source"), titles)],
    )


def control(sight: Sight) -> Page | None:
    """One control: its rules, and the evidence of every repository."""
    name, _, wanted = sight.name.partition("/")
    found = [(one, row) for one in sight.report.controls if one.name == name
             for row in one.controls if row.control == wanted]  # fmt: skip
    if not found:
        return None
    framework, row = found[0]
    evidence = Evidence([Framework(name, [row])], sight.report.matrix.rows)
    held = [
        (
            sight.to("repositories", one.repository),
            *(sight.team(one.team), one.state, " ".join(one.failed), " ".join(one.unknown)),
            *(" ".join(one.exempt), " ".join(one.passed), one.commit[:12], one.committed_on),
        )
        for one in evidence
    ]
    columns = ("repository", "team", "state", "failing rules", "unknown", "exempt", "passing",
               "commit", "committed on")  # fmt: skip
    return Page(
        title=f"{row.control} {row.title}".strip(),
        notes=[OF_CONTROLS],
        facts=[
            ("Framework", framework.title),
            ("State", row.state),
            ("Since", since(row) or None),
            ("Repositories", row.repositories),
            ("Exempt", row.exempt),
            ("Unknown", row.unknown),
            ("Commits from", row.committed_from),
            ("Commits to", row.committed_to),
        ],
        main=Table("Evidence", columns, held, empty="No rule of it applied to anything."),
        tables=[_rules(sight, row), _exceptions(sight, row)],
    )


def _rules(sight: Sight, row: ControlRow) -> Table:
    known = {one.rule: one for one in sight.report.matrix.rules}
    rows = [
        (sight.to("rules", rule), known[rule].title, known[rule].state, known[rule].repositories)
        for rule in row.rules
    ]
    return Table("Rules", ("rule", "title", "state", "repositories"), rows)


def _exceptions(sight: Sight, row: ControlRow) -> Table:
    known = {one.id: one for one in sight.report.exceptions.rows}
    rows = [
        (sight.to("exceptions", id), known[id].state, known[id].sunset, known[id].reason)
        for id in row.deviations
    ]
    columns = ("exception", "state", "covers through", "reason")
    return Table("Exceptions in force", columns, rows)
