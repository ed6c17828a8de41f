"""Observations: what each rule says of each repository, at which commit and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.counting import counted
from platguard.reporters.organisation.oscal.evidence import (
    EXEMPT,
    FAIL,
    PASS,
    UNKNOWN,
    Evidence,
    Places,
    Seen,
)
from platguard.reporters.organisation.oscal.values import (
    Value,
    begins,
    identity,
    markup,
    prop,
    props,
    some,
)

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport, RuleRow


def observation_id(report: OrganisationReport, rule: str) -> str:
    """The UUID of what a rule says on a day."""
    return identity("observation", str(report.as_of), rule)


def item_id(repository: str) -> str:
    """The UUID of a repository as an inventory item."""
    return identity("repository", repository)


def observation(report: OrganisationReport, evidence: Evidence, rule: RuleRow, tool: str) -> Value:
    """What a rule says: counts, the state of each repository, and evidence of what it does not
    pass."""
    states = evidence.states[rule.rule]
    counts = evidence.counts(rule.rule)
    whole = counts[PASS] + counts[FAIL]
    told = f"{counts[PASS]} of {counted(whole, 'repository', 'repositories')} passed {rule.rule}"
    return some(
        uuid=observation_id(report, rule.rule),
        title=markup(rule.title),
        description=markup(
            f"{told}; {counts[EXEMPT]} exempt and {counts[UNKNOWN]} unknown beside."
        ),
        props=props(
            rule=rule.rule,
            standard=rule.standard,
            severity=rule.severity,
            state=rule.state,
            passed=counts[PASS],
            failed=counts[FAIL],
            exempt=counts[EXEMPT],
            unknown=counts[UNKNOWN],
        ),
        methods=["EXAMINE"],
        types=["finding" if counts[FAIL] or counts[EXEMPT] else "control-objective"],
        origins=[{"actors": [{"type": "tool", "actor-uuid": tool}]}],
        subjects=[
            {
                "subject-uuid": item_id(name),
                "type": "inventory-item",
                "props": [prop("state", states[name])],
            }
            for name in sorted(states)
        ],
        relevant_evidence=[
            _shown(evidence, rule.rule, name) for name in sorted(states) if states[name] != PASS
        ],
        collected=begins(report.as_of),
    )


def _shown(evidence: Evidence, rule: str, name: str) -> Value:
    """Why a repository does not pass."""
    seen = evidence.repositories[name]
    state = evidence.states[rule][name]
    places = evidence.places.get((rule, name), Places())
    return {
        "description": markup(_told(seen, rule, state, places)),
        "props": [
            *props(repository=name, state=state, commit=seen.commit),
            *([prop("findings", places.number)] if places.number else []),
            *(prop("place", place) for place in places.named),
            *(prop("exception", id) for id in sorted(places.exceptions)),
        ],
    }


def _told(seen: Seen, rule: str, state: str, places: Places) -> str:
    at = f"{seen.name} at commit {seen.commit}" if seen.commit else seen.name
    if state == UNKNOWN:
        return f"Whether {at} passes {rule} is unknown; the repository was {seen.status}."
    where = ", ".join(
        place if number == 1 else f"{place} ({number})" for place, number in places.named.items()
    )
    if more := places.number - places.named.total():
        where += f", and {more:,} more"
    beside = f", exempt by {', '.join(sorted(places.exceptions))}" if places.exceptions else ""
    return f"{at} fails {rule} in {counted(places.number, 'place')}{beside}: {where or '-'}."
