"""What a finding does: severity, the organisation's settings, segments, folders of tests."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest

from platguard.errors import UsageError
from platguard.reporters import write
from platguard.request import Request
from platguard.scan import scan
from scan.projects import Project, deployment

LATEST = deployment("a").replace(":1.0.0", ":latest")
PRIVILEGED = deployment("a").replace(
    "image:", "securityContext: {privileged: true}\n          image:"
)


def level(project: Project, rule: str) -> str:
    """The level of the one finding of a rule."""
    (found,) = project.scan().findings(rule)
    told: str = found["level"]
    return told


def test_built_in_rules_only_warn_below_critical_until_they_are_adopted(project: Project) -> None:
    project.write({"a.yaml": LATEST + "---\n" + PRIVILEGED.replace("name: a", "name: b")})
    assert level(project, "image-tag") == "warning"
    assert level(project, "privileged") == "error"
    project.write({"platguard.yaml": "rules: {}\n"})
    assert level(project, "image-tag") == "error"


@pytest.mark.parametrize("wanted", ["error", "warning", "note"])
def test_an_organisation_sets_the_level(project: Project, wanted: str) -> None:
    project.write({"a.yaml": LATEST})
    project.write({"platguard.yaml": f"rules: {{image-tag: {{level: {wanted}}}}}\n"})
    assert level(project, "image-tag") == wanted


@pytest.mark.parametrize("wanted", ["error", "warning"])
def test_a_level_makes_no_more_of_what_the_rule_makes_less_of(
    project: Project, wanted: str
) -> None:
    """An action of GitHub's own that is not pinned is graded down, whatever other ones are."""
    steps = "[{uses: actions/checkout@v5}, {uses: acme/deploy@v2}]"
    workflow = f"on: push\njobs: {{a: {{runs-on: ubuntu-24.04, steps: {steps}}}}}\n"
    project.write({".github/workflows/ci.yml": workflow})
    project.write({"platguard.yaml": f"rules: {{action-unpinned: {{level: {wanted}}}}}\n"})
    found = project.scan().findings("action-unpinned")
    assert sorted(finding["level"] for finding in found) == sorted(["note", wanted])


def test_a_disabled_rule_is_not_judged(project: Project) -> None:
    project.write({"a.yaml": LATEST, "platguard.yaml": "rules: {image-tag: {enabled: false}}\n"})
    scanned = project.scan()
    assert scanned.findings("image-tag") == []
    assert "image-tag" not in {rule["id"] for rule in scanned.report["rules"]}


SOON = {"Dockerfile": "FROM python:3.12\nUSER 1000\n"}
"""Python 3.12 is supported through 2028-10-31."""


@pytest.mark.parametrize(
    ("format_name", "told"),
    [
        ("text", "0 errors, 0 warnings, 0 notes, 1 soon, 0 unknown; exit 0."),
        ("json", '"warning": 0,\n    "note": 0,\n    "soon": 1,'),
        ("markdown", " checks passed (1 soon to fail), 0 failed."),
        ("comment", "\n1 check passes and soon will not. Judged "),
        ("github", "::Passed. 1 check passes and soon will not. Judged "),
        ("junit", '<property name="soon" value="1" />'),
        ("sarif", '"soon": 1\n'),
    ],
)
def test_what_passes_and_soon_will_not_has_a_number_of_its_own(
    project: Project, format_name: str, told: str
) -> None:
    project.write({**SOON, "platguard.yaml": "profile: baseline\n"})
    request = Request(
        cwd=str(project.folder),
        rules=("language-eol",),
        now=datetime(2028, 10, 1, tzinfo=UTC),
        cache=None,
        fail_on="warning",
    )
    stream = StringIO()
    report = scan(request).report
    write(report, stream, format_name)
    assert (report.summary.soon, report.summary.warning, report.summary.exit) == (1, 0, 0)
    assert told in stream.getvalue()


def test_a_segment_caps_levels_and_sets_params(project: Project) -> None:
    configuration = """\
segments: {research: {level_at_most: warning}}
rules:
  image-tag:
    params: {mutable_tags: [latest]}
    segments: {research: {params: {mutable_tags: [nightly]}}}
"""
    nightly = LATEST.replace(":latest", ":nightly")
    project.write({"a.yaml": nightly, "platguard.yaml": configuration})
    assert project.scan().findings("image-tag") == []
    project.write({".platguard.yaml": "segment: research\n"})
    assert level(project, "image-tag") == "warning"


def test_what_is_left_empty_in_a_configuration_says_nothing(project: Project) -> None:
    full = "rules:\n  image-tag:\n  limits: {level: note}\ncapabilities: {ci: []}\n"
    left = "rules:\n  image-tag:\n    params:\n    lifecycle:\n    revision:\nsegments:\n"
    project.write({"a.yaml": LATEST, "platguard.yaml": full})
    project.commit()
    assert level(project, "image-tag") == "error"
    project.write({"platguard.yaml": f"{left}capabilities:\n  ci:\nroles:\nstandards:\n"})
    assert level(project, "image-tag") == "error"
    project.write({"platguard.yaml": "rules:\n", ".platguard.yaml": "exclude:\nallow:\n"})
    assert level(project, "image-tag") == "error"
    project.commit()
    told = project.scan(base="main~1").report["proposed"]["changes"]
    assert [(one["subject"], one["was"], one["becomes"]) for one in told] == [
        ("platguard.yaml", "[]", None),
        ("rule limits", "note", None),
    ]


def test_examples_and_tests_are_capped_at_a_note(project: Project) -> None:
    project.write({"tests/data/a.yaml": PRIVILEGED, "platguard.yaml": "rules: {}\n"})
    assert level(project, "privileged") == "note"


def test_rules_can_be_chosen_and_skipped(project: Project) -> None:
    project.write({"a.yaml": LATEST})
    only = project.scan(rules=["image-tag"]).report
    assert [rule["id"] for rule in only["rules"]] == ["image-tag"]
    without = project.scan(skipped_rules=["image-tag"]).report
    assert "image-tag" not in {rule["id"] for rule in without["rules"]}


def test_an_allow_list_adds_to_the_rule(project: Project) -> None:
    text = deployment("a") + "          env: [{name: SIGNING_SECRET, value: abc123def}]\n"
    project.write({"a.yaml": text})
    assert len(project.scan().findings("secret-literal-env")) == 1
    project.write({".platguard.yaml": "allow: {secret-names: [SIGNING_SECRET]}\n"})
    scanned = project.scan()
    assert scanned.findings("secret-literal-env") == []
    assert "allowed secret-names by .platguard.yaml: SIGNING_SECRET" in scanned.report["notices"]


def test_nothing_left_to_judge_is_no_pass(project: Project) -> None:
    project.write({"a.yaml": LATEST})
    with pytest.raises(UsageError, match="no rule is left"):
        project.scan(rules=["image-tag"], skipped_rules=["image-tag"])


def test_settings_and_exceptions_may_name_built_in_rules_that_are_not_loaded(
    project: Project,
) -> None:
    project.write({"platguard.yaml": "rules: {image-tag: {level: note}}\n", "a.yaml": LATEST})
    standard = """\
standard: own
title: Own
owner: team
contact: "#own"
rules:
  - {id: own, title: O, on: image, deny: image.tag == "latest", severity: high, why: B., fix: C.,
     message: "{image.reference}", at: image.reference}
"""
    scanned = project.write({"own.yaml": standard}).scan(standards=["own.yaml"])
    assert scanned.places("own") == ["a.yaml:10"]
    with pytest.raises(UsageError, match="image-tagg"):
        project.write({"platguard.yaml": "rules: {image-tagg: {level: note}}\n"}).scan(
            standards=["own.yaml"]
        )


def test_a_segment_that_nobody_names(project: Project) -> None:
    configuration = "segments: {data: {}}\nrules: {image-tag: {segments: {dta: {level: note}}}}\n"
    project.write({"a.yaml": LATEST, "platguard.yaml": configuration})
    with pytest.raises(UsageError, match="Did you mean 'data'"):
        project.scan()
    project.write({"platguard.yaml": "segments: {data: {}}\n", ".platguard.yaml": "segment: dta\n"})
    told = "segment dta is none that platguard.yaml names: nothing is set for it"
    assert told in project.scan().report["notices"]
