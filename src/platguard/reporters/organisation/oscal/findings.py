"""Findings: whether each control with evidence is satisfied."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.model.audit.rules import EXCEPTED, MET, NO_EVIDENCE, NOT_MET, UNKNOWN
from platguard.reporters.organisation.oscal.catalogs import target
from platguard.reporters.organisation.oscal.observations import observation_id
from platguard.reporters.organisation.oscal.risks import risk_id
from platguard.reporters.organisation.oscal.values import Value, identity, markup, props, some

if TYPE_CHECKING:
    from platguard.model.audit import ControlRow, Framework, OrganisationReport

_REASONS = {MET: "pass", NOT_MET: "fail", EXCEPTED: "other", UNKNOWN: "other"}
_REMARKS = {
    MET: "All rules of the control that repositories were held against pass. Rules see what stands "
    "in repositories: a part of what a control asks for.",
    NOT_MET: "A rule of the control fails in at least one repository.",
    EXCEPTED: "Whatever fails is exempt: by deviations that were approved, which are the related "
    "risks, or by a baseline of old debt, which ends.",
    UNKNOWN: "Nothing is known to fail, but of at least one repository nobody can tell.",
}


def has_evidence(control: ControlRow) -> bool:
    """Whether anything can be said of a control; no claim is made about the others."""
    return control.state != NO_EVIDENCE


def finding(
    report: OrganisationReport, of: Framework, control: ControlRow, rules: Collection[str]
) -> Value:
    """One control of a framework; `rules` are those that there is an observation of."""
    framework = of.name
    found = control.repositories
    told = f"{found.part} of {counted(found.whole, 'repository', 'repositories')} passed"
    told += f"; {control.exempt} exempt and {control.unknown} unknown beside."
    named = f"{of.title or framework}, {f'{control.control} {control.title}'.strip()}"
    return some(
        uuid=identity("finding", framework, control.control),
        title=markup(named),
        description=markup(f"{named}: {told}"),
        props=props(
            framework=framework,
            control=control.control,
            passed=found.part,
            failed=found.whole - found.part,
            exempt=control.exempt,
            unknown=control.unknown,
            commits_from=control.committed_from or "",
            commits_to=control.committed_to or "",
        ),
        target={
            "type": "statement-id",
            "target-id": target(framework, control.control).statement,
            "title": markup(named),
            "status": {
                "state": "satisfied" if control.state == MET else "not-satisfied",
                "reason": _REASONS[control.state],
                "remarks": _REMARKS[control.state],
            },
        },
        related_observations=[
            {"observation-uuid": observation_id(report, rule)}
            for rule in control.rules
            if rule in rules
        ],
        related_risks=[{"risk-uuid": risk_id(id)} for id in control.deviations],
    )
