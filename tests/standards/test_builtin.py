"""The standards that come with platguard, and the language that they are written in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from platguard.cache import Cache
from platguard.config import Organisation, Repository, read_organisation
from platguard.errors import UsageError
from platguard.evaluation import Evaluation
from platguard.expressions import Expressions, evaluate
from platguard.functions import Function, functions
from platguard.inline_tests import context_of, facts_of, run_tests
from platguard.model.standard import Rule
from platguard.policy import Decided, decide
from platguard.reads import OnDisk, Reads, Recorded
from platguard.selection import Selection
from platguard.settings import Settings, named_standards
from platguard.table_files import TableFiles


def _decided(standards: str = "builtin") -> Decided:
    reads = Reads()
    found = named_standards(standards, Recorded(OnDisk("."), reads))
    return decide(Settings(found, Organisation(), Repository(), {}, b"", reads), Cache(None))


DECIDED = _decided()
RULES = DECIDED.policy.rules
TABLES = TableFiles(Cache(None))
_WARNING = """
standard: own
title: Own
owner: a
contact: "#a"
rules:
  - id: own-rule
    title: Own
    on: runtime
    require: "true"
    warn: {}
    severity: low
    why: why
    message: It is so.
    fix: Mend it.
"""
DATED = """
rules:
  docker-swarm:
    lifecycle:
      announced: 2025-09-30
      enforced_from: 2025-10-31
      replacement: Kubernetes
      segments: [research]
      applies_to: new
      new_after: 2025-01-01
      waves: [{name: pilot, teams: [tools], enforced_from: 2025-10-15, opt_in: true}]
      notice_waiver:
        reason: The vendor ends it.
        approvals:
          - {role: platform, by: bob, on: 2025-09-01}
          - {role: leadership, by: carol, on: 2025-09-02}
roles: {platform: [{name: bob}], leadership: [{name: carol}]}
"""
"""Every kind of value that a rule may have, beside those of the built-in ones."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_shows_what_it_finds_and_what_not(rule: Rule) -> None:
    expected = {test.expect for test in rule.tests}
    assert "fail" in expected
    assert expected & {"pass", "none", "not-applicable"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_inline_tests_find_what_they_expect(rule: Rule) -> None:
    for result in run_tests(DECIDED, date(2026, 11, 22), {rule.id}):
        assert result.found == result.test.expect, result.test.name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_names_its_controls_and_reasons(rule: Rule) -> None:
    assert rule.controls
    assert rule.why.endswith((".", "?"))
    assert rule.contact == "", "whom to ask, only those know who adopt it"


@pytest.mark.parametrize(
    "function", functions(lambda: TABLES.tables), ids=lambda function: function.name
)
def test_examples_of_functions_are_true(function: Function) -> None:
    expressions = Expressions(lambda: TABLES.tables)
    scope = expressions.scope({})
    example = function.example
    assert function.summary
    answer = evaluate(expressions.load(scope.compile(example, "bool")), {})
    assert answer.value is True, example


def test_a_remembered_policy_is_the_policy(tmp_path: Path) -> None:
    reads = Reads()
    found = named_standards("builtin", Recorded(OnDisk("."), reads))
    organisation = read_organisation(DATED.encode(), "platguard.yaml")
    settings = Settings(found, organisation, Repository(), {}, b"", reads)
    cache = Cache(str(tmp_path))
    read, remembered = decide(settings, cache), decide(settings, cache)
    assert remembered.compiled == read.compiled
    assert remembered.policy.known_ids == read.policy.known_ids
    assert remembered.policy.rules == [
        replace(rule, tests=[], mutations=[]) for rule in read.policy.rules
    ]
    assert any(rule.lifecycle and rule.lifecycle.notice_waiver for rule in read.policy.rules)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.ends], ids=lambda rule: rule.id)
def test_a_warning_names_the_day_and_what_ends_on_it(rule: Rule) -> None:
    told = []
    for test in (test for test in rule.tests if test.expect == "warn" and not test.params):
        context = context_of(test, date(2026, 11, 22))
        evaluation = Evaluation(Selection([rule]), DECIDED, context)
        for fact in facts_of(test.given, rule.on):
            for verdict in evaluation.judge(fact):
                words = evaluation.tell(verdict)
                if words.ends_on:
                    told.append(words)
                    # It is what people read as well, and it is still to come.
                    assert words.ends_on in words.message
                    assert words.ends_on >= str(context["as_of"])
                    assert words.ending
    assert told, "a test that warns shows the day"


def test_what_warns_of_a_day_names_it() -> None:
    # Of a secret that is to be rotated, nothing ends.
    counting = {rule.id for rule in RULES if "days_between(as_of" in rule.warn}
    assert counting <= {rule.id for rule in RULES if rule.ends}


@pytest.mark.parametrize(
    ("warn", "told"),
    [
        ("{when: 'true', ends: \"'2026-01-01'\"}", "what"),
        ("{when: 'true', what: \"'php'\"}", "ends"),
        ("{when: 'true', ends: '1', what: \"'php'\"}", "string"),
        ("{when: 'true', ends: no.such, what: \"'php'\"}", "no"),
    ],
)
def test_a_day_that_is_none_is_a_fault_of_the_rule(warn: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "standards.yaml"
    path.write_text(_WARNING.format(warn))
    with pytest.raises(UsageError, match=told):
        _decided(str(path))
