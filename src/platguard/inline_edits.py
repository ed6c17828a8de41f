"""Tries the edits of rules on their inline tests: what a rule finds there, they must mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from platguard.evaluation import Evaluation
from platguard.fixes.examples import mended
from platguard.fixes.wishes import Wishes
from platguard.inline_tests import (
    OF_SCAN,
    TestResult,
    cases_of,
    context_of,
    decided_by,
    facts_of,
)
from platguard.model.standard import InlineTest, Rule
from platguard.model.verdict import Verdict
from platguard.policy import Decided
from platguard.selection import Selection


def run_edits(decided: Decided, today: date, only: Collection[str] = ()) -> Iterator[TestResult]:
    """A result for each test that expects a failure and to which an edit of its rule applies.

    It expects that the rule passes after the edits, and that these then find nothing more to do.
    `only` are the ids of the rules to try, none for all. Raises UsageError for a rule whose
    expressions err.
    """
    for rule in decided.policy.rules:
        if rule.edits and rule.on not in OF_SCAN and (rule.id in only or not only):
            for test in cases_of(rule):
                if test.expect == "fail":
                    yield from _result(rule, test, decided, today)


def _result(rule: Rule, test: InlineTest, decided: Decided, today: date) -> Iterator[TestResult]:
    rule = replace(rule, params={**rule.params, **test.params}, tightening=None)
    decided = decided_by(rule, decided) if test.params else decided
    context = context_of(test, today)

    def judge(files: Mapping[str, str]) -> list[Verdict]:
        evaluation = Evaluation(Selection([rule]), decided, context)
        found = [v for fact in facts_of(files, rule.on) for v in evaluation.judge(fact)]
        return [verdict for verdict in found if verdict.outcome == "fail"]

    fault = mended(test.given, judge, Wishes(decided, context))
    if fault is not None:
        name = f"{test.name}, edited{f' ({fault})' if fault else ''}"
        shown = replace(test, name=name, expect="pass")
        yield TestResult(rule, shown, "fail" if fault else "pass", ())
