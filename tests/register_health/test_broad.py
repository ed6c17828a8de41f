"""Exceptions that cover more than one can answer for."""

from __future__ import annotations

from typing import Any

import pytest
from scan.projects import Project, deployment

from register_health.entries import ENTRY, TAG, entry

NO_LIMIT = "its scope names no repository, path or resource"
SCOPES: list[tuple[dict[str, Any], str]] = [
    ({"paths": ["deploy"]}, ""),
    ({"repositories": ["shop"]}, ""),
    ({"resources": [{"name": "api"}]}, ""),
    ({}, NO_LIMIT),
    ({"repositories": ["*"]}, NO_LIMIT),
    ({"repositories": ["*/*"]}, NO_LIMIT),
    ({"repositories": ["shop", "*"]}, ""),
    ({"paths": ["**"]}, "its path ** is every file"),
    ({"paths": ["/"]}, ""),
    ({"paths": ["deploy", "**/*"]}, "its path **/* is every file"),
    ({"resources": [{"name": "api"}, {}]}, "one of its resources names nothing"),
]


@pytest.mark.parametrize(("scope", "why"), SCOPES, ids=lambda value: str(value) or "right")
def test_a_scope_that_limits_nothing(project: Project, scope: dict[str, Any], why: str) -> None:
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(scope=scope)})
    found = project.scan().findings("overbroad-exception")
    assert [why in each["message"] for each in found] == ([True] if why else [])


@pytest.mark.parametrize(("rule", "level"), [("image-tag", "warning"), ("privileged", "error")])
def test_it_is_an_error_for_critical_rules(project: Project, rule: str, level: str) -> None:
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(rules=rule, scope={})})
    (found,) = project.scan().findings("overbroad-exception")
    assert found["level"] == level


@pytest.mark.parametrize(
    ("count", "more", "why"),
    [
        (25, {}, ""),
        (26, {}, "26 findings match and its limit is 25: those after the first 25"),
        (2, {"max_findings": 1}, "2 findings match and its limit is 1: those after the first,"),
        (26, {"max_findings": 30}, "26 findings match; more than 25 hide too much"),
    ],
)
def test_more_findings_than_one_can_answer_for(
    project: Project, count: int, more: dict[str, Any], why: str
) -> None:
    texts = [deployment(f"a{n:02}").replace(":1.0.0", ":latest") for n in range(count)]
    project.write({"deploy/all.yaml": "---\n".join(texts), ENTRY: entry(**more)})
    scanned = project.scan()
    found = scanned.findings("overbroad-exception")
    assert [why in each["message"] for each in found] == ([True] if why else [])
    limit = more.get("max_findings", 25)
    failing = [f for f in scanned.findings("image-tag") if f["outcome"] == "fail"]
    assert len(failing) == max(0, count - limit)
    assert all("its limit of" in scanned.text for _ in failing)


def test_a_request_is_held_against_it_before_anybody_approves(project: Project) -> None:
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(scope={}, approvals=[])})
    assert len(project.scan().findings("overbroad-exception")) == 1
