"""The report for programs."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from jsonschema.protocols import Validator

from platguard.model.report import Coverage, Report, ReportError, SkippedFile

from .reports import BUSY, CLEAN, REPEATED, render


@pytest.mark.parametrize("report", [BUSY, CLEAN, REPEATED], ids=["busy", "clean", "repeated"])
def test_meets_the_shipped_schema(report: Report, report_schema: Validator) -> None:
    report_schema.validate(json.loads(render(report, "json")))


def test_the_schema_accepts_nothing_else(report_schema: Validator) -> None:
    document = json.loads(render(BUSY, "json"))
    document["findings"][0]["more"] = 1
    assert not report_schema.is_valid(document)
    del document["findings"][0]["more"], document["findings"][0]["guide"]
    assert not report_schema.is_valid(document)


def test_a_skipped_file_that_does_not_parse_has_its_place(
    report_schema: Validator,
) -> None:
    fault = ReportError("editor.json", 2, 3, "not JSON: Expecting value")
    files = (SkippedFile("a.yaml", "of no use"), SkippedFile("editor.json", "of no use", fault))
    document = json.loads(render(replace(CLEAN, coverage=Coverage(4, 2, 0, files, ())), "json"))
    assert document["coverage"]["skipped"] == [
        {"path": "a.yaml", "reason": "of no use"},
        {
            "path": "editor.json",
            "reason": "of no use: not JSON: Expecting value",
            "line": 2,
            "column": 3,
        },
    ]
    report_schema.validate(document)


def test_keys_stand_in_the_order_of_the_contract() -> None:
    document = json.loads(render(BUSY, "json"))
    assert list(document) == [
        "platguard", "report", "as_of", "timezone", "target", "inputs", "coverage", "summary",
        "rules", "findings", "exceptions", "errors", "notices", "drift", "proposed", "debt",
    ]  # fmt: skip
    assert list(document["findings"][0]) == [
        "rule", "standard", "level", "severity", "outcome", "message", "fix", "path", "line",
        "column", "end_line", "subject", "address", "fingerprint", "gap", "ends_on", "ending",
        "drift", "lifecycle", "exception", "controls", "owner", "contact", "guide", "comparison",
    ]  # fmt: skip


def test_findings_are_told_as_they_are_and_in_their_order() -> None:
    told = json.loads(render(BUSY, "json"))["findings"]
    plain = [f.name for f in fields(BUSY.findings[0]) if f.type == "str" and f.name != "title"]
    assert [[entry[name] for name in plain] for entry in told] == [
        [getattr(finding, name) for name in plain] for finding in BUSY.findings
    ]


def test_text_comes_back_as_it_was() -> None:
    notices = ("\x1b[2J \x7f \u202e ##[add-mask]x ##vso[task.x] ü \U0001f600 \\xff",)
    written = render(replace(CLEAN, notices=notices), "json")
    assert json.loads(written)["notices"] == list(notices)
    assert written.isascii()
    assert "##[" not in written
    assert "##vso[" not in written
    assert "\x7f" not in written
