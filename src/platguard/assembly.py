"""Puts a report together from what the steps of a scan left behind, and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from platguard import __version__
from platguard.counting import counted
from platguard.exempting import OF_REGISTER
from platguard.judgement import Judgement
from platguard.material import Material
from platguard.model.report import (
    OUTCOMES,
    Coverage,
    Finding,
    Inputs,
    Report,
    RuleCount,
    RuleNote,
    Summary,
    TableNote,
    Target,
)
from platguard.model.standard import LEVELS, Rule
from platguard.policy import Decided
from platguard.request import Request
from platguard.settings import Settings
from platguard.situation import Situation
from platguard.workspace import Workspace

PASS, DRIFT, INCOMPLETE, EMPTY = 0, 1, 3, 4
"""Exit codes of a report; 2 is told without one."""
_SOME = 3


def assemble(material: Material, decided: Decided, judgement: Judgement) -> Report:
    """The finished report."""
    request, settings, workspace = material.request, material.settings, material.workspace
    situation, findings = judgement.situation, judgement.findings
    coverage, counts = material.survey.coverage(), judgement.evaluation.counts
    standards, configuration, register = settings.digests
    judged = [rule for rule in decided.policy.rules if rule.id in counts]
    found = {finding.rule for finding in findings}
    return Report(
        version=__version__,
        as_of=situation.as_of.isoformat(),
        timezone=situation.timezone,
        target=_target(request, workspace),
        inputs=Inputs(
            standards=standards,
            configuration=configuration,
            register=register,
            tables=[TableNote(name, day) for name, day in decided.tables.as_of.items()],
        ),
        coverage=coverage,
        summary=_summary(request, workspace, coverage, _outcomes(judged, counts), findings),
        rules=[
            RuleCount(rule.id, situation.state(rule), counts[rule.id], rule.revision)
            for rule in judged
        ],
        findings=findings,
        exceptions=judgement.exceptions,
        errors=coverage.failed,
        notices=[
            *_notices(request, settings, coverage),
            *_absent(material),
            *judgement.rules.notices,
        ],
        rule_notes={r.id: rule_note(r, situation) for r in judged if r.id in found},
        debt=judgement.tolerated.debt if judgement.tolerated else None,
    )


def _absent(material: Material) -> Iterator[str]:
    """What is deployed and nobody judges, because it is not in the repository."""
    if not material.workspace.whole or material.request.base:
        return
    absent = material.deployed.absent
    if absent:
        told = ", ".join(f"{entry} ({path})" for path, entry in absent[:_SOME])
        more = f" and {len(absent) - _SOME} more" if len(absent) > _SOME else ""
        what, them = counted(len(absent), "resource"), "it" if len(absent) == 1 else "them"
        yield (
            f"Kustomizations deploy {what} that nobody judges, because the repository does not hold"
            f" {them}: {told}{more}"
        )


def _target(request: Request, workspace: Workspace) -> Target:
    everything = workspace.whole and request.stream is None
    return Target(
        paths=workspace.paths,
        revision=request.revision or None,
        base=request.base or None,
        commit=workspace.source.commit,
        scope=None if everything else workspace.scope,
        narrowed=request.is_narrowed,
    )


def rule_note(rule: Rule, situation: Situation) -> RuleNote:
    """What reporters may tell of the rule."""
    life = situation.life(rule)
    return RuleNote(
        id=rule.id,
        title=rule.title,
        standard=rule.standard,
        severity=rule.severity,
        why=rule.why,
        fix=rule.fix,
        controls=rule.controls,
        also=rule.also,
        guide=life.guide if life else "",
    )


def _notices(request: Request, settings: Settings, coverage: Coverage) -> list[str]:
    """What people should know of how the scan was made, each a sentence."""
    own = settings.repository
    notices = [f"excluded by .platguard.yaml: {pattern}" for pattern in own.exclude]
    notices += [f"excluded by --exclude: {pattern}" for pattern in request.exclude]
    notices += _claim("team", own.team, settings.team)
    notices += _claim("segment", own.segment, settings.segment)
    segment = settings.segment
    if settings.organisation.segments and not segment:
        notices.append("segment unassigned: no limit of a segment holds for its findings")
    if segment and segment not in settings.organisation.segments:
        notices.append(
            f"segment {segment} is none that platguard.yaml names: nothing is set for it"
        )
    for name, values in own.allow.items():
        notices.append(f"allowed {name} by .platguard.yaml: {', '.join(values)}")
    if request.stream is not None:
        notices.append(
            "rules over several files, such as those about networks, are not evaluated for"
            " standard input"
        )
    if request.allow_incomplete and coverage.failed:
        notices.append("incomplete coverage is allowed by --allow-incomplete")
    if not settings.organisation.adopted:
        notices.append(
            "no platguard.yaml adopts the built-in standards: below critical they only warn; "
            "`platguard init` writes one"
        )
    return notices


def _claim(what: str, claimed: str, placed: str) -> list[str]:
    """That a repository says of itself where it belongs, as far as its organisation agrees."""
    if not claimed:
        return []
    told = f"{what} claimed by .platguard.yaml: {claimed}"
    return [told if claimed == placed else f"{told}; the inventory says {placed}, which counts"]


def _summary(
    request: Request,
    workspace: Workspace,
    coverage: Coverage,
    outcomes: Mapping[str, int],
    findings: Sequence[Finding],
) -> Summary:
    """The numbers, and the exit code: incomplete before empty before drift before pass."""
    failing = [finding for finding in findings if finding.outcome == "fail"]
    levels = {level: sum(finding.level == level for finding in failing) for level in LEVELS}
    drift = any(finding.level in reached(request.fail_on) for finding in failing)
    incomplete = bool(coverage.failed) and not request.allow_incomplete
    code = DRIFT if drift else PASS
    if not coverage.judged and not workspace.partial:
        code = EMPTY
    return Summary(
        error=levels["error"],
        warning=levels["warning"],
        note=levels["note"],
        drift=drift,
        exit=INCOMPLETE if incomplete else code,
        outcomes=outcomes,
        soon=sum(finding.outcome == "pass" for finding in findings),
        fail_on=request.fail_on,
    )


def reached(fail_on: str) -> Sequence[str]:
    """The levels that make the exit code 1."""
    return LEVELS[: LEVELS.index(fail_on) + 1] if fail_on != "never" else ()


def _outcomes(rules: Sequence[Rule], counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How often each outcome came, but that nothing in the register makes a repository better."""
    found = dict.fromkeys(OUTCOMES, 0)
    for rule in rules:
        for name in ("fail",) if rule.on in OF_REGISTER else OUTCOMES:
            found[name] += counts[rule.id][name]
    return found
