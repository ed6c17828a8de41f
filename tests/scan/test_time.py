"""The day decides: lifecycles of rules, ends of support, exceptions of the register."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scan.projects import STACK, Project

SWARM = """\
contact: "#platform-help"
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01, until: 2027-06-30}]
rules:
  docker-swarm:
    lifecycle:
      announced: 2025-09-30
      enforced_from: 2025-12-31
      guide: https://platform.example/migrate/swarm
      replacement: Kubernetes
      waves: [{name: pilot, teams: [platform-tools], enforced_from: 2025-11-15, opt_in: true}]
"""
EXCEPTION = """\
id: EXC-2026-0007
rules: [docker-swarm]
scope: {paths: ["deploy/**"]}
category: waiver
reason: The HSM driver exists for Swarm only; the vendor ships a Kubernetes one in 2027.
owner: team-ledger
requested: {by: alice, on: 2025-12-20}
approvals:
  - {role: platform, by: bob, on: 2025-12-30, sunset: 2027-12-31}
  - {role: leadership, by: carol, on: 2025-12-31, sunset: 2027-12-31}
sunset: 2027-12-31
"""
BROKEN_TOO = ("codeowners", "limits", "readme")
"""Rules that a lone stack file breaks as well, as errors."""


@pytest.fixture
def swarm(project: Project) -> Project:
    """A stack file where Docker Swarm is retired on a date; other rules only warn there."""
    others = "".join(f"  {rule}: {{level: note}}\n" for rule in BROKEN_TOO)
    return project.write({"deploy/docker-compose.yml": STACK, "platguard.yaml": SWARM + others})


@pytest.mark.parametrize(
    ("day", "level", "told", "code"),
    [
        ("2025-09-30", "warning", "ends on 2025-12-31, in 92 days", 0),
        ("2025-10-15", "warning", "ends on 2025-12-31, in 77 days", 0),
        ("2025-12-30", "warning", "tomorrow", 0),
        ("2025-12-31", "error", "ends today", 1),
        ("2026-01-01", "error", "ended 1 day ago", 1),
    ],
)
def test_a_rule_moves_through_its_life(
    swarm: Project, day: str, level: str, told: str, code: int
) -> None:
    scanned = swarm.scan(day)
    (found,) = scanned.findings("docker-swarm")
    assert (found["level"], scanned.code) == (level, code)
    assert told in scanned.text
    assert "https://platform.example/migrate/swarm" in scanned.text
    assert "#platform-help" in scanned.text


def test_a_draft_is_not_evaluated(swarm: Project) -> None:
    scanned = swarm.scan("2025-09-29")
    assert scanned.findings("docker-swarm") == []
    counts = {rule["id"]: rule for rule in scanned.report["rules"]}
    assert counts["docker-swarm"]["state"] == "draft"
    assert counts["docker-swarm"]["not-evaluated"] == 1


def test_a_pilot_is_enforced_earlier(swarm: Project) -> None:
    assert swarm.scan("2025-11-15").code == 0
    swarm.write({".platguard.yaml": "team: platform-tools\n"})
    assert swarm.scan("2025-11-14").code == 0
    assert swarm.scan("2025-11-15").code == 1


def test_warnings_fail_only_when_asked(swarm: Project) -> None:
    assert swarm.scan("2025-10-15", fail_on="warning").code == 1
    assert swarm.scan("2026-01-01", fail_on="never").code == 0


def test_today_is_the_day_of_the_organisation(swarm: Project) -> None:
    instant = datetime(2025, 12, 30, 20, 0, tzinfo=UTC)
    assert swarm.scan("", now=instant).code == 0
    swarm.write({"platguard.yaml": f"timezone: Asia/Tokyo\n{SWARM}"})
    scanned = swarm.scan("", now=instant)
    assert (scanned.code, scanned.report["as_of"]) == (1, "2025-12-31")


@pytest.mark.parametrize(
    ("day", "state", "outcome", "code"),
    [
        ("2025-12-30", "requested", "fail", 0),
        ("2025-12-31", "active", "exempt", 0),
        ("2027-12-30", "expiring", "exempt", 0),
        ("2027-12-31", "expiring", "exempt", 0),
        ("2028-01-01", "expired", "fail", 1),
    ],
)
def test_an_exception_covers_through_its_sunset(
    swarm: Project, day: str, state: str, outcome: str, code: int
) -> None:
    swarm.write({".platguard/exceptions/EXC-2026-0007.yaml": EXCEPTION})
    for hours in (14, -12):
        zone = timezone(timedelta(hours=hours))
        noon = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=zone)
        scanned = swarm.scan(day, now=noon)
        (found,) = scanned.findings("docker-swarm")
        assert (found["outcome"], found["exception"]["state"]) == (outcome, state)
        assert scanned.code == code
        assert scanned.report["exceptions"][0]["state"] == state


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("by: carol, on: 2025-12-31", "by: alice, on: 2025-12-31", "alice, who requested it"),
        ("by: carol", "by: bob", "bob approved as platform and as leadership"),
        ("sunset: 2027-12-31\n", "sunset: 2028-01-01\n", "latest possible is 2027-12-31"),
        (
            "The HSM driver exists for Swarm only; the vendor ships a Kubernetes one in 2027.",
            "Later.",
            "reason has 6 characters; it needs 20",
        ),
        (
            "requested: {by: alice, on: 2025-12-20}",
            "requested: {by: alice, on: 2025-13-20}",
            "must be a date",
        ),
    ],
)
def test_an_exception_out_of_bounds_covers_nothing_and_is_a_finding(
    swarm: Project, old: str, new: str, told: str
) -> None:
    path = ".platguard/exceptions/EXC-2026-0007.yaml"
    text = EXCEPTION.replace(old, new, 1) if old[-1] != "\n" else new.join(EXCEPTION.rsplit(old, 1))
    scanned = swarm.write({path: text}).scan("2026-03-01")
    (invalid,) = scanned.findings("invalid-exception")
    assert invalid["path"] == path
    assert told in invalid["message"]
    assert scanned.findings("docker-swarm")[0]["outcome"] == "fail"
    assert scanned.code == 1


def test_an_exception_of_another_path_covers_nothing(swarm: Project) -> None:
    text = EXCEPTION.replace("deploy/**", "other/**")
    scanned = swarm.write({".platguard/exceptions/e.yaml": text}).scan("2026-03-01")
    assert scanned.code == 1
    assert scanned.report["exceptions"][0]["matches"] == 0


@pytest.mark.parametrize(("label", "outcome"), [("api", "exempt"), ("other", "fail")])
def test_an_exception_for_labels_covers_what_is_in_such_objects(
    project: Project, label: str, outcome: str
) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: agent, labels: {app: api}}\nspec:\n"
        "  containers: [{name: main, image: 'a:1', securityContext: {privileged: true}}]\n"
    )
    entry = EXCEPTION.replace("docker-swarm", "privileged").replace(
        'paths: ["deploy/**"]', f"resources: [{{kind: Pod, labels: {{app: {label}}}}}]"
    )
    project.write({"a.yaml": pod, "platguard.yaml": SWARM, ".platguard/exceptions/e.yaml": entry})
    (found,) = project.scan("2026-03-01").findings("privileged")
    assert found["outcome"] == outcome


def test_secrets_are_only_exempt_by_fingerprint(project: Project) -> None:
    secret = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ndata: {password: c2VjcmV0LXZhbHVl}\n"
    )
    project.write({"deploy/s.yaml": secret, "platguard.yaml": SWARM})
    entry = EXCEPTION.replace("docker-swarm", "secret-in-git")
    path = ".platguard/exceptions/e.yaml"
    scanned = project.write({path: entry}).scan("2026-03-01")
    (found,) = scanned.findings("secret-in-git")
    assert found["outcome"] == "fail"
    assert "must name the fingerprint" in " ".join(scanned.text.split())
    scoped = entry.replace('paths: ["deploy/**"]', f"fingerprints: [{found['fingerprint']}]")
    (found,) = project.write({path: scoped}).scan("2026-03-01").findings("secret-in-git")
    assert found["outcome"] == "exempt"


def test_support_ends_on_its_date_that_day_still_supported(project: Project) -> None:
    project.write({"Dockerfile": "FROM python:3.9\n", "platguard.yaml": "rules: {}\n"})
    for day, outcome, code in (
        ("2025-08-01", None, 0),
        ("2025-08-02", "pass", 0),
        ("2025-10-31", "pass", 0),
        ("2025-11-01", "fail", 1),
    ):
        scanned = project.scan(day, rules=["language-eol"])
        found = scanned.findings("language-eol")
        assert [f["outcome"] for f in found] == ([outcome] if outcome else []), day
        assert scanned.code == code


def test_a_rule_about_new_repositories_skips_older_ones(project: Project) -> None:
    dated = SWARM[: SWARM.index("      waves")]
    dated += "      applies_to: new\n      new_after: 2026-06-01\n"
    project.write({"deploy/docker-compose.yml": STACK, "platguard.yaml": dated})
    told = "docker-swarm: unknown whether it applies: the first commit is not in this clone"
    without_git = project.scan(rules=["docker-swarm"])
    assert (without_git.code, told in without_git.report["notices"]) == (0, True)
    counts = {rule["id"]: rule for rule in without_git.report["rules"]}
    assert counts["docker-swarm"]["unknown"] == 1
    project.commit(day="2026-05-31")
    older = project.scan(rules=["docker-swarm"])
    assert older.code == 0
    assert "docker-swarm: not applicable: existing repository" in older.report["notices"]


def test_a_rule_about_new_repositories_judges_new_ones(project: Project) -> None:
    dated = SWARM[: SWARM.index("      waves")]
    dated += "      applies_to: new\n      new_after: 2026-06-01\n"
    project.write({"deploy/docker-compose.yml": STACK, "platguard.yaml": dated})
    project.commit(day="2026-06-01")
    assert project.scan().places("docker-swarm") == ["deploy/docker-compose.yml:4"]
