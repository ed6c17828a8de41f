"""Every state that a finding can have against an earlier report, through the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .scans import EARLIER, Course, Seen

TAG = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: kube-system}
spec:
  containers:
    - {name: main, image: "nginx:latest", securityContext: {privileged: PRIVILEGED}}
"""
RULE: dict[str, Any] = {
    "id": "moving-tag",
    "title": "Images stay what they are",
    "on": "image",
    "deny": 'image.tag == "latest"',
    "severity": "medium",
    "why": "A moved tag is another program.",
    "message": "{image.reference} may move.",
    "fix": "Name a version.",
}
EXCEPTION = """\
id: EXC-2026-0001
rules: [image-tag]
scope: {paths: [a.yaml]}
category: waiver
reason: The vendor publishes one tag only until 2027.
owner: team-shop
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2026-11-01}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2026-11-01}
sunset: 2026-11-01
"""
ROLES = """\
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""
IMAGE_TAG = "--rule=image-tag"


def pod(name: str = "a", *, privileged: bool = False) -> str:
    return TAG.replace("NAME", name).replace("PRIVILEGED", str(privileged).lower())


def standard(**values: Any) -> str:
    head = {"standard": "own", "title": "Own", "owner": "us", "contact": "here"}
    return json.dumps({**head, "rules": [{**RULE, **values}]})


def test_new_and_persisting(course: Course) -> None:
    course.write({"a.yaml": pod()}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    course.write({"b.yaml": pod("b")}).commit()
    second = course.scan(IMAGE_TAG, since=first)
    assert second.states() == ["persisting", "new"]
    assert "Since 2026-10-01: 1 new, 1 persisting." in second.text
    assert "(new) container" in second.text
    kept, added = (found["comparison"] for found in second.report["findings"])
    assert (kept["first_seen"], added["first_seen"]) == (EARLIER, "2026-11-22")
    assert second.report["drift"]["rate"] == 1.0


def test_without_an_earlier_report_nothing_is_told(course: Course) -> None:
    seen = course.write({"a.yaml": pod()}).scan(IMAGE_TAG)
    assert seen.report["drift"] is None
    assert {found["drift"] for found in seen.report["findings"]} == {None}
    assert "Since" not in seen.text


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [("note", "error", "worse"), ("error", "warning", "better"), ("error", "error", "")],
)
def test_a_level_that_changes(course: Course, before: str, after: str, change: str) -> None:
    config = "rules: {image-tag: {level: LEVEL}}\n"
    course.write({"a.yaml": pod(), "platguard.yaml": config.replace("LEVEL", before)}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    course.write({"platguard.yaml": config.replace("LEVEL", after)})
    second = course.scan(IMAGE_TAG, since=first)
    assert second.states() == [f"persisting {change}".strip()]
    was = second.comparison("image-tag")["was"]
    assert (was["level"], was["path"]) == (before, "a.yaml")
    assert second.report["drift"]["counts"]["worse"] == (change == "worse")
    assert second.report["drift"]["counts"]["better"] == (change == "better")
    state = second.sarif["runs"][0]["results"][0]["baselineState"]
    assert state == ("updated" if change else "unchanged")


def test_another_observed_value(course: Course) -> None:
    course.write({"a.yaml": pod()}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    course.write({"a.yaml": pod().replace("latest", "edge")})
    assert course.scan(IMAGE_TAG, since=first).states() == ["persisting updated"]


def test_days_that_a_message_counts_are_no_other_value(course: Course) -> None:
    course.write({"Dockerfile": "FROM python:3.8-slim\n"}).commit()
    first = course.scan("--rule=language-eol", day=EARLIER)
    course.write({"Dockerfile": "# the shop\nFROM python:3.8-slim\n"}).commit()
    second = course.scan("--rule=language-eol", since=first)
    assert second.states() == ["persisting"]
    was = second.comparison("language-eol")["was"]
    assert was["message"] != second.report["findings"][0]["message"]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [("3.8", "2.7", "worse"), ("2.7", "3.8", "better"), ("3.8", "3.8.20", "updated")],
)
def test_a_value_that_is_further_from_what_is_asked_for(
    course: Course, before: str, after: str, change: str
) -> None:
    course.write({"Dockerfile": f"FROM python:{before}-slim\n"}).commit()
    first = course.scan("--rule=language-eol", day=EARLIER)
    course.write({"Dockerfile": f"FROM python:{after}-slim\n"}).commit()
    assert course.scan("--rule=language-eol", since=first).states() == [f"persisting {change}"]


def test_a_report_without_gaps_is_no_order(course: Course) -> None:
    """One of an older platguard."""
    course.write({"Dockerfile": "FROM python:3.8-slim\n"}).commit()
    first = course.scan("--rule=language-eol", day=EARLIER)
    (told,) = first.report["findings"]
    old = first.but(findings=[{key: told[key] for key in told if key != "gap"}])
    course.write({"Dockerfile": "FROM python:2.7-slim\n"}).commit()
    assert course.scan("--rule=language-eol", since=old).states() == ["persisting updated"]


def test_resolved_because_it_is_right(course: Course) -> None:
    course.write({"a.yaml": pod()}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    course.write({"a.yaml": pod().replace("latest", "1.29.3")})
    second = course.scan(IMAGE_TAG, since=first)
    assert second.counts == {"resolved": 1}
    (gone,) = second.gone("resolved")
    assert (gone["removed"], gone["first_seen"]) == (False, EARLIER)
    told = first.report["findings"][0]
    assert gone["finding"] == {**told, "drift": "resolved"}
    assert second.code == 0
    (absent,) = second.sarif["runs"][0]["results"]
    assert absent["baselineState"] == "absent"
    assert absent["partialFingerprints"]["platguard/v1"] == told["fingerprint"]
    assert "Resolved since 2026-10-01" in second.text


@pytest.mark.parametrize("left", [{}, {"a.yaml": pod("other").replace("latest", "1.29.3")}])
def test_resolved_because_it_is_gone(course: Course, left: dict[str, str]) -> None:
    course.write({"a.yaml": pod(), "b.yaml": pod("b")}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    (course.folder / "a.yaml").unlink()
    second = course.write(left).scan(IMAGE_TAG, since=first)
    assert second.states() == ["persisting"]
    assert [gone["removed"] for gone in second.gone("resolved")] == [True]


def test_an_exempt_finding_that_is_removed_is_resolved(course: Course) -> None:
    course.write({"a.yaml": pod(), "platguard.yaml": ROLES})
    course.write({".platguard/exceptions/1.yaml": EXCEPTION}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    assert [found["outcome"] for found in first.report["findings"]] == ["exempt"]
    (course.folder / "a.yaml").unlink()
    second = course.write({"c.yaml": pod("c").replace("latest", "1")}).scan(
        IMAGE_TAG, day="2026-10-02", since=first
    )
    assert second.counts == {"resolved": 1}


def test_regressed_through_a_chain_of_reports(course: Course) -> None:
    right = pod().replace("latest", "1.29.3")
    seen = course.write({"a.yaml": pod()}).commit().scan(IMAGE_TAG, day="2026-09-01")
    told = []
    for number, content in enumerate([right, right, pod(), right, pod()]):
        course.write({"a.yaml": content}).commit()
        seen = course.scan(IMAGE_TAG, day=f"2026-10-0{number + 1}", since=seen)
        told.append(seen.counts)
    assert told == [{"resolved": 1}, {}, {"regressed": 1}, {"resolved": 1}, {"regressed": 1}]
    found = seen.comparison("image-tag")
    assert (found["regressions"], found["first_seen"]) == (2, "2026-09-01")
    assert "(regressed, first seen on 2026-09-01)" in seen.text
    assert seen.gone("past") == []


def test_returned_because_its_exception_ended(course: Course) -> None:
    course.write({"a.yaml": pod(), "platguard.yaml": ROLES})
    course.write({".platguard/exceptions/1.yaml": EXCEPTION}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    second = course.scan(IMAGE_TAG, since=first)
    assert second.states() == ["returned worse"]
    assert second.comparison("image-tag")["was"]["outcome"] == "exempt"
    assert second.code == 1


def test_returned_because_its_standard_is_enforced(course: Course) -> None:
    lifecycle = {
        "announced": "2026-08-01",
        "enforced_from": "2026-11-20",
        "replacement": "a digest",
        "guide": "https://a.example",
    }
    course.write({"Dockerfile": "FROM base:latest\n", "own.yaml": standard(lifecycle=lifecycle)})
    course.commit()
    first = course.scan("--standards=own.yaml", day=EARLIER)
    assert course.scan("--standards=own.yaml", day="2026-11-19", since=first).states() == [
        "persisting"
    ]
    assert course.scan("--standards=own.yaml", since=first).states() == ["returned worse"]


def test_a_changed_value_does_not_return(course: Course) -> None:
    course.write({"a.yaml": pod(), "platguard.yaml": ROLES})
    course.write({".platguard/exceptions/1.yaml": EXCEPTION}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    course.write({"a.yaml": pod().replace("latest", "edge")})
    assert course.scan(IMAGE_TAG, since=first).states() == ["persisting worse"]


@pytest.mark.parametrize("day", ["2025-06-01", "2025-10-01"], ids=["passing", "warned of"])
def test_aged_in(course: Course, day: str) -> None:
    course.write({"Dockerfile": "FROM python:3.9-slim\n"}).commit()
    first = course.scan("--rule=language-eol", day=day)
    assert all(found["outcome"] == "pass" for found in first.report["findings"])
    assert course.scan("--rule=language-eol", since=first).states() == ["aged-in"]


def test_what_somebody_changed_did_not_age_in(course: Course) -> None:
    course.write({"Dockerfile": "FROM python:3.9-slim\n"}).commit()
    first = course.scan("--rule=language-eol", day="2025-06-01")
    course.write({"Dockerfile": "FROM python:3.9-slim\nRUN true\n"})
    assert course.scan("--rule=language-eol", since=first).states() == ["new"]


def test_without_git_nobody_knows_what_aged_in(course: Course) -> None:
    course.write({"Dockerfile": "FROM python:3.9-slim\n"})
    first = course.scan("--rule=language-eol", day="2025-06-01")
    second = course.scan("--rule=language-eol", since=first)
    assert second.states() == ["new"]
    assert "the earlier report names no commit" in second.report["notices"][-1]


def _with_rule(course: Course, **values: Any) -> Course:
    return course.write({"own.yaml": standard(**values)})


def _revised(**values: Any) -> dict[str, Any]:
    revision = {
        "number": 2,
        "was": {"deny": RULE["deny"]},
        "lifecycle": {
            "announced": "2026-08-01",
            "enforced_from": "2026-11-20",
            "replacement": "a digest",
            "guide": "https://a.example",
        },
    }
    return {"revision": revision, "deny": 'image.digest == ""', **values}


@pytest.mark.parametrize("values", [{"deny": 'image.digest == ""'}, _revised()])
def test_a_rule_that_changed(course: Course, values: dict[str, Any]) -> None:
    course.write({"Dockerfile": "FROM base:1.0\n"})
    _with_rule(course).commit()
    first = course.scan("--standards=own.yaml")
    second = _with_rule(course, **values).scan("--standards=own.yaml", since=first)
    assert second.states() == ["rule-change"]


def test_a_changed_setting_is_a_changed_rule(course: Course) -> None:
    course.write({"Dockerfile": "FROM base:1.0\n", "own.yaml": standard(deny="params.all", params={
        "all": {"type": "bool", "default": False}
    })}).commit()  # fmt: skip
    config = "standards: [own.yaml]\n"
    first = course.write({"platguard.yaml": config}).scan()
    course.write({"platguard.yaml": f"{config}rules: {{moving-tag: {{params: {{all: true}}}}}}\n"})
    assert course.scan(since=first).states() == ["rule-change"]


LIFE = {
    "announced": "2026-11-02",
    "enforced_from": "2027-03-01",
    "replacement": "a digest",
    "guide": "https://a.example",
}


@pytest.mark.parametrize("values", [{}, {"lifecycle": LIFE}], ids=["at once", "with dates"])
def test_a_new_rule_on_an_old_file(course: Course, values: dict[str, Any]) -> None:
    course.write({"Dockerfile": "FROM base:latest\n"})
    _with_rule(course, id="another").commit()
    first = course.scan("--standards=own.yaml", day=EARLIER)
    second = _with_rule(course, **values).scan("--standards=own.yaml", since=first)
    assert second.states() == ["rule-change"]
    assert second.comparison("moving-tag")["reason"] == "rule moving-tag is new"


def test_a_rule_that_was_a_draft_aged_in(course: Course) -> None:
    course.write({"Dockerfile": "FROM base:latest\n"})
    _with_rule(course, lifecycle=LIFE).commit()
    first = course.scan("--standards=own.yaml", day=EARLIER)
    assert course.scan("--standards=own.yaml", since=first).states() == ["aged-in"]


def test_a_rule_that_nobody_asked_for_cannot_be_compared(course: Course) -> None:
    course.write({"a.yaml": pod(privileged=True)}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    second = course.scan(since=first)
    assert set(second.states("image-tag")) == {"persisting"}
    assert second.states("privileged") == ["incomparable"]
    assert "was not asked for privileged" in second.comparison("privileged")["reason"]


def _touched(course: Course) -> Course:
    return course.write({"Dockerfile": "FROM base:1.0\nRUN true\n"})


def test_a_changed_rule_on_a_changed_file_cannot_be_compared(course: Course) -> None:
    course.write({"Dockerfile": "FROM base:1.0\n"})
    _with_rule(course).commit()
    first = course.scan("--standards=own.yaml")
    second = _touched(_with_rule(course, **_revised())).scan("--standards=own.yaml", since=first)
    assert second.states() == ["incomparable"]
    reason = second.comparison("moving-tag")["reason"]
    assert reason == "rule revision changed from 1 to 2"
    assert f"(incomparable: {reason})" in " ".join(second.text.split())


def test_in_a_new_file_everything_is_new(course: Course) -> None:
    course.write({"Containerfile": "FROM base:1.0\n"})
    _with_rule(course).commit()
    first = course.scan("--standards=own.yaml")
    (course.folder / "Containerfile").unlink()
    course.write({"Dockerfile": "FROM other:1.0\nFROM another:1.0\nRUN true\n"})
    second = _with_rule(course, **_revised()).scan("--standards=own.yaml", since=first)
    assert set(second.states()) == {"new"}


GONE = {
    "not scanned": (["--files", "b.yaml"], "not scanned"),
    "excluded": (["--exclude=a.yaml"], "skipped: excluded"),
    "rule not run": (["--rule=privileged"], "rule not run"),
}


@pytest.mark.parametrize(("arguments", "reason"), GONE.values(), ids=GONE)
def test_what_today_cannot_see_is_not_resolved(
    course: Course, arguments: list[str], reason: str
) -> None:
    course.write({"a.yaml": pod(), "b.yaml": pod("b").replace("latest", "1")}).commit()
    first = course.scan(day=EARLIER)
    second = course.scan(*arguments, since=first)
    reasons = [gone["reason"] for gone in second.gone("incomparable")]
    assert reasons
    assert all(told.startswith(reason) for told in reasons)
    assert second.gone("resolved") == []
    assert "Not comparable with 2026-10-01" in second.text
    back = course.scan(since=second)
    assert set(back.counts) == {"persisting"}
    assert back.comparison("image-tag")["first_seen"] == EARLIER


@pytest.mark.parametrize("broken", ["kind: Pod\napiVersion: v1\na: [\n", "{{ if x }}\n{{ end }}\n"])
def test_what_cannot_be_read_is_not_resolved(course: Course, broken: str) -> None:
    course.write({"a.yaml": pod()}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    second = course.write({"a.yaml": broken}).scan(IMAGE_TAG, since=first)
    assert second.counts == {"incomparable": 1}
    fixed = course.write({"a.yaml": pod().replace("latest", "1")}).scan(IMAGE_TAG, since=second)
    assert fixed.counts == {"resolved": 1}


def test_what_could_not_be_read_is_not_new(course: Course) -> None:
    course.write({"a.yaml": "kind: Pod\napiVersion: v1\na: [\n", "b.yaml": pod("b")}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    second = course.write({"a.yaml": pod()}).scan(IMAGE_TAG, since=first)
    assert second.states() == ["incomparable", "persisting"]
    reason = second.report["findings"][0]["comparison"]["reason"]
    assert reason.startswith("could not be read: ")


@pytest.mark.parametrize("arguments", [["b.yaml"], ["--files", "b.yaml"]])
def test_what_was_not_scanned_is_not_new(course: Course, arguments: list[str]) -> None:
    course.write({"a.yaml": pod(), "b.yaml": pod("b")}).commit()
    first = course.scan(IMAGE_TAG, *arguments, day=EARLIER)
    assert first.report["target"]["scope"] == ["b.yaml"]
    second = course.write({"c.yaml": pod("c")}).scan(IMAGE_TAG, since=first)
    assert second.states() == ["incomparable", "persisting", "new"]


def test_what_only_staged_changes_show(course: Course) -> None:
    course.write({"a.yaml": pod(), "b.yaml": pod("b")}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    course.write({"b.yaml": pod("b").replace("latest", "1")}).project.git("add", "-A")
    second = course.scan(IMAGE_TAG, "--staged", since=first)
    assert second.counts == {"resolved": 1, "incomparable": 1}


@pytest.mark.parametrize("moment", ["before", "now"])
def test_what_is_undecided_is_neither_new_nor_resolved(course: Course, moment: str) -> None:
    contents = [f"services: {{web: {{image: 'nginx:{tag}'}}}}\n" for tag in ("$TAG", "latest")]
    before, now = contents if moment == "before" else reversed(contents)
    first = course.write({"compose.yml": before}).commit().scan(IMAGE_TAG, day=EARLIER)
    second = course.write({"compose.yml": now}).scan(IMAGE_TAG, since=first)
    assert second.counts == {"incomparable": 1}


def _with_tables_of(seen: Seen, day: str) -> Seen:
    """The report as if the dated tables had been of another day."""
    inputs = seen.report["inputs"]
    tables = [{**table, "as_of": day} for table in inputs["tables"]]
    return seen.but(inputs={**inputs, "tables": tables})


def test_a_table_that_changed(course: Course) -> None:
    course.write({"Dockerfile": "FROM python:3.8-slim\nFROM base:latest\n"}).commit()
    first = _with_tables_of(course.scan(day=EARLIER), "2026-01-01")
    course.write({"Dockerfile": "FROM python:3.14-slim\nFROM base:1.0\n"})
    second = course.scan(since=first)
    assert [gone["finding"]["rule"] for gone in second.gone("resolved")] == ["image-tag"]
    reasons = {gone["reason"] for gone in second.gone("incomparable")}
    assert len(reasons) == 1
    assert "data table changed: " in reasons.pop()


def test_a_finding_of_a_changed_table_on_an_old_file(course: Course) -> None:
    course.write({"Dockerfile": "FROM python:3.8-slim\n"}).commit()
    first = course.scan("--rule=language-eol", day=EARLIER).but(findings=[])
    second = course.scan("--rule=language-eol", since=first)
    assert second.states() == ["new"]
    second = course.scan("--rule=language-eol", since=_with_tables_of(first, "2026-01-01"))
    assert second.states() == ["rule-change"]


def test_another_discriminator_is_the_same_finding(course: Course) -> None:
    own = standard(discriminator="image.tag", deny='image.digest == ""')
    course.write({"Dockerfile": "FROM base:1.0\n", "own.yaml": own}).commit()
    first = course.scan("--standards=own.yaml", day=EARLIER)
    second = course.write({"Dockerfile": "FROM base:2.0\n"}).scan(
        "--standards=own.yaml", since=first
    )
    assert second.states() == ["persisting updated"]


def test_a_rule_under_another_id_is_the_same_rule(course: Course) -> None:
    course.write({"Dockerfile": "FROM base:latest\n", "own.yaml": standard()}).commit()
    first = course.scan("--standards=own.yaml", day=EARLIER)
    _with_rule(course, id="floating-tag", formerly=["moving-tag"])
    assert course.scan("--standards=own.yaml", since=first).states() == ["persisting"]


def test_an_object_under_another_name_is_not_guessed(course: Course) -> None:
    course.write({"a.yaml": pod("a")}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    second = course.write({"a.yaml": pod("b")}).scan(IMAGE_TAG, since=first)
    assert second.counts == {"new": 1, "resolved": 1}
    assert second.comparison("image-tag")["possible_rename"] is True
    assert second.gone("resolved")[0]["possible_rename"] is True
    assert " ".join(second.text.split()).count("possible rename") == 2


def test_two_candidates_are_not_guessed(course: Course) -> None:
    course.write({"one/a.yaml": pod(), "two/a.yaml": pod()})
    first = course.scan(IMAGE_TAG, day=EARLIER)
    for name in ("one", "two"):
        (course.folder / name / "a.yaml").rename(course.folder / name / "b.yaml")
    second = course.scan(IMAGE_TAG, since=first)
    assert second.counts == {"new": 2, "resolved": 2}
    assert all(found["comparison"]["possible_rename"] for found in second.report["findings"])


def test_git_settles_which_of_two_candidates_it_is(course: Course) -> None:
    more = "# a comment that only this file has, and that tells it from the other\n" * 3
    course.write({"one/a.yaml": pod(), "two/a.yaml": pod() + more}).commit()
    first = course.scan(IMAGE_TAG, day=EARLIER)
    for name in ("one", "two"):
        (course.folder / name / "a.yaml").rename(course.folder / name / "b.yaml")
    second = course.commit().scan(IMAGE_TAG, since=first)
    assert second.states() == ["moved", "moved"]
    assert [found["comparison"]["was"]["path"] for found in second.report["findings"]] == [
        "one/a.yaml",
        "two/a.yaml",
    ]


def test_the_register_is_compared_only_where_it_was_looked_at(course: Course) -> None:
    late = EXCEPTION.replace("2026-11-01", "2027-06-30").replace("[a.yaml]", "[b.yaml]")
    course.write({"a.yaml": pod(), "platguard.yaml": ROLES})
    course.write({".platguard/exceptions/1.yaml": late, "b.yaml": pod("b").replace("latest", "1")})
    first = course.commit().scan(day=EARLIER)
    found = [f["rule"] for f in first.report["findings"] if f["address"].startswith("exception:")]
    assert found == ["unused-exception"]
    second = course.scan("--files", "a.yaml", since=first)
    told = [gone["finding"]["rule"] for gone in second.gone("incomparable")]
    assert "unused-exception" in told
    (course.folder / ".platguard/exceptions/1.yaml").unlink()
    third = course.scan(since=first)
    (gone,) = third.gone("resolved")
    assert (gone["finding"]["rule"], gone["removed"]) == ("unused-exception", True)


def test_an_exception_that_ends_soon_aged_in(course: Course) -> None:
    course.write({"a.yaml": pod(), "platguard.yaml": ROLES})
    course.write({".platguard/exceptions/1.yaml": EXCEPTION}).commit()
    first = course.scan(day="2026-09-01")
    course.write({"c.yaml": pod("c").replace("latest", "1")}).commit()
    second = course.scan(day="2026-10-25", since=first)
    states = {f["rule"]: f["drift"] for f in second.report["findings"]}
    assert states["ending-exception"] == "aged-in"


def test_a_namespace_that_loses_its_policy_is_no_change_of_rules(course: Course) -> None:
    first_config, second_config = "timezone: UTC\n", "timezone: UTC\n# as agreed\n"
    policy = (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        "metadata: {name: deny, namespace: shop}\n"
        "spec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n"
    )
    deployment = pod().replace("kube-system", "shop")
    course.write({"a.yaml": deployment, "p.yaml": policy, "platguard.yaml": first_config}).commit()
    first = course.scan("--rule=default-deny-ingress", day=EARLIER)
    assert first.report["findings"] == []
    (course.folder / "p.yaml").unlink()
    course.write({"platguard.yaml": second_config})
    second = course.scan("--rule=default-deny-ingress", since=first)
    assert second.states() == ["new"]
