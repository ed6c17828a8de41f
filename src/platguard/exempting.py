"""The register meets the findings: what is exempt, and how each entry stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from platguard.approvals import folded
from platguard.evaluation import Evaluation
from platguard.exception_days import days_left
from platguard.exemptions import Context, Exemption, apply
from platguard.findings import order, word
from platguard.model.abroad import NOTHING, Abroad
from platguard.model.document import NOWHERE, Place
from platguard.model.facts import ExceptionCommentFact, ExceptionFact, Fact, TableFact
from platguard.model.policy_exception import Entry, Registered, Subject
from platguard.model.report import ExceptionNote, ExceptionState, Finding
from platguard.object_labels import ObjectLabels
from platguard.policy import Decided
from platguard.policy_exceptions import Authority, is_known, note, state
from platguard.register_health import Claim, Evidence, Examination, Health, Sight, Watch
from platguard.selection import Selection
from platguard.situation import Situation
from platguard.subjects import subject_of
from platguard.tuples import NamedTuple

_Seen = TypeVar("_Seen", Evidence, Claim)

OF_REGISTER = ("exception", "table")
"""Fact types that no file gives: the register and platguard itself do."""


def standings(
    register: Sequence[Entry], situation: Situation, authority: Authority
) -> list[Registered]:
    """What each entry of the register is on the day; requests that come later are left out."""
    found = [
        Registered(
            entry,
            state(entry.exception, situation.as_of, authority),
            authority.renewals.told(entry.exception, situation.as_of),
        )
        for entry in register
    ]
    return [entry for entry in found if not _comes_later(entry, situation)]


def _comes_later(registered: Registered, situation: Situation) -> bool:
    waits = registered.standing.state == "requested"
    return waits and not is_known(registered.exception.requested_on, situation.as_of)


class Exempted(NamedTuple):
    """What a register makes of findings."""

    findings: list[Finding]
    states: list[ExceptionState]
    evidence: Mapping[str, Evidence]
    """What is seen of the entries of a shared register, by id; nothing of one that is not."""
    claims: Mapping[str, Claim]
    """What is taken of their limits, by id."""


def exempted(
    told: Sequence[Finding],
    registered: Sequence[Registered],
    decided: Decided,
    rules: Selection,
    evaluation: Evaluation,
    situation: Situation,
    labels: ObjectLabels,
    watch: Watch,
    sight: Sight,
    abroad: Abroad = NOTHING,
) -> Exempted:
    """The findings, failing ones made exempt where an exception covers them, and every entry.

    `abroad` tells what other repositories take of the limits of a shared register. Findings about
    the register itself are added, where it is not shared. The outcomes of `evaluation` are counted
    anew.
    """
    judged = {rule.id: rule for rule in rules.judged}
    told_rules = {found.rule for found in told}
    context = Context(
        repository=situation.repository,
        known_ids=decided.policy.known_ids,
        by_fingerprint_only={n for n in told_rules if judged[n].exceptions == "fingerprint"},
        limits=situation.limits,
        earlier_paths=situation.earlier_paths,
        abroad=abroad,
    )
    # Where there are no exceptions, nobody asks what findings are about.
    failing = [i for i, it in enumerate(told) if it.outcome == "fail"] if registered else []
    applied = apply([_subject(told[index], labels) for index in failing], registered, context)
    findings = [*told]
    for index, exemption in zip(failing, applied.of_findings, strict=True):
        if exemption.exception is not None:
            findings[index] = _noted(findings[index], exemption, situation)
        if exemption.exempt:
            evaluation.count_as_exempt(findings[index].rule)
    examination = Examination(
        rules={rule.id: rule for rule in decided.policy.rules},
        judged=judged.keys(),
        situation=situation,
        context=context,
        applied=applied,
        undecided=[finding for finding in findings if finding.outcome == "unknown"],
        watch=watch,
        sight=sight,
    )
    about = _about_register(registered, examination, decided)
    verdicts = [verdict for fact in about for verdict in evaluation.judge(fact)]
    findings += [finding for _, finding in word(verdicts, evaluation, situation)]
    covered = applied.covered
    states = [_state(entry, covered.get(entry.exception.id, 0), situation) for entry in registered]
    shared = registered if sight.shared else ()
    evidence = _by_id(shared, examination.evidence)
    claims = _by_id(shared, examination.claim)
    return Exempted(sorted(findings, key=order), states, evidence, claims)


def _about_register(
    registered: Sequence[Registered], examination: Examination, decided: Decided
) -> Iterator[Fact]:
    """What rules judge of the register and the tables; of a shared one, only comments here."""
    sight = examination.sight
    if not sight.shared:
        covering = examination.applied.of_findings
        matched = {found.exception.id for found in covering if found.exception}
        told_of = [
            entry
            for entry in registered
            if sight.reported(entry.entry.path) or entry.exception.id in matched
        ]
        yield from exception_facts(told_of, registered, examination)
    yield from _comment_facts(examination.watch.comments, registered)
    if not sight.shared_tables:
        yield from table_facts(decided)


def _by_id(
    registered: Iterable[Registered], told: Callable[[Registered], _Seen | None]
) -> Mapping[str, _Seen]:
    found = ((entry.exception.id, told(entry)) for entry in registered)
    return {name: seen for name, seen in found if seen is not None}


def exception_facts(
    told_of: Sequence[Registered], registered: Sequence[Registered], examination: Examination
) -> Iterator[ExceptionFact]:
    """Entries of a register as facts; `registered` are all of it."""
    granted = _renewals(found for found in registered if found.standing.is_granted)
    waiting = _renewals(found for found in registered if found.standing.state == "requested")
    for found in told_of:
        exception, health = found.exception, examination.health(found)
        left = days_left(exception, examination.situation.as_of)
        yield ExceptionFact(
            address=f"exception:{exception.id}",
            subject="",
            places={"": _place(found, health)},
            path=found.entry.path,
            unknown=["days_left"] if left is None else [],
            id=exception.id,
            state=found.standing.state,
            reason=found.standing.reason,
            sunset=exception.sunset,
            owner=exception.owner,
            days_left=left or 0,
            renewed_by=granted.get(folded(exception.id), ""),
            renewal_requested=waiting.get(folded(exception.id), ""),
            matches=examination.applied.covered.get(exception.id, 0),
            critical=examination.is_critical(exception),
            unused=health.unused,
            orphaned=health.orphaned,
            broad=health.broad,
        )


def _renewals(registered: Iterable[Registered]) -> dict[str, str]:
    """The ids of renewals, by what they renew."""
    return {folded(found.exception.renews): found.exception.id for found in registered}


def _comment_facts(
    comments: Sequence[ExceptionCommentFact], registered: Sequence[Registered]
) -> Iterator[ExceptionFact]:
    """Comments that would be exceptions: only an entry of the register is one."""
    known = {folded(found.exception.id) for found in registered}
    for comment in comments:
        if folded(comment.id) not in known:
            yield ExceptionFact(
                address=comment.address,
                subject=comment.subject,
                places=comment.places,
                path=comment.path,
                unknown=["days_left"],
                id=comment.id or f"The comment {comment.subject}",
                state="invalid",
                reason=_why_nothing(comment),
            )


def _why_nothing(comment: ExceptionCommentFact) -> str:
    if comment.id:
        return "the register has no such exception"
    return (
        "only an entry of the register is an exception; a comment may point to one, as "
        "`platguard:exception EXC-2026-0007`"
    )


def _place(registered: Registered, health: Health) -> Place:
    """Where the entry says what is wrong with it; its id when it does not say it anywhere."""
    places = registered.entry.places
    faults = [fault.key for fault in registered.standing.faults]
    keys = [key for fault in faults for key in (fault, fault.partition(".")[0])]
    keys += ["sunset"] if registered.standing.state == "expiring" else []
    keys += ["scope"] if health != Health() else []
    return next((places[key] for key in [*keys, "id"] if key in places), NOWHERE)


def table_facts(decided: Decided) -> Iterator[Fact]:
    """The dated tables as facts, which no file gives."""
    for name, day in decided.tables.as_of.items():
        yield TableFact(
            address=f"table:{name}",
            subject="",
            places={"": NOWHERE},
            path=".",
            name=name,
            as_of=day,
        )


def _subject(finding: Finding, labels: ObjectLabels) -> Subject:
    return subject_of(
        finding.rule, finding.path, finding.line, finding.address, finding.fingerprint, labels
    )


def _noted(finding: Finding, exemption: Exemption, situation: Situation) -> Finding:
    exception, standing = exemption.exception, exemption.standing
    assert exception is not None
    assert standing is not None
    told = ExceptionNote(
        id=exception.id,
        state=standing.state,
        sunset=exception.sunset,
        days_left=days_left(exception, situation.as_of),
        text=exemption.text,
        approvals=[each for each in exception.approvals if is_known(each.on, situation.as_of)],
        reason=exception.reason,
        ticket=exception.ticket,
    )
    outcome = "exempt" if exemption.exempt else finding.outcome
    return replace(finding, outcome=outcome, exception=told)


def _state(registered: Registered, matches: int, situation: Situation) -> ExceptionState:
    exception = registered.exception
    return ExceptionState(
        id=exception.id,
        state=registered.standing.state,
        matches=matches,
        sunset=exception.sunset,
        days_left=days_left(exception, situation.as_of),
        owner=exception.owner,
        text=note(exception, registered.standing, registered.chain),
    )
