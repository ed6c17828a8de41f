"""The heart of a scan: facts, a policy and a day become findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from platguard.evaluation import Evaluation
from platguard.exempting import exempted, standings
from platguard.findings import word
from platguard.material import Material
from platguard.model.abroad import NOTHING
from platguard.model.facts import Fact
from platguard.model.policy_exception import Entry
from platguard.model.report import ExceptionState, Finding
from platguard.model.verdict import Said, Verdict
from platguard.noticing import Noticed, Noticing
from platguard.policy import Decided
from platguard.records import dataclass
from platguard.register_health import Claim, Evidence, Sight, Watch
from platguard.selection import Selection
from platguard.situation import Situation

if TYPE_CHECKING:
    from platguard.tolerating import Tolerated


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of the facts on a day."""

    situation: Situation
    rules: Selection
    evaluation: Evaluation
    """With the count of each outcome."""
    findings: Sequence[Finding]
    exceptions: Sequence[ExceptionState]
    verdicts: Mapping[tuple[str, str], Verdict]
    """What each finding was made of, by path and fingerprint; not of those about the register."""
    tolerated: Tolerated | None = None
    """What the baselines make of the findings; None where there is none."""
    noticed: Noticed = field(default_factory=dict)
    """What an organisation wants to know beside; see noticing."""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """What is seen of the exceptions of a shared register, by id."""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    """What is taken of their limits, by id."""


def judged(
    facts: Iterable[Fact],
    material: Material,
    decided: Decided,
    rules: Selection,
    situation: Situation,
    said: Said | None = None,
) -> Judgement:
    """The judgement of the facts in the scope of the report; `said` as for Evaluation."""
    situation = replace(situation, deployed=material.deployed.paths.elsewhere)
    evaluation = Evaluation(rules, decided, situation.variables, said)
    reported = material.workspace.reported
    noticing = None if material.request.abroad is None else Noticing(situation.deployed)
    watch = watch_of(material, decided, noticing)
    found = [v for f in watch.over(facts) if reported(f.path) for v in evaluation.judge(f)]
    told = word(found, evaluation, situation)
    made_of = {(finding.path, finding.fingerprint): verdict for verdict, finding in told}
    findings = [finding for _, finding in told]
    return concluded(findings, made_of, watch, material, decided, rules, situation, evaluation)


def watch_of(material: Material, decided: Decided, noticing: Noticing | None = None) -> Watch:
    """What notes what the exceptions of the register are about, and shows facts to `noticing`."""
    types = excepted_types(material.register, decided)
    return Watch(types, material.labels, material.workspace.reported, noticing)


def concluded(
    told: Sequence[Finding],
    made_of: Mapping[tuple[str, str], Verdict],
    watch: Watch,
    material: Material,
    decided: Decided,
    rules: Selection,
    situation: Situation,
    evaluation: Evaluation,
) -> Judgement:
    """The judgement that register and baselines make of what was found in files.

    The outcomes of `evaluation`, in which those of the files are counted, are counted anew.
    """
    with material.authority(situation) as authority:
        registered = standings(material.register, situation, authority)
    sight = _sight(material)
    findings, exceptions, evidence, claims = exempted(
        told,
        registered,
        decided,
        rules,
        evaluation,
        situation,
        material.labels,
        watch,
        sight,
        material.request.abroad or NOTHING,
    )
    debt = None
    if material.settings.baselines:
        from platguard.tolerating import tolerated

        debt = tolerated(findings, material, decided, rules, evaluation, situation, sight)
        findings = list(debt.findings)
    return Judgement(
        situation,
        rules,
        evaluation,
        findings,
        exceptions,
        made_of,
        debt,
        watch.noticed,
        evidence,
        claims,
    )


def excepted_types(register: Sequence[Entry], decided: Decided) -> frozenset[str]:
    """The fact types that the exceptions of a register are about."""
    known = decided.policy.known_ids
    names = {known.get(rule, rule) for entry in register for rule in entry.exception.rules}
    return frozenset(rule.on for rule in decided.policy.rules if rule.id in names)


def _sight(material: Material) -> Sight:
    request, workspace, survey = material.request, material.workspace, material.survey
    return Sight(
        full=workspace.whole and request.stream is None and not request.is_narrowed,
        reported=workspace.reported,
        own_register=not material.settings.register_root,
        paths=lambda: workspace.source.list(""),
        unread=survey.unread,
        left_out=survey.left_out,
        shared=request.abroad is not None and bool(request.config),
        shared_tables=request.abroad is not None,
    )
