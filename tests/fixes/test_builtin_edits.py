"""The edits of the built-in rules mend what the rules find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from standards.test_builtin import DECIDED, RULES

from platguard.inline_edits import run_edits
from platguard.inline_tests import decided_by
from platguard.model.standard import Rule

DAY = date(2026, 11, 22)
EDITED = [rule for rule in RULES if rule.edits]
SAFE = {
    "certificate-rotation",
    "compose-version-key",
    "deprecated-k8s-field",
    "external-secret-not-refreshed",
    "image-repository-retired",
    "k8s-api-deprecated",
    "k8s-api-removed",
}
"""The rules with an edit that is made without asking; each is a decision of its own."""


@pytest.mark.parametrize("rule", EDITED, ids=lambda rule: rule.id)
def test_what_a_rule_finds_is_mended_and_stays_so(rule: Rule) -> None:
    results = list(run_edits(DECIDED, DAY, {rule.id}))
    assert results
    assert [result.test.name for result in results if not result.passed] == []


@pytest.mark.parametrize(
    ("rule", "number"),
    [(rule, number) for rule in EDITED for number in range(len(rule.edits))],
    ids=lambda value: getattr(value, "id", value),
)
def test_every_edit_is_shown_by_an_inline_test(rule: Rule, number: int) -> None:
    alone = replace(rule, edits=[rule.edits[number]])
    assert any(result.passed for result in run_edits(decided_by(alone, DECIDED), DAY))


def test_no_more_is_made_without_asking_than_was_decided() -> None:
    assert {rule.id for rule in EDITED if any(edit.kind == "safe" for edit in rule.edits)} == SAFE
