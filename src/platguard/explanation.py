"""Why a rule fires at a place, or does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from platguard.cache import Cache
from platguard.evaluation import Evaluation
from platguard.gathering import gather
from platguard.model.facts import FACT_NAMES, Fact
from platguard.model.report import OUTCOMES
from platguard.model.standard import Rule
from platguard.policy import decide
from platguard.request import Request
from platguard.selection import Selection
from platguard.settings import read_settings
from platguard.situation import situate
from platguard.stat_memory import StatMemory
from platguard.workspace import open_workspace


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule makes of one fact."""

    place: str
    """`deploy/api.yaml:12:5`."""
    outcome: str
    reason: str
    """The message, what is not known, or how the condition reads."""


def explain_at(request: Request, rule: Rule, path: str, line: int) -> list[Answer]:
    """What `rule` makes of the facts at a line of a file: those on it, else the one above it."""
    request = request._replace(paths=[path], files=True)
    workspace = open_workspace(request, StatMemory(Cache(None), request.now))
    settings = read_settings(request, workspace.source)
    decided = decide(settings, Cache(None))
    variables = situate(request, settings, workspace).variables
    _, found = gather(request)
    facts = [fact for fact in found if FACT_NAMES[type(fact)] == rule.on]
    answers: list[Answer] = []
    for fact in _at(facts, line):
        evaluation = Evaluation(Selection([rule], []), decided, variables)
        answers += _answers(evaluation, rule, fact)
    return answers


def _at(facts: Sequence[Fact], line: int) -> list[Fact]:
    on_it = [fact for fact in facts if line in {place.line for place in fact.places.values()}]
    if on_it:
        return on_it
    above = [fact for fact in facts if _first_line(fact) <= line]
    last = max((_first_line(fact) for fact in above), default=0)
    return [fact for fact in above if _first_line(fact) == last]


def _first_line(fact: Fact) -> int:
    return min((place.line for place in fact.places.values()), default=1)


def _answers(evaluation: Evaluation, rule: Rule, fact: Fact) -> Iterable[Answer]:
    place = fact.places.get(rule.at) or fact.places.get("")
    where = f"{fact.path}:{place.line}:{place.column}" if place else fact.path
    verdicts = list(evaluation.judge(fact))
    for verdict in verdicts:
        told = f"{verdict.reason} is not known."
        if verdict.outcome != "unknown":
            told = evaluation.tell(verdict).message
        yield Answer(where, verdict.outcome, told)
    if not verdicts:
        counts = evaluation.counts[rule.id]
        outcome = next((name for name in OUTCOMES if counts[name]), "not-applicable")
        yield Answer(where, outcome, _condition(rule, outcome))


def _condition(rule: Rule, outcome: str) -> str:
    if outcome == "not-applicable":
        return f"Not the case here: {rule.when}"
    if rule.require:
        return f"Met: {rule.require}"
    return f"Not the case here: {rule.deny}" if rule.deny else "The schema is met."
