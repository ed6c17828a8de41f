"""Risks: the exceptions in force, which are deviations that somebody approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.model.policy_exception import IN_FORCE
from platguard.reporters.organisation.oscal.observations import observation_id
from platguard.reporters.organisation.oscal.values import (
    Value,
    begins,
    ends,
    identity,
    markup,
    props,
    some,
    token,
)

if TYPE_CHECKING:
    from platguard.model.audit import Consent, OrganisationReport, RegisterRow, RuleRow

APPROVED = "deviation-approved"
_SEVERITIES = ("critical", "high", "medium", "low", "info")
_NIST = "http://csrc.nist.gov/ns/oscal"


def risk_id(exception: str) -> str:
    """The UUID of the risk of an exception."""
    return identity("risk", exception)


def party_id(kind: str, name: str) -> str:
    """The UUID of a person or an organisation."""
    return identity("party", kind, name)


def deviations(report: OrganisationReport) -> list[RegisterRow]:
    """The exceptions in force that deviate from a rule with evidence for a control."""
    told = {
        id
        for framework in report.controls
        for control in framework.controls
        for id in control.deviations
    }
    return [row for row in report.exceptions.rows if row.id in told and row.state in IN_FORCE]


def risk(
    report: OrganisationReport, row: RegisterRow, rules: Mapping[str, RuleRow], tool: str
) -> Value:
    """One exception: what for, how grave, who approved it, and until when."""
    known = [rule for rule in row.rules if rule in rules]
    gravest = min((rules[rule].severity for rule in known), key=_severity, default="")
    covers = counted(row.matches, "finding")
    until = f" through {row.sunset}" if row.sunset else ""
    return some(
        uuid=risk_id(row.id),
        title=markup(f"{row.id}: {row.team or 'nobody'} deviates from {', '.join(row.rules)}"),
        description=markup(row.reason),
        statement=markup(f"{covers} of {', '.join(row.rules)} may stay{until}."),
        props=props(
            exception=row.id,
            state=row.state,
            category=row.category,
            ticket=row.ticket,
            findings=row.matches,
            term=row.term,
            since=row.since or "",
            sunset=row.sunset or "",
        ),
        status=APPROVED,
        origins=[_origin(row, tool)],
        characterizations=[
            {
                "origin": {"actors": [{"type": "tool", "actor-uuid": tool}]},
                "facets": [{"name": "severity", "system": _NIST, "value": gravest}],
            }
        ]
        if gravest
        else [],
        mitigating_factors=[
            {"uuid": identity("mitigation", row.id), "description": markup(row.compensating)}
        ]
        if row.compensating
        else [],
        deadline=ends(row.sunset) if row.sunset else "",
        risk_log=some(entries=[*_approvals(row)]),
        related_observations=[{"observation-uuid": observation_id(report, rule)} for rule in known],
    )


def _severity(name: str) -> int:
    return _SEVERITIES.index(name) if name in _SEVERITIES else len(_SEVERITIES)


def _origin(row: RegisterRow, tool: str) -> Value:
    """Who asked for it, where that is known."""
    if not row.team:
        return {"actors": [{"type": "tool", "actor-uuid": tool}]}
    return {"actors": [{"type": "party", "actor-uuid": party_id("organization", row.team)}]}


def _approvals(row: RegisterRow) -> Iterator[Value]:
    for consent in row.approvals:
        start = _day(consent.on) or row.starts
        if start is not None:
            yield {
                "uuid": identity("approval", row.id, consent.role, consent.by, consent.on),
                "title": markup(f"{row.id} is approved"),
                "start": begins(start),
                "logged-by": [
                    {
                        "party-uuid": party_id("person", consent.by),
                        "role-id": token(consent.role),
                    }
                ],
                "status-change": APPROVED,
            }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def approvers(rows: Sequence[RegisterRow]) -> list[Consent]:
    """Everybody who approved one of them."""
    return [consent for row in rows for consent in row.approvals]
