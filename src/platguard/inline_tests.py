"""Runs the tests that stand in rules: given some files, on a day, what does the rule find?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from platguard.cache import Cache
from platguard.evaluation import Evaluation
from platguard.exempting import OF_REGISTER
from platguard.facts import kind_of, of_path
from platguard.judgement import judged
from platguard.lifecycle import is_evaluated
from platguard.material import Material
from platguard.memory import FactMemory
from platguard.model.facts import Fact
from platguard.model.standard import WORSE, InlineTest, Mutation, Rule
from platguard.policy import Decided
from platguard.records import dataclass
from platguard.register import read_register
from platguard.related import Related
from platguard.request import Request
from platguard.selection import Selection
from platguard.settings import read_settings
from platguard.situation import situate
from platguard.sources.given import GivenFiles
from platguard.workspace import given_workspace

_REPOSITORY = "example"
"""What the files of a test are a repository of."""
OF_SCAN = (*OF_REGISTER, "repository", "component", "service_level", "tool", "tool_category")
"""Fact types that take more than files: the register, and what a repository says of itself."""


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of one inline test."""

    rule: Rule
    test: InlineTest
    found: str
    """One of EXPECTATIONS, or WORSE."""
    told: Sequence[tuple[str, str]]
    """Message and fix of each violation, in the order in which they were found."""

    @property
    def passed(self) -> bool:
        """Whether it found what it expected."""
        return self.found == self.test.expect


def run_tests(decided: Decided, today: date, only: Collection[str] = ()) -> Iterator[TestResult]:
    """The result of every inline test; one that names no day runs on `today`.

    `only` are the ids of the rules to test, none for all. Raises UsageError for a rule whose
    expressions err on a test's files.
    """
    for rule in decided.policy.rules:
        for test, former in _cases(rule) if rule.id in only or not only else ():
            outcome, told, gap = _found(rule, test, decided, today)
            if former is not None and test.expect == WORSE and outcome == "fail":
                was = _found(rule, former, decided, today)[2]
                if was is not None and gap is not None and gap > was:
                    outcome = WORSE
            yield TestResult(rule, test, outcome, told)


def cases_of(rule: Rule) -> Iterator[InlineTest]:
    """The tests of a rule, and what its mutations make of them."""
    return (test for test, _ in _cases(rule))


def _cases(rule: Rule) -> Iterator[tuple[InlineTest, InlineTest | None]]:
    """The tests of a rule, and what its mutations make of them, each with the test it was."""
    by_name = {test.name: test for test in rule.tests}
    for test in rule.tests:
        yield test, None
    for mutation in rule.mutations:
        test = by_name[mutation.of]
        changed = replace(
            test,
            name=mutation.name,
            given=_edited(test.given, mutation),
            expect=mutation.expect,
            as_of=mutation.as_of or test.as_of,
            line=mutation.line,
        )
        yield changed, test


def _edited(given: Mapping[str, str], mutation: Mutation) -> Mapping[str, str]:
    if not mutation.replace:
        return given
    return {p: text.replace(mutation.replace, mutation.by) for p, text in given.items()}


_Found = tuple[str, list[tuple[str, str]], int | None]
"""The worst outcome, what is told of violations, and the greatest of their gaps."""


def _found(rule: Rule, test: InlineTest, decided: Decided, today: date) -> _Found:
    """What the rule finds in the files of the test."""
    if not test.as_of:
        rule = replace(rule, tightening=None)  # it shows the rule as it is written
    if test.params:
        rule = replace(rule, params={**rule.params, **test.params})
        decided = decided_by(rule, decided)
    if rule.on in OF_SCAN:
        return _found_by_scan(rule, test, decided, today)
    evaluation = Evaluation(Selection([rule]), decided, context_of(test, today))
    given = facts_of(test.given, rule.on)
    found = [
        (verdict.outcome, evaluation.tell(verdict))  # what cannot be told is a fault of the rule
        for fact in given
        for verdict in evaluation.judge(fact)
    ]
    outcomes = {outcome for outcome, _ in found}
    told = [(said.message, said.fix) for outcome, said in found if outcome == "fail"]
    gaps = [said.gap for outcome, said in found if outcome == "fail" and said.gap is not None]
    return _worst(outcomes, evaluation.counts[rule.id]), told, max(gaps, default=None)


def context_of(test: InlineTest, today: date) -> dict[str, Any]:
    """What the rule of a test may ask beside the fact; see compiled.CONTEXT."""
    return {
        "as_of": test.as_of or today.isoformat(),
        "repo.name": _REPOSITORY,
        "repo.team": "",
        "repo.segment": "",
        "repo.tier": "",
        "repo.wave": "",
        "capabilities": {},
    }


def decided_by(rule: Rule, decided: Decided) -> Decided:
    """A policy of one rule: params are part of what is compiled."""
    from platguard.compilation import compile_policy

    policy = replace(decided.policy, rules=[rule])
    return replace(decided, policy=policy, compiled=compile_policy(policy, decided.expressions))


def _worst(outcomes: Collection[str], counts: Mapping[str, int]) -> str:
    for outcome in ("fail", "unknown", "warn"):
        if outcome in outcomes:
            return outcome
    return "pass" if counts["pass"] else "not-applicable" if counts["not-applicable"] else "none"


def facts_of(files: Mapping[str, str], wanted: str) -> list[Fact]:
    """The facts of some files, by path, as a repository of their own; relations if `wanted`."""
    given = GivenFiles(files)
    memory = FactMemory(Cache(None), "", manifests=True)
    found: list[Fact] = []
    for blob in given.blobs():
        kind = kind_of(blob.path)
        if kind is not None:
            facts = memory.facts(blob.content_id, kind, blob.path, blob.read).facts
            found += [*facts, *of_path(facts, blob.path)]
    return list(Related(given, memory, {wanted}).facts(found))


def _found_by_scan(rule: Rule, test: InlineTest, decided: Decided, today: date) -> _Found:
    """As `_found`, for what only a whole scan knows."""
    day = date.fromisoformat(test.as_of) if test.as_of else today
    request = Request(now=datetime.combine(day, time(), UTC), cwd="", as_of=day)
    workspace = given_workspace(test.given, request)
    settings = read_settings(request, workspace.source)
    situation = replace(situate(request, settings, workspace), repository=_REPOSITORY)
    known = (rule if other.id == rule.id else other for other in decided.policy.rules)
    rules = Selection([other for other in known if is_evaluated(situation.state(other))])
    register = read_register(settings.register, decided.policy.known_ids)
    cache, types = Cache(None), rules.fact_types
    material = Material(request, workspace, settings, register, cache, types, manifests=True)
    done = judged(material.facts(situation, types), material, decided, rules, situation)
    found = [finding for finding in done.findings if finding.rule == rule.id]
    # What passes but soon will not is among the findings, too.
    outcomes = {"warn" if f.outcome == "pass" else f.outcome for f in found}
    told = [(f.message, f.fix) for f in found if f.outcome == "fail"]
    gaps = [f.gap for f in found if f.outcome == "fail" and f.gap is not None]
    return _worst(outcomes, done.evaluation.counts[rule.id]), told, max(gaps, default=None)
