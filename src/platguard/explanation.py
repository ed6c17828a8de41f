"""Why a rule fires at a place, or does not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from platguard import lifecycle
from platguard.cache import Cache
from platguard.evaluation import Evaluation
from platguard.findings import word
from platguard.judgement import judged
from platguard.material import Material
from platguard.model.facts import FACT_NAMES, Fact
from platguard.model.report import OUTCOMES, Finding
from platguard.model.standard import Rule
from platguard.model.verdict import Verdict
from platguard.policy import Decided, decide
from platguard.records import dataclass
from platguard.register import read_register
from platguard.request import Request
from platguard.selection import Selection
from platguard.settings import read_settings
from platguard.situation import Situation, situate
from platguard.survey import Survey
from platguard.workspace import open_workspace

WHOLE = "."
"""The path of facts that are about the repository and no file of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule makes of one fact."""

    place: str
    """`deploy/api.yaml:12:5`."""
    outcome: str
    reason: str
    """The message, what is not known, or what is the case."""
    code: str = ""
    """The condition that decided, where no message tells of it."""
    fix: str = ""
    """What to do about it; empty where nothing is to be done."""


def explain_at(request: Request, rule: Rule, path: str, line: int) -> list[Answer]:
    """What `rule` makes of the facts at a line of a file: those on it, else the one above it.

    There is always an answer; where there is nothing to judge, it says why.
    """
    whole = os.path.normpath(path) == WHOLE  # what is told of no file, as `.:1:1`
    request = request._replace(paths=[path], files=not whole)
    cache = Cache(None)
    workspace = open_workspace(request)
    settings = read_settings(request, workspace.source)
    decided = decide(settings, cache)
    situation = situate(request, settings, workspace)
    resting = _why_not_in_force(rule, situation)
    if resting:
        return [Answer(f"{path}:{line}", "not-evaluated", resting)]
    only = Selection([rule])
    register = read_register(settings.register, decided.policy.known_ids)
    manifests = only.reads_manifests(decided)
    material = Material(
        request, workspace, settings, register, cache, [rule.on], manifests=manifests
    )
    found = material.facts(situation, [rule.on])
    facts = [
        fact
        for fact in found
        if FACT_NAMES[type(fact)] == rule.on
        and (fact.path == WHOLE if whole else workspace.reported(fact.path))
    ]
    evaluation = Evaluation(only, decided, situation.variables)
    told = word((v for fact in facts for v in evaluation.judge(fact)), evaluation, situation)
    findings = judged(facts, material, decided, only, situation).findings
    final = {finding.fingerprint: finding for finding in findings}
    answers: list[Answer] = []
    for fact in _at(facts, line):
        own = [(v, final[finding.fingerprint]) for v, finding in told if v.fact is fact]
        answers += [_fired(verdict, finding) for verdict, finding in own]
        if not own:
            answers.append(_quiet(rule, fact, decided, situation))
    return answers or [_nothing(f"{path}:{line}", material.survey, rule)]


def _why_not_in_force(rule: Rule, situation: Situation) -> str:
    if not rule.enabled:
        return "The configuration disables the rule."
    if lifecycle.is_evaluated(situation.state(rule)):
        return ""
    return f"The rule {lifecycle.deadline(situation.life(rule), situation.as_of)}."


def _nothing(where: str, survey: Survey, rule: Rule) -> Answer:
    """Why nothing is judged at a place; the fault of a file is told where it is."""
    for error in survey.failed:
        return Answer(error.place, "not-evaluated", f"It could not be read: {error.message}.")
    if survey.unrendered:
        told = "The file is a template that nothing rendered."
        return Answer(where, "not-evaluated", told)
    for skipped in survey.skipped:
        place = skipped.fault.place if skipped.fault else where
        return Answer(place, "not-evaluated", f"The file is skipped: {skipped.told}.")
    return Answer(where, "not-evaluated", f"No {rule.on} was found there.")


def _at(facts: Sequence[Fact], line: int) -> list[Fact]:
    on_it = [fact for fact in facts if line in {place.line for place in fact.places.values()}]
    if on_it:
        return on_it
    above = [fact for fact in facts if _first_line(fact) <= line]
    last = max((_first_line(fact) for fact in above), default=0)
    return [fact for fact in above if _first_line(fact) == last]


def _first_line(fact: Fact) -> int:
    return min((place.line for place in fact.places.values()), default=1)


def _fired(verdict: Verdict, finding: Finding) -> Answer:
    where = f"{finding.path}:{finding.line}:{finding.column}"
    if verdict.outcome == "unknown":
        return Answer(where, "unknown", finding.message)
    outcome = verdict.outcome if finding.outcome != "exempt" else "exempt"
    if outcome == "fail":
        outcome = f"fail, {finding.level}"
    note = f" {finding.exception.text.rstrip('.')}." if finding.exception else ""
    added = f" It is {finding.lifecycle.deadline}." if verdict.added else ""
    fix = finding.fix if verdict.outcome in ("fail", "warn") else ""
    return Answer(where, outcome, finding.message + added + note, fix=fix)


def _quiet(rule: Rule, fact: Fact, decided: Decided, situation: Situation) -> Answer:
    """The answer for a fact that no finding is about."""
    evaluation = Evaluation(Selection([rule]), decided, situation.variables)
    list(evaluation.judge(fact))
    counts = evaluation.counts[rule.id]
    outcome = next((name for name in OUTCOMES if counts[name]), "not-applicable")
    place = fact.places.get(rule.at) or fact.places.get("")
    where = f"{fact.path}:{place.line}:{place.column}" if place else fact.path
    draft = _draft(rule, fact, decided, situation)
    return Answer(where, outcome, draft) if draft else _condition(rule, where, outcome)


def _draft(rule: Rule, fact: Fact, decided: Decided, situation: Situation) -> str:
    """Why the rule finds nothing although it is not met; empty where it is."""
    if rule.tightening is None:
        return ""
    whole = Selection([replace(rule, tightening=None)])
    verdicts = Evaluation(whole, decided, situation.variables).judge(fact)
    if all(verdict.outcome != "fail" for verdict in verdicts):
        return ""
    announced = rule.tightening.lifecycle.announced
    until = f" until it is announced on {announced}" if announced else ""
    return f"Only revision {rule.revision} is not met, which is a draft{until}."


def _condition(rule: Rule, where: str, outcome: str) -> Answer:
    """What decided that a fact is no finding."""
    if outcome == "not-applicable":
        if not rule.when:
            return Answer(where, outcome, "There is nothing to judge in", rule.for_each)
        return Answer(where, outcome, "The rule applies where this holds:", rule.when)
    if rule.require:
        return Answer(where, outcome, "This holds:", rule.require)
    if rule.deny:
        return Answer(where, outcome, "This does not hold:", rule.deny)
    return Answer(where, outcome, "The object meets the schema.")
