"""The report for the widget of a merge request."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from platguard.model.report import Report

from .changes import CHANGE, HARMLESS, hostile_change
from .reports import BUSY, CLEAN, REPEATED, finding, hostile, render

# The table "Code Quality report format" of GitLab's documentation (doc/ci/testing/
# code_quality.md). What its reader itself asks for is less (app/validators/json_schemas/
# codeclimate.json): there neither `check_name` nor a known severity is needed.
SCHEMA = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^(?!\\./)"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


def issues(report: Report) -> list[dict[str, Any]]:
    told = json.loads(render(report, "gitlab"))
    assert isinstance(told, list)
    return told


@pytest.mark.parametrize(
    "report", [BUSY, CLEAN, REPEATED, CHANGE, hostile("./a\udcff"), hostile_change("::")],
    ids=["busy", "clean", "repeated", "change", "hostile", "hostile-change"],
)  # fmt: skip
def test_is_what_gitlab_asks_for(report: Report) -> None:
    SCHEMA.validate(issues(report))


def test_fingerprints_are_those_of_the_findings_and_never_equal() -> None:
    one = finding("image-tag", "a.yaml", 1, "It moves.")
    again = replace(one, path="b.yaml")
    report = replace(CLEAN, findings=(one, replace(one, line=5), again, replace(again, line=7)))
    told = [issue["fingerprint"] for issue in issues(report)]
    assert told[0] == one.fingerprint
    assert len(set(told)) == 4
    assert told == [issue["fingerprint"] for issue in issues(report)]


@pytest.mark.parametrize(
    ("severity", "told"),
    [
        ("critical", "blocker"),
        ("high", "critical"),
        ("medium", "major"),
        ("low", "minor"),
        ("info", "info"),
    ],
)
def test_severities(severity: str, told: str) -> None:
    one = finding("image-tag", "a.yaml", 1, "It moves.", severity=severity)
    assert issues(replace(CLEAN, findings=(one,)))[0]["severity"] == told


def test_old_findings_stay_and_exempt_ones_do_not() -> None:
    assert len(issues(HARMLESS)) == 3
    assert "k8s/cart.yaml" in {issue["location"]["path"] for issue in issues(CHANGE)}
    assert "limits" not in {issue["check_name"] for issue in issues(CHANGE)}


def test_what_was_not_judged_is_not_green() -> None:
    (issue,) = [one for one in issues(BUSY) if one["check_name"] == "not-judged"]
    assert issue["location"] == {"path": "k8s/broken.yaml", "lines": {"begin": 4}}
    assert issue["severity"] == "blocker"
    empty = replace(CLEAN, summary=replace(CLEAN.summary, exit=4))
    assert [one["check_name"] for one in issues(empty)] == ["not-judged"]
    assert issues(CLEAN) == []
