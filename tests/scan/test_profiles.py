"""Profiles, capabilities, and the level of findings in folders of examples."""

from __future__ import annotations

import pytest

from platguard.errors import UsageError
from scan.projects import Project, deployment

LATEST = deployment("a").replace(":1.0.0", ":latest")
OWN = """\
standard: own
title: Own
owner: us
contact: "#us"
rules:
  - id: own-strict
    title: Own
    on: image
    profile: strict
    deny: image.tag.size() > params.longest
    params: {longest: {type: int, default: 9, strict: 2}}
    severity: high
    why: Because.
    message: "{image.reference} has a tag of more than {params.longest} characters."
    fix: Shorten it.
  - id: own-baseline
    title: Own
    on: image
    deny: image.tag.size() > params.longest
    params: {longest: {type: int, default: 9, strict: 2}}
    severity: high
    why: Because.
    message: "{image.reference} has a tag of more than {params.longest} characters."
    fix: Shorten it.
"""


def judged(project: Project, configuration: str) -> dict[str, int]:
    """How often each rule of its own fails, by id, of those that are judged."""
    project.write(
        {
            "standards/own.yaml": OWN,
            "a.yaml": deployment("a"),
            "platguard.yaml": f"standards: [./standards]\n{configuration}",
        }
    )
    return {rule["id"]: rule["fail"] for rule in project.scan().report["rules"]}


def test_strict_has_more_rules_and_asks_for_more(project: Project) -> None:
    assert judged(project, "") == {"own-baseline": 0}
    assert judged(project, "profile: strict\n") == {"own-baseline": 1, "own-strict": 1}


def test_naming_a_strict_rule_turns_it_on(project: Project) -> None:
    named = "rules: {own-strict: {params: {longest: 4}}}\n"
    assert judged(project, named) == {"own-baseline": 0, "own-strict": 1}
    off = "profile: strict\nrules: {own-strict: {enabled: false}}\n"
    assert judged(project, off) == {"own-baseline": 1}


def test_an_organisation_sets_params_over_the_profile(project: Project) -> None:
    found = judged(project, "profile: strict\nrules: {own-baseline: {params: {longest: 8}}}\n")
    assert found["own-baseline"] == 0


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ("profile: stric\n", "strict"),
        ("capabilities: {cii: [jenkins]}\n", "ci"),
        ("capabilities: {ci: jenkins}\n", "list"),
        ("examples: {level_at_most: high}\n", "warning"),
        ("examples: note\n", "mapping"),
    ],
)
def test_what_is_no_setting_is_refused(project: Project, configuration: str, told: str) -> None:
    with pytest.raises(UsageError, match=r"platguard.yaml:\d+:\d+") as refused:
        project.write({"a.yaml": LATEST, "platguard.yaml": configuration}).scan()
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("configuration", "level"),
    [
        ("rules: {}\n", "note"),
        ("examples: {level_at_most: warning}\n", "warning"),
        ("examples: {level_at_most: error}\n", "error"),
    ],
)
def test_examples_are_capped_as_the_organisation_says(
    project: Project, configuration: str, level: str
) -> None:
    project.write({"examples/a.yaml": LATEST, "platguard.yaml": configuration})
    (found,) = project.scan().findings("image-tag")
    assert found["level"] == level
