"""What a stricter revision adds has dates of its own, in every form that a rule can have."""

from __future__ import annotations

from typing import Any

import pytest
from scan.projects import Project, Scanned

from .rules import IMAGES, LATEST, MOVING, OFFER, REVISED, revision, standard

RULE = "image-moves"
DAYS = [
    ("2026-09-30", None, ""),
    ("2026-10-01", "note", "which is announced; warns from 2026-11-01, is enforced from"),
    ("2026-10-31", "note", "which is announced; warns from 2026-11-01, is enforced from"),
    ("2026-11-01", "warning", "whose grace period ends on 2027-01-15, in 75 days"),
    ("2026-11-22", "warning", "whose grace period ends on 2027-01-15, in 54 days"),
    ("2027-01-14", "warning", "whose grace period ends on 2027-01-15, tomorrow"),
    ("2027-01-15", "error", "whose grace period ends today"),
    ("2027-01-16", "error", "whose grace period ended 1 day ago"),
    ("2030-01-01", "error", "whose grace period ended 1,082 days ago"),
]
SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData:
  short: "abcd"
  middle: "0123456789"
  long: "012345678901234567890123456789"
"""
DEPLOYMENTS = "---\n".join(
    "apiVersion: apps/v1\n"
    "kind: Deployment\n"
    f"metadata: {{name: app-{replicas}}}\n"
    f"spec: {{replicas: {replicas}}}\n"
    for replicas in (1, 2, 3)
)


def replicas(least: int) -> dict[str, Any]:
    """A schema that wants so many replicas."""
    return {"properties": {"spec": {"properties": {"replicas": {"minimum": least}}}}}


FORMS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "deny": ("Dockerfile", IMAGES, {"deny": MOVING}, {"deny": LATEST}),
    "require": (
        "Dockerfile",
        IMAGES,
        {"deny": None, "require": f"!({MOVING})"},
        {"require": f"!({LATEST})"},
    ),
    "another key": ("Dockerfile", IMAGES, {"deny": MOVING}, {"require": f"!({LATEST})"}),
    "when": (
        "Dockerfile",
        IMAGES,
        {"deny": MOVING, "when": 'image.tag != ""'},
        {"when": 'image.repository == "library/web"'},
    ),
    "let and params": (
        "Dockerfile",
        IMAGES,
        {
            "deny": "moving.exists(tag, tag == image.tag)",
            "let": {"moving": "params.tags"},
            "params": {"tags": {"type": "list", "default": ["latest", "edge"]}},
        },
        {"deny": "moving[0] == image.tag"},
    ),
    "for_each": (
        "db.yaml",
        SECRET,
        {
            "on": "secret",
            "for_each": "secret.keys",
            "deny": "item.length < 20",
            "message": "{item.name} is short.",
        },
        {"deny": "item.length < 8"},
    ),
    "schema": (
        "apps.yaml",
        DEPLOYMENTS,
        {"on": "object", "deny": None, "schema": replicas(3), "message": "{object.name} is few."},
        {"schema": replicas(2)},
    ),
}


def judged(project: Project, form: str, day: str) -> Scanned:
    """A scan by the rule in one of FORMS, revised, of what it finds once, once since, never."""
    path, text, rule, was = FORMS[form]
    project.write({path: text, "own.yaml": standard(**rule, revision=revision(was))})
    return project.scan(day)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("day", "level", "told"), DAYS)
def test_what_is_added_follows_the_dates_of_the_revision(
    project: Project, form: str, day: str, level: str | None, told: str
) -> None:
    scanned = judged(project, form, day)
    (before, *added) = scanned.findings(RULE)
    assert (before["level"], before["lifecycle"]["state"]) == ("error", "enforced")
    assert before["lifecycle"]["revision"] is None
    assert [found["level"] for found in added] == ([level] if level else [])
    for found in added:
        life = found["lifecycle"]
        assert (life["revision"], life["announced"]) == (2, "2026-10-01")
        assert (life["warn_from"], life["enforced_from"]) == ("2026-11-01", "2027-01-15")
        assert found["guide"] == REVISED["guide"]
    assert told in " ".join(scanned.text.split())
    (counts,) = scanned.report["rules"]
    assert (counts["revision"], counts["state"]) == (2, "enforced")
    assert counts["fail"] == 1 + len(added)
    assert sum(counts[name] for name in ("pass", "fail", "not-applicable")) == 3


@pytest.mark.parametrize(("day", "level", "_"), DAYS)
def test_an_upgrade_alone_never_fails_before_its_date(
    project: Project, day: str, level: str | None, _: str
) -> None:
    project.write({"Dockerfile": "FROM shop:edge\n"})
    before = project.write({"own.yaml": standard(deny=LATEST)}).scan(day)
    after = project.write({"own.yaml": standard(revision=revision())}).scan(day)
    assert (before.code, after.code) == (0, 1 if level == "error" else 0)


@pytest.mark.parametrize("day", ["2026-09-30", "2026-10-01", "2027-01-15"])
def test_fingerprints_stay(project: Project, day: str) -> None:
    twice = "FROM shop:edge AS a\nFROM web:latest AS b\nFROM web:latest AS b\n"
    project.write({"Dockerfile": twice, "own.yaml": standard(deny=LATEST)})
    before = {found["line"]: found["fingerprint"] for found in project.scan(day).findings(RULE)}
    project.write({"own.yaml": standard(revision=revision())})
    after = {found["line"]: found["fingerprint"] for found in project.scan(day).findings(RULE)}
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after)


def test_equal_findings_keep_their_numbers_when_one_is_added_before_them(project: Project) -> None:
    same = {"discriminator": '"same"', "at": "tag"}
    keys = SECRET.replace("short:", "z-short:").replace("middle:", "a-middle:")
    keys = "\n".join([*keys.splitlines()[:4], keys.splitlines()[5], keys.splitlines()[4]]) + "\n"
    form = {**FORMS["for_each"][2], **same, "at": None}
    was = FORMS["for_each"][3]
    project.write({"db.yaml": keys, "own.yaml": standard(**{**form, **was})})
    (before,) = project.scan().findings(RULE)
    project.write({"own.yaml": standard(**form, revision=revision(was))})
    added, after = project.scan().findings(RULE)
    assert (added["level"], after["level"]) == ("warning", "error")
    assert added["line"] < after["line"]
    assert before["fingerprint"] == after["fingerprint"] != added["fingerprint"]


@pytest.mark.parametrize(
    ("day", "outcome", "level", "number"),
    [
        ("2026-09-30", "unknown", "note", None),
        ("2026-11-22", "fail", "warning", 2),
        ("2027-01-15", "fail", "error", 2),
    ],
)
def test_what_the_former_rule_cannot_decide_counts_as_added(
    project: Project, day: str, outcome: str, level: str, number: int | None
) -> None:
    compose = "services:\n  web:\n    image: ${REGISTRY}/web:edge\n"
    was = {"deny": f'image.registry == "docker.io" && {MOVING}'}
    project.write({"compose.yml": compose, "own.yaml": standard(revision=revision(was))})
    (found,) = project.scan(day).findings(RULE)
    assert (found["outcome"], found["level"]) == (outcome, level)
    assert found["lifecycle"]["revision"] == number


@pytest.mark.parametrize(
    ("day", "outcomes"),
    [("2026-09-30", []), ("2026-10-01", ["unknown"]), ("2027-02-01", ["unknown"])],
)
def test_what_only_the_revision_cannot_decide_passes_while_it_is_a_draft(
    project: Project, day: str, outcomes: list[str]
) -> None:
    compose = "services:\n  web:\n    image: ${REGISTRY}/web:1.0\n"
    rule = {"deny": f'image.registry == "docker.io" || {LATEST}'}
    project.write({"compose.yml": compose, "own.yaml": standard(**rule, revision=revision())})
    scanned = project.scan(day)
    assert [found["outcome"] for found in scanned.findings(RULE)] == outcomes
    (counts,) = scanned.report["rules"]
    assert (counts["pass"], counts["unknown"]) == (1 - len(outcomes), len(outcomes))


@pytest.mark.parametrize("form", ["for_each", "schema"])
def test_what_nobody_can_read_is_no_pass_while_the_revision_is_a_draft(
    project: Project, form: str
) -> None:
    _, _, rule, was = FORMS[form]
    head = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n"
    decided = {"when": "false", **was}
    project.write(
        {
            "chart/Chart.yaml": "name: a\n",
            "chart/templates/a.yaml": f"{head}data: {{{{ .Values.data }}}}\n",
        }
    )
    told = []
    for revised in (None, revision(decided)):
        project.write({"own.yaml": standard(**rule, revision=revised)})
        (counts,) = project.scan("2026-09-30").report["rules"]
        told.append({name: count for name, count in counts.items() if name != "revision"})
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("announced", "enforced", "day", "levels"),
    [
        ("2026-12-01", "2027-06-01", "2026-11-22", []),
        ("2026-06-01", "2027-06-01", "2026-11-22", ["warning", "warning"]),
        ("2026-06-01", "2027-06-01", "2027-02-01", ["warning", "warning"]),
        ("2026-06-01", "2027-06-01", "2027-06-01", ["error", "error"]),
        ("2026-01-01", "2026-06-01", "2026-11-22", ["error", "warning"]),
        ("2026-01-01", "2026-06-01", "2026-09-30", ["error"]),
    ],
)
def test_a_revision_is_never_stricter_than_its_rule(
    project: Project, announced: str, enforced: str, day: str, levels: list[str]
) -> None:
    """Here an organisation gives the rule later dates than its standard gives the revision."""
    setting = {"lifecycle": {"announced": announced, "enforced_from": enforced, **OFFER}}
    project.write({"platguard.yaml": f"standards: [own.yaml]\nrules: {{{RULE}: {setting}}}\n"})
    project.write({"Dockerfile": IMAGES, "own.yaml": standard(revision=revision())})
    found = project.scan(day).findings(RULE)
    assert [finding["level"] for finding in found] == levels
    if len(levels) == 2:
        later = max(enforced, REVISED["enforced_from"])
        assert found[1]["lifecycle"]["enforced_from"] == later


def test_a_retired_rule_takes_its_revision_along(project: Project) -> None:
    life = {"announced": "2026-01-01", "enforced_from": "2026-06-01", "retired_from": "2026-11-22"}
    life |= {"guide": "x", "replacement": "y"}
    project.write({"own.yaml": standard(lifecycle=life, revision=revision())})
    scanned = project.write({"Dockerfile": IMAGES}).scan()
    assert (scanned.findings(RULE), scanned.report["rules"][0]["state"]) == ([], "retired")


def test_a_wave_reaches_its_teams_earlier(project: Project) -> None:
    pilot = {"name": "pilot", "teams": ["tools"], "enforced_from": "2026-12-01", "opt_in": True}
    project.write({"own.yaml": standard(revision=revision(waves=[pilot]))})
    project.write({"Dockerfile": IMAGES})
    assert project.scan("2026-12-01").findings(RULE)[1]["level"] == "warning"
    project.write({".platguard.yaml": "team: tools\n"})
    for day, level, left in (("2026-11-30", "warning", 1), ("2026-12-01", "error", 0)):
        found = project.scan(day).findings(RULE)[1]
        assert (found["level"], found["lifecycle"]["days_left"]) == (level, left)


def test_an_exception_covers_what_a_revision_adds(project: Project) -> None:
    fingerprint = (
        project.write({"Dockerfile": IMAGES, "own.yaml": standard(revision=revision())})
        .scan("2027-02-01")
        .findings(RULE)[1]["fingerprint"]
    )
    roles = "{platform: [{name: bob}], leadership: [{name: carol}]}"
    project.write({"platguard.yaml": f"standards: [own.yaml]\nroles: {roles}\n"})
    entry = f"""\
id: EXC-2026-0001
rules: [{RULE}]
scope: {{fingerprints: [{fingerprint}], paths: [Dockerfile]}}
category: waiver
reason: The vendor publishes no other tag before the summer of 2027.
owner: team-shop
requested: {{by: alice, on: 2027-01-10}}
approvals:
  - {{role: platform, by: bob, on: 2027-01-11, sunset: 2027-07-31}}
  - {{role: leadership, by: carol, on: 2027-01-12, sunset: 2027-07-31}}
sunset: 2027-07-31
"""
    scanned = project.write({".platguard/exceptions/e.yaml": entry}).scan("2027-02-01")
    assert [found["outcome"] for found in scanned.findings(RULE)] == ["fail", "exempt"]


def test_only_the_former_rule_may_look_at_whole_objects(project: Project) -> None:
    rule = {"on": "object", "deny": 'object.kind == "Deployment"', "message": "{object.name}."}
    was = {"deny": "object.manifest.spec.replicas == 1"}
    project.write({"apps.yaml": DEPLOYMENTS})
    project.write({"own.yaml": standard(**rule, revision=revision(was))})
    told = [(found["message"], found["level"]) for found in project.scan().findings(RULE)]
    assert told == [("app-1.", "error"), ("app-2.", "warning"), ("app-3.", "warning")]
