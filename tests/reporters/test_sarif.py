"""The report for code scanning services."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema.protocols import Validator

from platguard.model.drift import Comparison, Trace
from platguard.model.report import Report, ReportError, RuleNote
from platguard.reporters import Failure, write_failure
from platguard.reporters.sarif import GITHUB_KEEPS

from .changes import CHANGE, HARMLESS, hostile_change
from .reports import BUSY, CLEAN, REPEATED, finding, hostile, render


def run(report: Report, format_name: str = "sarif") -> dict[str, Any]:
    """The only run of the report."""
    (written,) = json.loads(render(report, format_name))["runs"]
    assert isinstance(written, dict)
    return written


def notified(written: dict[str, Any]) -> list[tuple[str, str]]:
    """Level and text of what the run says of itself."""
    told = written["invocations"][0]["toolExecutionNotifications"]
    return [(one["level"], one["message"]["text"]) for one in told]


@pytest.mark.parametrize("format_name", ["sarif", "sarif-github"])
@pytest.mark.parametrize(
    "report",
    [
        *(BUSY, CLEAN, REPEATED, CHANGE, HARMLESS),
        *(hostile("x\n::error::\udcff"), hostile_change("a\udcff|b")),
    ],
    ids=lambda _: "",
)
def test_meets_the_schema_of_sarif(
    report: Report, format_name: str, sarif_schema: Validator
) -> None:
    sarif_schema.validate(json.loads(render(report, format_name)))


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
    assert suppression["properties"] == {"exception": "EXC-2026-0001", "sunset": "2027-05-31"}


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


def test_what_is_resolved_is_absent() -> None:
    states = {r["ruleId"]: r.get("baselineState") for r in run(CHANGE)["results"]}
    assert states["non-root"] == "absent"
    assert states["privilege-escalation"] == "updated"
    assert states["limits"] is None, "an exempt finding was not compared"


def test_a_fix_is_the_edit_itself() -> None:
    (found,) = [r for r in run(CHANGE)["results"] if r["ruleId"] == "image-tag"]
    assert run(CHANGE)["columnKind"] == "unicodeCodePoints"
    assert found["fixes"] == [
        {
            "description": {"text": "Put the newest version in the place of latest."},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "k8s/web.yaml"},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 19,
                                "startColumn": 24,
                                "endLine": 19,
                                "endColumn": 30,
                            },
                            "insertedContent": {"text": "1.29.3"},
                        }
                    ],
                }
            ],
            "properties": {"kind": "suggest"},
        }
    ]


def test_what_is_proposed_is_told_and_not_in_force() -> None:
    told = [text for _, text in notified(run(CHANGE)) if text.startswith("proposed, not in force")]
    assert told == [
        "proposed, not in force: exception EXC-2026-0007, sunset: 2026-12-31 becomes 2028-12-31",
        "proposed, not in force: rule image-tag, level: error becomes note",
        "proposed, not in force: exclude: adds deploy/**",
        "proposed, not in force: rule image-digest: takes away the rule",
    ]


def test_github_gets_what_fails_today_and_nothing_that_it_would_take_for_that() -> None:
    written = run(CHANGE, "sarif-github")
    failing = [f for f in CHANGE.findings if f.outcome == "fail"]
    assert [r["ruleId"] for r in written["results"]] == [f.rule for f in failing]
    assert {f.drift for f in failing} == {"new", "persisting"}, "old ones are kept"
    for result in written["results"]:
        assert not {"suppressions", "baselineState", "fixes"} & set(result)
    ids = [rule["id"] for rule in written["tool"]["driver"]["rules"]]
    assert ids == sorted({f.rule for f in failing})


def test_github_gets_no_more_than_it_keeps_and_that_is_said() -> None:
    grave = finding("secret-in-git", "z.yaml", 1, "A secret.", severity="critical")
    many = [finding("image-tag", f"{n:05}.yaml", 1, "It moves.") for n in range(GITHUB_KEEPS)]
    report = replace(CLEAN, findings=(*many, grave))
    written = run(report, "sarif-github")
    assert len(written["results"]) == GITHUB_KEEPS
    assert written["results"][-1]["ruleId"] == "secret-in-git"
    assert any("the 5,000 gravest of 5,001 findings" in text for _, text in notified(written))
    assert len(run(report)["results"]) == GITHUB_KEEPS + 1


def test_github_is_told_in_numbers_what_was_not_judged() -> None:
    told = notified(run(BUSY, "sarif-github"))
    assert told[0] == ("error", "expected ',' or ']', the file ended")
    assert ("note", "skipped 9 files: in a vendored folder") in told
    assert ("note", "undecided: image-tag, in 12 places") in told
    assert ("warning", "soon: base-image-os-eol, in 1 place") in told
    assert any(text.startswith("Judged 22 of 34 files") for _, text in told)


@pytest.mark.parametrize(
    ("level", "severity", "score"),
    [
        ("error", "critical", "9.5"),
        ("warning", "critical", "5.5"),
        ("warning", "low", "2.5"),
        ("note", "high", "2.5"),
        ("note", "info", "0.1"),
    ],
)
def test_a_rule_that_only_warns_does_not_fail_the_check_of_github(
    level: str, severity: str, score: str
) -> None:
    one = finding("image-tag", "a.yaml", 1, "It moves.", level=level, severity=severity)
    report = replace(CLEAN, findings=(one,))
    (rule,) = run(report, "sarif-github")["tool"]["driver"]["rules"]
    assert rule["properties"]["security-severity"] == score


@pytest.mark.parametrize(
    ("controls", "is_security"),
    [
        ({"nist-800-53r5": ("AC-6",)}, True),
        ({"nist-800-53r5": ("SA-22",)}, True),
        ({"nist-800-53r5": ("SC-7(5)",)}, True),
        ({"nist-800-53r5": ("SC-5", "SC-6", "CP-10")}, False),
        ({"nist-800-53r5": ("CM-8",), "iso-27001-2022": ("A.5.9",)}, False),
        ({"iso-27001-2022": ("A.8.2",)}, True),
        ({}, False),
    ],
)
def test_only_what_is_about_security_is_tagged_so(
    controls: dict[str, tuple[str, ...]], is_security: bool
) -> None:
    one = finding("image-tag", "a.yaml", 1, "It moves.", controls=controls)
    (rule,) = run(replace(CLEAN, findings=(one,)))["tool"]["driver"]["rules"]
    properties = rule["properties"]
    assert ("security" in properties["tags"]) is is_security
    assert ("security-severity" in properties) is is_security
    assert ("problem.severity" in properties) is not is_security


def test_a_name_that_tells_no_more_than_the_id_is_left_out() -> None:
    (rule,) = run(replace(CLEAN, findings=(finding("limits", "a", 1, "None."),)))["tool"]["driver"][
        "rules"
    ]
    assert "name" not in rule


def test_github_is_given_a_file_for_the_whole_repository() -> None:
    report = replace(CLEAN, findings=(finding("codeowners", ".", 1, "Nobody owns it."),))
    uris = {
        name: run(report, name)["results"][0]["locations"][0]["physicalLocation"]
        for name in ("sarif", "sarif-github")
    }
    assert uris["sarif"]["artifactLocation"]["uri"] == "."
    assert uris["sarif-github"]["artifactLocation"]["uri"] == "the-whole-repository"
    assert uris["sarif-github"]["region"]["startLine"] == 1


@pytest.mark.parametrize("format_name", ["sarif", "sarif-github"])
@pytest.mark.parametrize(
    ("exit_code", "successful"), [(0, True), (1, True), (3, False), (4, False)]
)
def test_only_a_complete_scan_is_successful(
    format_name: str, exit_code: int, successful: bool
) -> None:
    report = replace(CLEAN, summary=replace(CLEAN.summary, exit=exit_code))
    (invocation,) = run(report, format_name)["invocations"]
    assert invocation["executionSuccessful"] is successful
    assert invocation["exitCode"] == exit_code


def test_what_is_allowed_to_be_unread_is_a_warning() -> None:
    allowed = replace(BUSY, summary=replace(BUSY.summary, exit=1))
    assert notified(run(allowed))[0] == ("warning", "expected ',' or ']', the file ended")


def test_a_failed_run_says_why_and_is_no_clean_one(sarif_schema: Validator) -> None:
    stream = StringIO()
    error = ReportError("platguard.yaml", 3, 1, "unknown key: severty")
    write_failure(Failure("0.1.0", 2, error), stream, "sarif-github")
    log = json.loads(stream.getvalue())
    sarif_schema.validate(log)
    (written,) = log["runs"]
    assert written["results"] == []
    assert written["invocations"][0]["executionSuccessful"] is False
    assert written["invocations"][0]["exitCode"] == 2
    assert notified(written) == [("error", "unknown key: severty")]
