"""The document around the evidence: who, when, with what, and which controls were reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from platguard.reporters.organisation.oscal.catalogs import CATALOGS, target
from platguard.reporters.organisation.oscal.evidence import Evidence, Seen
from platguard.reporters.organisation.oscal.findings import finding, has_evidence
from platguard.reporters.organisation.oscal.observations import item_id
from platguard.reporters.organisation.oscal.risks import approvers, deviations, party_id, risk
from platguard.reporters.organisation.oscal.values import (
    VERSION,
    Value,
    begins,
    ends,
    identity,
    markup,
    prop,
    props,
    some,
    string,
    token,
)
from platguard.reporters.organisation.tables import about, scope

if TYPE_CHECKING:
    from platguard.model.audit import ControlRow, Framework, OrganisationReport, RegisterRow

OWNER = "owner"


def tool_id(report: OrganisationReport) -> str:
    """The UUID of the platguard that wrote the report."""
    return identity("tool", report.version)


def document(report: OrganisationReport, evidence: Evidence) -> Value:
    """Everything but the observations."""
    facts = [(str(what), str(value)) for what, value in about(report).rows]
    told = [f"{what} {value}" for what, value in facts]
    own, plan = identity("results", *told), identity("plan", *told)
    rows = deviations(report)
    return {
        "assessment-results": {
            "uuid": own,
            "metadata": _metadata(report, evidence, rows),
            "import-ap": {
                "href": f"#{plan}",
                "remarks": "There is no assessment plan in OSCAL: the resource says what "
                "repositories were held against.",
            },
            "results": [_result(report, evidence, rows, own)],
            "back-matter": {"resources": [_plan(plan, facts), *_catalogs(report)]},
        }
    }


def _metadata(report: OrganisationReport, evidence: Evidence, rows: list[RegisterRow]) -> Value:
    label = [{"name": "marking", "value": string(report.label)}] if report.label else []
    teams = {one.team for one in evidence.repositories.values()} | {row.team for row in rows}
    people = {consent.by for consent in approvers(rows)}
    roles = {consent.role for consent in approvers(rows)}
    return some(
        title=f"Compliance of {markup(scope(report))} as of {report.as_of}",
        last_modified=begins(report.as_of),
        version=str(report.as_of),
        oscal_version=VERSION,
        props=label,
        roles=[
            {"id": OWNER, "title": "The team that a repository belongs to"},
            *({"id": token(role), "title": markup(role)} for role in sorted(roles)),
        ],
        parties=[
            *(_party("organization", name) for name in sorted(teams - {""})),
            *(_party("person", name) for name in sorted(people)),
        ],
        remarks=markup(report.label) if report.label else "",
    )


def _party(kind: str, name: str) -> Value:
    return {"uuid": party_id(kind, name), "type": kind, "name": string(name)}


def _result(
    report: OrganisationReport, evidence: Evidence, rows: list[RegisterRow], own: str
) -> Value:
    rules = {row.rule: row for row in report.matrix.rules if row.rule in evidence.states}
    tool = tool_id(report)
    return some(
        uuid=identity("result", own),
        title=f"Compliance as of {report.as_of}",
        description=markup(
            f"What rules found in the repositories of {scope(report)}, read from git, each at one "
            "commit, and judged as of a day."
        ),
        start=begins(report.as_of),
        end=ends(report.as_of),
        props=props(**{token(what): value for what, value in _numbers(report)}),
        local_definitions=some(
            inventory_items=[_item(one) for one in evidence.repositories.values()],
            assessment_assets=_assets(report, tool),
        ),
        reviewed_controls={
            "description": "The controls that rules gave evidence for. Others are not spoken of.",
            "control-selections": [_selection(one) for one in report.controls if _told(one)],
        },
        observations=[],
        risks=[risk(report, row, rules, tool) for row in rows],
        findings=[
            finding(report, framework, control, rules)
            for framework in report.controls
            for control in _told(framework)
        ],
    )


def _told(framework: Framework) -> list[ControlRow]:
    return [control for control in framework.controls if has_evidence(control)]


def _numbers(report: OrganisationReport) -> list[tuple[str, object]]:
    cover = report.coverage
    return [
        ("repositories", cover.repositories.whole),
        ("repositories-judged-in-full", cover.repositories.part),
        ("files-judged", cover.files.part),
        ("files-that-could-not-be-read", cover.failed),
    ]


def _item(seen: Seen) -> Value:
    owner = party_id("organization", seen.team)
    return some(
        uuid=item_id(seen.name),
        description=markup(f"The repository {seen.name}"),
        props=props(
            repository=seen.name,
            status=seen.status,
            commit=seen.commit,
            committed_on=seen.committed_on or "",
        ),
        responsible_parties=[{"role-id": OWNER, "party-uuids": [owner]}] if seen.team else [],
    )


def _assets(report: OrganisationReport, tool: str) -> Value:
    return {
        "components": [
            {
                "uuid": tool,
                "type": "software",
                "title": "platguard",
                "description": "Compares repositories with the standards of a platform, by day.",
                "props": [{"name": "version", "value": string(report.version)}],
                "status": {"state": "operational"},
            }
        ],
        "assessment-platforms": [
            {
                "uuid": identity("platform", report.version),
                "props": [prop("name", "platguard org report")],
                "uses-components": [{"component-uuid": tool}],
            }
        ],
    }


def _selection(framework: Framework) -> Value:
    """The controls of a framework, each with the statements that there is evidence for."""
    statements: dict[str, set[str]] = defaultdict(set)
    for control in _told(framework):
        found = target(framework.name, control.control)
        statements[found.control].add(found.statement)
    catalog = CATALOGS.get(framework.name)
    return some(
        description=markup(framework.title or framework.name),
        props=props(framework=framework.name),
        links=[{"href": f"#{_catalog_id(framework.name)}", "rel": "reference"}] if catalog else [],
        include_controls=[
            {"control-id": control, "statement-ids": sorted(statements[control])}
            for control in sorted(statements)
        ],
    )


def _plan(uuid: str, facts: Sequence[tuple[str, str]]) -> Value:
    return {
        "uuid": uuid,
        "title": "What repositories were held against",
        "description": "Standards, configuration, register and tables of dates, by their digests.",
        "props": [prop(token(what), value) for what, value in facts],
    }


def _catalogs(report: OrganisationReport) -> list[Value]:
    return [
        {
            "uuid": _catalog_id(one.name),
            "title": one.title or one.name,
            "rlinks": [{"href": CATALOGS[one.name]}],
        }
        for one in report.controls
        if one.name in CATALOGS and _told(one)
    ]


def _catalog_id(framework: str) -> str:
    return identity("catalog", framework)
