"""The register meets the findings: what is exempt, and how each entry stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from platguard.approvals import Roles
from platguard.evaluation import Evaluation, Verdict
from platguard.exemptions import Context, Exemption, Exemptions, apply
from platguard.findings import order, word
from platguard.model.document import NOWHERE
from platguard.model.facts import ExceptionFact
from platguard.model.policy_exception import PolicyException, Standing, Subject
from platguard.model.report import ExceptionNote, ExceptionState, Finding
from platguard.object_labels import ObjectLabels
from platguard.policy_exceptions import days_left, note, state
from platguard.situation import Situation

Registered = Sequence[tuple[str, PolicyException, Standing]]
"""Path, entry and what it is on the day."""


def exempted(
    told: Sequence[tuple[Verdict, Finding]],
    register: Sequence[tuple[str, PolicyException]],
    labels: ObjectLabels,
    evaluation: Evaluation,
    situation: Situation,
) -> tuple[list[Finding], list[ExceptionState]]:
    """The findings, failing ones made exempt where an exception covers them, and every entry.

    Findings about the register itself are added. The outcomes of `evaluation` are counted anew.
    """
    registered = standings(register, situation.as_of, situation.roles)
    context = Context(
        repository=situation.repository,
        as_of=situation.as_of,
        known_ids=evaluation.known_ids,
        by_fingerprint_only={v.rule.id for v, _ in told if v.rule.exceptions == "fingerprint"},
    )
    failing = [index for index, (_, found) in enumerate(told) if found.outcome == "fail"]
    subjects = [_subject(told[index][1], labels) for index in failing]
    applied = apply(subjects, [(entry, standing) for _, entry, standing in registered], context)
    findings = [finding for _, finding in told]
    for index, exemption in zip(failing, applied.of_findings, strict=True):
        if exemption.exception is not None:
            findings[index] = _noted(findings[index], exemption, situation.as_of)
        if exemption.exempt:
            evaluation.count_as_exempt(findings[index].rule)
    facts = exception_facts(registered, applied.covered)
    verdicts = [verdict for fact in facts for verdict in evaluation.judge(fact)]
    findings += [finding for _, finding in word(verdicts, evaluation, situation)]
    states = [_state(entry, standing, applied, context) for _, entry, standing in registered]
    return sorted(findings, key=order), states


def standings(
    register: Sequence[tuple[str, PolicyException]], as_of: date, roles: Roles
) -> Registered:
    """What each entry of the register is on the day."""
    by_id = {entry.id: entry for _, entry in register}
    return [
        (path, entry, state(entry, as_of, roles, renewed=by_id.get(entry.renews)))
        for path, entry in register
    ]


def exception_facts(registered: Registered, covered: Mapping[str, int]) -> list[ExceptionFact]:
    """The entries as facts, for the rules about the register; `covered` counts findings by id."""
    return [
        ExceptionFact(
            address=f"exception:{entry.id}",
            subject="",
            places={"": NOWHERE},
            path=path,
            id=entry.id,
            state=standing.state,
            reason=standing.reason,
            sunset=entry.sunset,
            owner=entry.owner,
            matches=covered.get(entry.id, 0),
        )
        for path, entry, standing in registered
    ]


def _subject(finding: Finding, labels: ObjectLabels) -> Subject:
    scheme, _, rest = finding.address.partition(":")
    parts = rest.split("/") if scheme == "k8s" else []
    _, kind, namespace, name = parts if len(parts) == 4 else ("", "", "", "")
    return Subject(
        rule=finding.rule,
        path=finding.path,
        line=finding.line,
        fingerprint=finding.fingerprint,
        kind=kind,
        namespace="" if namespace == "(unset)" else namespace,
        name=name,
        labels=labels.of(finding.path, finding.address),
    )


def _noted(finding: Finding, exemption: Exemption, as_of: date) -> Finding:
    entry, standing = exemption.exception, exemption.standing
    assert entry is not None
    assert standing is not None
    told = ExceptionNote(
        id=entry.id,
        state=standing.state,
        sunset=entry.sunset,
        days_left=days_left(entry, as_of),
        text=exemption.text,
    )
    outcome = "exempt" if exemption.exempt else finding.outcome
    return replace(finding, outcome=outcome, exception=told)


def _state(
    entry: PolicyException, standing: Standing, applied: Exemptions, context: Context
) -> ExceptionState:
    return ExceptionState(
        id=entry.id,
        state=standing.state,
        matches=applied.covered.get(entry.id, 0),
        sunset=entry.sunset,
        days_left=days_left(entry, context.as_of),
        owner=entry.owner,
        text=note(entry, standing, context.as_of),
    )
