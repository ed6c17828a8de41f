"""The life of a pull request, in a real repository, through the command line.

Old debt lies on main. A branch adds one violation, renames a file with an old one, takes a
NetworkPolicy away, and edits the exception that would save it. Then it is put right, merged,
mended by `platguard fix`, and the repository is clean.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from drift.scans import Course
from scan.projects import deployment

from .changes import ADOPTED, ENTRY, ROLES, branch, exception

DAY = "2026-11-22"
RULES = """\
rules:
  limits: {enabled: false}
  requests: {enabled: false}
  non-root: {enabled: false}
  readiness: {enabled: false}
  replicas: {enabled: false}
  default-deny-ingress: {level: error}
"""
OLD = """\
# What everybody meant to mend.
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: kube-system}
spec:
  containers:
    - name: main
      image: k8s.gcr.io/agent:1.0.0   # frozen since 2023
"""
DENY_ALL = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
"""
EXCEPTION = exception("driver.yaml")
WIDER = exception("driver.yaml", "web.yaml")
VIOLATING = deployment("web") + "          securityContext: {privileged: true}\n"


class _Outputs:
    """One scan of the branch into everything that a pull request shows."""

    def __init__(self, course: Course) -> None:
        folder = course.folder.parent
        files = {
            name: folder / f"out.{name}" for name in ("json", "github", "comment", "sarif-github")
        }
        formats = [f"--format={name}={path}" for name, path in files.items()]
        arguments = ["scan", "--base", "main", "--as-of", DAY, *formats]
        self.code, _, self.errors = course.run(*arguments)
        self.report: dict[str, Any] = json.loads(files["json"].read_text())
        self.sarif: dict[str, Any] = json.loads(files["sarif-github"].read_text())
        self.annotations = files["github"].read_text().splitlines()
        self.comment = files["comment"].read_text()

    @property
    def made(self) -> list[tuple[str, str, str]]:
        """What the branch made: level, rule and place."""
        return [
            (found["level"], found["rule"], f"{found['path']}:{found['line']}")
            for found in self.report["findings"]
            if found["comparison"] and found["comparison"]["introduced"]
        ]


def test_the_life_of_a_pull_request(course: Course) -> None:
    before = {
        "platguard.yaml": ADOPTED + ROLES + RULES,
        "old.yaml": OLD,
        "web.yaml": deployment("web"),
        "deny.yaml": DENY_ALL,
        ENTRY: EXCEPTION,
        "driver.yaml": VIOLATING.replace("web", "driver"),
    }
    course.write(before).commit()
    _on_main_the_debt_is_known(course)
    _the_branch_answers_for_what_it_made(course)
    _put_right_it_passes(course)
    _merged_and_mended_everything_is_clean(course)


def _on_main_the_debt_is_known(course: Course) -> None:
    seen = course.scan()
    told = {(found["rule"], found["path"], found["outcome"]) for found in seen.report["findings"]}
    assert ("image-repository-retired", "old.yaml", "fail") in told
    assert ("privileged", "driver.yaml", "exempt") in told


def _the_branch_answers_for_what_it_made(course: Course) -> None:
    change = {
        "web.yaml": VIOLATING,
        "old.yaml": None,
        "tools/agent.yaml": OLD,
        "deny.yaml": None,
        ENTRY: WIDER,
    }
    branch(course, change)
    shown = _Outputs(course)
    assert (shown.code, shown.errors) == (1, "")
    assert shown.made == [
        ("error", "default-deny-ingress", "driver.yaml:2"),
        ("error", "privileged", "web.yaml:11"),
    ]
    moved = [f for f in shown.report["findings"] if f["drift"] == "moved"]
    assert {(f["path"], f["comparison"]["was"]["path"]) for f in moved} == {
        ("tools/agent.yaml", "old.yaml")
    }
    (proposal,) = shown.report["proposed"]["changes"]
    assert (proposal["subject"], proposal["key"]) == ("exception EXC-2026-0007", "scope.paths")
    assert (proposal["was"], proposal["becomes"]) == (None, "web.yaml")
    _is_shown_in_place(shown)


def _is_shown_in_place(shown: _Outputs) -> None:
    errors = [line for line in shown.annotations if line.startswith("::error ")]
    assert {line.partition(",line")[0] for line in errors} == {
        "::error file=web.yaml",
        "::error file=driver.yaml",
    }
    assert shown.comment.startswith("<!-- platguard")
    for told in ("web.yaml", "driver.yaml", "EXC-2026-0007"):
        assert told in shown.comment
    (run,) = shown.sarif["runs"]
    assert run["invocations"][0]["executionSuccessful"] is True
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        if result["level"] == "error"
    }
    assert {"web.yaml", "driver.yaml"} <= uris


def _put_right_it_passes(course: Course) -> None:
    branch(course, {"web.yaml": deployment("web"), "deny.yaml": DENY_ALL, ENTRY: EXCEPTION})
    shown = _Outputs(course)
    assert (shown.code, shown.made) == (0, [])
    assert not [line for line in shown.annotations if line.startswith("::error")]
    assert shown.report["proposed"]["changes"] == []


def _merged_and_mended_everything_is_clean(course: Course) -> None:
    course.project.git("switch", "-q", "main")
    course.project.git("merge", "-q", "feature")
    assert any(found["outcome"] == "fail" for found in course.scan().report["findings"])
    code, told, _ = course.run("fix", "--as-of", DAY)
    assert code == 0
    assert "tools/agent.yaml" in told
    mended = Path(course.folder / "tools/agent.yaml").read_text()
    assert mended == OLD.replace("k8s.gcr.io", "registry.k8s.io")
    clean = course.scan()
    assert clean.code == 0
    assert {found["outcome"] for found in clean.report["findings"]} == {"exempt"}
    code, told, _ = course.run("fix", "--as-of", DAY)
    assert code == 0
    assert (course.folder / "tools/agent.yaml").read_text() == mended
