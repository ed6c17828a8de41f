"""The report for code scanning services."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft202012Validator

from platguard.model.drift import Comparison, Trace
from platguard.model.report import Report, RuleNote

from .reports import BUSY, CLEAN, REPEATED, finding, hostile, render


def run(report: Report) -> dict[str, Any]:
    """The only run of the report."""
    (written,) = json.loads(render(report, "sarif"))["runs"]
    assert isinstance(written, dict)
    return written


@pytest.mark.parametrize(
    "report", [BUSY, CLEAN, REPEATED, hostile("x\n::error::\udcff")], ids=lambda _: ""
)
def test_meets_the_schema_of_sarif(report: Report, sarif_schema: Draft202012Validator) -> None:
    sarif_schema.validate(json.loads(render(report, "sarif")))


def test_results_are_what_failed_or_is_exempt() -> None:
    results = run(BUSY)["results"]
    told = [f for f in BUSY.findings if f.outcome in ("fail", "exempt")]
    assert [r["ruleId"] for r in results] == [f.rule for f in told]
    assert [r["level"] for r in results] == [f.level for f in told]
    assert [r["partialFingerprints"]["platguard/v1"] for r in results] == [
        f.fingerprint for f in told
    ]


def test_an_exempt_one_is_suppressed_and_nothing_else_is() -> None:
    suppressed = [r for r in run(BUSY)["results"] if "suppressions" in r]
    assert [r["ruleId"] for r in suppressed] == ["default-deny-ingress"]
    (suppression,) = suppressed[0]["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"].startswith("EXC-2026-0001 covered through 2027-05-31")


def test_results_point_at_their_rules() -> None:
    written = run(BUSY)
    rules = written["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({f.rule for f in BUSY.findings})
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in written["results"])


def test_a_rule_says_why_and_what_to_do() -> None:
    (rule,) = [r for r in run(BUSY)["tool"]["driver"]["rules"] if r["id"] == "docker-swarm"]
    note = BUSY.rule_notes["docker-swarm"]
    for text in (rule["help"]["text"], rule["help"]["markdown"]):
        assert note.why in text
        assert "Fix: Move the service to Kubernetes." in text
        assert "nist-800-53r5 SA-22, CM-7; soc2 CC8.1" in text
        assert note.guide in text
    assert rule["name"] == "DockerSwarm"
    assert rule["helpUri"] == note.guide
    assert rule["properties"]["security-severity"] == "8.0"
    assert rule["properties"]["tags"] == [
        "security", "runtimes", "nist-800-53r5/SA-22", "nist-800-53r5/CM-7", "soc2/CC8.1",
    ]  # fmt: skip


def test_a_rule_stays_within_the_limits_of_github() -> None:
    controls = {"catalogue": tuple(f"C-{n}" for n in range(50))}
    note = RuleNote("image-tag", "t" * 2000, "s", "low", "w" * 2000, "{x}", controls, (), "no link")
    one = finding("image-tag", "a.yaml", 1, "It moves.")
    written = run(replace(CLEAN, findings=(one,), rule_notes={"image-tag": note}))
    (rule,) = written["tool"]["driver"]["rules"]
    assert len(rule["shortDescription"]["text"]) == 1024
    assert len(rule["fullDescription"]["text"]) == 1024
    assert len(rule["properties"]["tags"]) == 20
    assert "helpUri" not in rule
    assert "Fix:" not in rule["help"]["text"]


def test_what_is_not_decided_or_soon_fails_is_a_notification_of_its_rule() -> None:
    written = run(BUSY)
    rules = written["tool"]["driver"]["rules"]
    told = written["invocations"][0]["toolExecutionNotifications"]
    of_rules = [n for n in told if "associatedRule" in n]
    assert len(of_rules) == len([f for f in BUSY.findings if f.outcome in ("unknown", "pass")])
    assert all(
        rules[n["associatedRule"]["index"]]["id"] == n["associatedRule"]["id"] for n in of_rules
    )


def test_what_could_not_be_read_makes_the_execution_unsuccessful() -> None:
    (invocation,) = run(BUSY)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    (error,) = [n for n in invocation["toolExecutionNotifications"] if n["level"] == "error"]
    assert error["message"]["text"] == "expected ',' or ']', the file ended"
    assert error["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "k8s/broken.yaml"},
        "region": {"startLine": 4, "startColumn": 8, "endLine": 4},
    }
    assert run(CLEAN)["invocations"] == [
        {"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}
    ]


@pytest.mark.parametrize("path", ["a b#c?.yaml", "a:b.yaml", "ü/\udcff.yaml", "100%25.yaml"])
def test_a_uri_decodes_to_the_bytes_of_the_name(path: str) -> None:
    written = run(replace(CLEAN, findings=(finding("image-tag", path, 1, "It moves."),)))
    location = written["results"][0]["locations"][0]["physicalLocation"]
    uri = location["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == path.encode("utf-8", "surrogateescape")
    assert uri.isascii()
    assert ":" not in uri


def test_no_text_of_the_repository_becomes_a_link() -> None:
    one = finding("image-tag", "a.yaml", 1, "[click](http://x.example) moves.")
    text = run(replace(CLEAN, findings=(one,)))["results"][0]["message"]["text"]
    assert text.startswith(r"[click\](http://x.example) moves.")


@pytest.mark.parametrize(
    ("drift", "change", "state"),
    [
        ("new", "", "new"),
        ("persisting", "", "unchanged"),
        ("persisting", "worse", "updated"),
        ("persisting", "updated", "updated"),
        ("moved", "", "updated"),
        ("returned", "worse", "unchanged"),
        ("regressed", "", "new"),
        ("aged-in", "", "new"),
        ("rule-change", "", "new"),
    ],
)
def test_drift_is_the_baseline_state(drift: str, change: str, state: str) -> None:
    comparison = Comparison(drift, Trace("2026-11-22"), change=change)
    one = finding("image-tag", "a.yaml", 1, "It moves.", comparison=comparison)
    assert run(replace(CLEAN, findings=(one,)))["results"][0]["baselineState"] == state


def test_what_cannot_be_compared_has_no_baseline_state() -> None:
    comparison = Comparison("incomparable", Trace("2026-11-22"), reason="not scanned")
    one = finding("image-tag", "a.yaml", 1, "It moves.", comparison=comparison)
    assert "baselineState" not in run(replace(CLEAN, findings=(one,)))["results"][0]
