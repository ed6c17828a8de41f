"""The sentence for what a rule cannot decide reads well, for every field that one asks for."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from scan.projects import Project

from platguard.model.facts import FACT_TYPES, Fact
from platguard.model.standard import InlineTest, Rule
from platguard.model.verdict import Verdict
from platguard.undecided import QUESTIONS, sentence
from standards.test_builtin import DECIDED, RULES

ASKS = re.compile(r"(whether|which|whose|whom|what|when|how (many|much|long|often|\w+)) .*\w")
SENTENCE = re.compile(
    r'Cannot tell whether (?P<whom>\S.*) meets ".+",'
    r" because (?P<why>nothing here tells (?P<asked>.+)|.+)\."
)
UNASKED = frozenset({"path", "address", "subject", "label", "workload", "kind", "role"})
"""What every fact of these types knows of itself."""


def _blank(kind: str) -> Fact:
    """A fact with nothing in it but names."""
    values: dict[str, Any] = {"str": "x", "int": 0, "bool": False}
    cls = FACT_TYPES[kind]
    given: dict[str, Any] = {
        f.name: values.get(str(f.type), {} if "dict" in str(f.type) else []) for f in fields(cls)
    }
    return cls(**given)


def _told(rule: Rule, field: str) -> str:
    return sentence(Verdict(rule, _blank(rule.on), None, "unknown", f"{rule.on}.{field}"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_field_that_may_be_open_is_asked_for_in_good_english(rule: Rule) -> None:
    asked = {name.partition(".") for name in DECIDED.compiled.rules[rule.id].reads}
    open_ones = {field for owner, _, field in asked if owner == rule.on} - UNASKED
    for field in sorted(open_ones):
        told = _told(rule, field)
        print(told)
        found = SENTENCE.fullmatch(told)
        assert found, told
        assert ASKS.fullmatch(found["asked"]), told
        assert "_" not in found["asked"].replace(f"{rule.on}.{field}", ""), told
        assert not re.search(r"  |\.\.", told)


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_questions_are_about_fields_that_there_are(kind: str) -> None:
    assert QUESTIONS[kind].keys() <= {field.name for field in fields(FACT_TYPES[kind])}
    for question in QUESTIONS[kind].values():
        assert ASKS.fullmatch(question), question
        assert not question.endswith((".", "?"))
        assert not re.search(r"\b(\w+) \1\b", question)


@pytest.mark.parametrize(
    ("rule", "case"),
    [(rule, case) for rule in RULES for case in rule.tests if case.expect == "unknown"],
    ids=lambda it: getattr(it, "id", None) or it.name,
)
def test_what_an_example_leaves_open_is_told_in_words_of_its_own(
    tmp_path: Path, rule: Rule, case: InlineTest
) -> None:
    project = Project(tmp_path)
    project.write({**case.given, "platguard.yaml": "profile: strict\n"})
    found = project.scan(rules=[rule.id], as_of=case.as_of or "2026-11-22").findings(rule.id)
    undecided = [it["message"] for it in found if it["outcome"] == "unknown"]
    assert undecided or case.params
    for told in undecided:
        print(told)
        match = SENTENCE.fullmatch(told)
        assert match, told
        assert f"what {rule.on}." not in told, "a question for this field is lacking"
        assert not re.search(r"\bis not known\b|''|\b[a-z]+_[a-z_]+ is\b", match["why"]), told


@pytest.mark.parametrize(
    ("on", "field", "end"),
    [
        ("workload", "host_paths", "nothing here tells which paths of its node it mounts."),
        ("resources", "lacks_memory_limit", "nothing here tells whether it has a memory limit."),
        ("secret", "changed_on", "nothing here tells when its value last changed."),
        ("container", "env", "nothing here tells what container.env is."),
        ("service", "store", "nothing here tells which data store it runs."),
    ],
)
def test_the_question_has_a_verb_of_its_own(on: str, field: str, end: str) -> None:
    rule = next(rule for rule in RULES if rule.on == on)
    assert _told(rule, field).endswith(f", because {end}")


def test_an_undecided_service_is_called_by_its_name(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write({"compose.yml": "services: {db: {extends: {file: far.yml, service: db}}}\n"})
    (found,) = project.scan(rules=["compose-store-published"]).findings("compose-store-published")
    assert "Cannot tell whether service db meets" in found["message"]
