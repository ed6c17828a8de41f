"""`platguard fix` changes files of the working tree, and only what it should."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from scan.projects import Project
from scan.test_command_line import run

from platguard.fixes import plan
from platguard.scan import Scan, judge

DAY = "2026-11-22"
SUGGESTED = ("runAsNonRoot", "kind: NetworkPolicy")
"""What a person has to look at, of that job."""
JOB = """\
# every night
apiVersion: batch/v1beta1   # old
kind: CronJob
metadata: {name: nightly}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          serviceAccount: nightly
          containers:
          - name: main
            image: "k8s.gcr.io/pause:3.1"
"""
FIXED = (
    JOB.replace("v1beta1", "v1")
    .replace("serviceAccount:", "serviceAccountName:")
    .replace("k8s.gcr.io", "registry.k8s.io")
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A repository in the current folder, with a manifest that can be mended."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path.parent / f"{tmp_path.name}-cache"))
    project = Project(tmp_path).write({"k8s/nightly.yaml": JOB})
    project.commit()
    return project


def fix(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    """What `platguard fix` gives."""
    return run(capsys, "fix", "--as-of", DAY, *arguments)


def test_files_are_mended_in_place_and_a_second_run_does_nothing(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = project.folder / "k8s/nightly.yaml"
    manifest.chmod(0o750)
    code, told, errors = fix(capsys)
    assert (code, errors) == (0, "")
    assert manifest.read_text() == FIXED
    assert manifest.stat().st_mode & 0o777 == 0o750
    assert "  2:13: fixed[k8s-api-removed] Use batch/v1; only the version changes.\n" in told
    assert "\nFixed 3 findings in 1 file.\n" in told
    code, told, _ = fix(capsys)
    assert (code, told.splitlines()[0]) == (0, "Fixed 0 findings in 0 files.")
    assert manifest.read_text() == FIXED


def test_a_mended_file_scans_clean_of_what_was_mended(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    before = project.scan().findings("image-repository-retired")
    fix(capsys)
    assert before
    assert project.scan().findings("image-repository-retired") == []


@pytest.mark.parametrize("asked", [(), ("--rule", "non-root", "k8s"), ("--diff",)])
def test_suggestions_are_counted_and_the_command_that_shows_them_is_told(
    project: Project, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    project.write({"k8s/more.yaml": JOB.replace("nightly", "more"), "tests/a.yaml": JOB})
    _, told, errors = fix(capsys, *asked)
    offered = re.search(
        r"(\d+) more findings? ha.* edit, to be looked at: `platguard (.*)`\n", told + errors
    )
    assert offered, told
    _, patch, _ = run(capsys, *shlex.split(offered[2]))
    added = [line for line in patch.splitlines() if line.startswith("+")]
    assert int(offered[1]) == sum(word in line for line in added for word in SUGGESTED) > 1


def test_nothing_is_offered_where_nothing_is_suggested(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "suggested" not in "".join(map(str, fix(capsys, "--rule", "k8s-api-removed")))
    assert "suggested" not in "".join(map(str, fix(capsys, "--diff", "--suggest")))


def test_a_patch_is_what_git_applies_and_nothing_is_written(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"Dockerfile": "FROM k8s.gcr.io/pause:3.1\nCMD b", "näme x.yaml": JOB})
    (project.folder / "crlf.yaml").write_bytes(JOB.replace("\n", "\r\n").encode())
    before = {it: it.read_bytes() for it in project.folder.rglob("*.yaml")}
    code, patch, errors = fix(capsys, "--diff")
    assert (code, len(errors.splitlines())) == (1, 1), "the other edits are offered"
    assert {it: it.read_bytes() for it in project.folder.rglob("*.yaml")} == before
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=project.folder, check=True)
    assert (project.folder / "k8s/nightly.yaml").read_text() == FIXED
    assert (project.folder / "näme x.yaml").read_text() == FIXED
    assert (project.folder / "crlf.yaml").read_bytes() == FIXED.replace("\n", "\r\n").encode()
    assert (project.folder / "Dockerfile").read_text() == "FROM registry.k8s.io/pause:3.1\nCMD b"
    assert fix(capsys, "--diff")[:2] == (0, "")


def test_suggestions_are_shown_and_never_made_alone(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, errors = fix(capsys, "--suggest")
    assert code == 2
    assert "--suggest goes with --diff" in errors
    code, patch, _ = fix(capsys, "--diff", "--suggest")
    assert code == 1
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=project.folder, check=True)
    assert (project.folder / "k8s/nightly.yaml").read_text() == FIXED + (
        "            securityContext:\n              runAsNonRoot: true\n"
    )
    policy = (project.folder / "k8s/default-deny-ingress.yaml").read_text()
    assert "podSelector: {}\n" in policy
    assert project.scan().findings("default-deny-ingress") == []


def test_only_the_rules_and_paths_that_are_named(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"other/nightly.yaml": JOB})
    code, told, _ = fix(capsys, "--rule", "k8s-api-removed", "other")
    assert code == 0
    assert told.endswith("Fixed 1 finding in 1 file.\n")
    assert (project.folder / "k8s/nightly.yaml").read_text() == JOB
    code, _, errors = fix(capsys, "--rule", "no-such-rule")
    assert code == 2
    assert "--rule no-such-rule: there is no such rule" in errors


def test_what_is_refused_is_told_and_left(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    template = JOB.replace("nightly}", "'{{ .Release.Name }}'}")
    shared = JOB.replace("- name: main", "- &main\n            name: main") + "          - *main\n"
    project.write({"k8s/nightly.yaml": template, "k8s/shared.yaml": shared})
    code, told, _ = fix(capsys, "--rule", "image-repository-retired")
    assert code == 1
    assert "refused[image-repository-retired]" in told
    assert "it is a template." in told
    assert (project.folder / "k8s/nightly.yaml").read_text() == template
    assert (project.folder / "k8s/shared.yaml").read_text() == shared.replace(
        "k8s.gcr.io", "registry.k8s.io"
    )


OWN = """\
standard: own
title: Own
owner: us
contact: "#us"
rules:
  - id: still-wrong
    title: Wrong
    on: image
    at: reference
    deny: image.tag == "3.1"
    severity: high
    why: Because of it.
    message: "{image.used_by} uses {image.reference}."
    fix: Use another one.
    edits: [{class: safe, replace: "other.example/pause:3.1"}]
  - id: breaking
    title: Breaking
    on: image
    at: reference
    deny: image.tag == "3.2"
    severity: high
    why: Because of it.
    message: "{image.used_by} uses {image.reference}."
    fix: Use another one.
    edits: [{class: safe, replace: "k8s.gcr.io/pause:new"}]
  - id: broken
    title: Broken
    on: image
    at: reference
    deny: image.tag == "new"
    severity: high
    why: Because of it.
    message: "{image.used_by} uses {image.reference}."
    fix: Use another one.
"""


def test_what_does_not_hold_is_taken_back(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"own/own.yaml": OWN, "k8s/other.yaml": JOB.replace("3.1", "3.2")})
    code, told, _ = fix(capsys, "--standards", "own")
    assert code == 1
    assert "refused[still-wrong] the finding would stay." in " ".join(told.split())
    assert "refused[breaking] it would break broken." in " ".join(told.split())
    assert (project.folder / "k8s/nightly.yaml").read_text() == JOB
    assert (project.folder / "k8s/other.yaml").read_text() == JOB.replace("3.1", "3.2")


def test_links_are_not_followed(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    outside = project.folder.parent / "outside.yaml"
    outside.write_text(JOB)
    (project.folder / "k8s/link.yaml").symlink_to(outside)
    fix(capsys)
    assert outside.read_text() == JOB
    assert (project.folder / "k8s/link.yaml").is_symlink()


def test_a_file_that_changes_meanwhile_is_left(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(*arguments: Any) -> Scan:
        found = judge(*arguments)
        project.write({"k8s/nightly.yaml": JOB + "# mine\n"})
        return found

    monkeypatch.setattr(plan, "judge", judged)
    code, told, _ = fix(capsys)
    assert code == 1
    assert "it has changed since it was judged." in " ".join(told.split())
    assert (project.folder / "k8s/nightly.yaml").read_text() == JOB + "# mine\n"


def test_an_interrupted_run_leaves_each_file_old_or_new(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write({"k8s/other.yaml": JOB})
    original, written = os.replace, []

    def stopping(source: str, target: str) -> None:
        if "k8s/" in str(target):
            written.append(target)
            if len(written) == 2:
                raise SystemExit(130)
        original(source, target)

    monkeypatch.setattr(os, "replace", stopping)
    code, _, _ = fix(capsys)
    assert code == 130
    texts = [(project.folder / "k8s" / name).read_text() for name in ("nightly.yaml", "other.yaml")]
    assert sorted(texts) == sorted([JOB, FIXED])
    assert sorted(it.name for it in (project.folder / "k8s").iterdir()) == [
        "nightly.yaml",
        "other.yaml",
    ]


def test_a_patch_shows_no_secret(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "hunter2-" + "correct-horse"
    lines = [
        "            env:",
        f"            - {{name: DB_PASSWORD, value: {secret}}}",
        "            args: [a]",
        "            tty: true",
        "",
    ]
    project.write({"k8s/nightly.yaml": JOB + "\n".join(lines)})
    _, patch, errors = fix(capsys, "--diff", "--suggest")
    assert secret not in patch + errors
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=project.folder, check=True)
    after = (project.folder / "k8s/nightly.yaml").read_text()
    assert "registry.k8s.io" in after
    assert "runAsNonRoot: true" in after
    beside = f'pause:3.1"\n            env: [{{name: DB_PASSWORD, value: {secret}}}]'
    project.write({"k8s/nightly.yaml": JOB.replace('pause:3.1"', beside)})
    _, patch, errors = fix(capsys, "--diff", "--rule", "image-repository-retired")
    assert patch == ""
    assert "1 change beside a secret" in errors


def test_nothing_to_judge_and_something_unreadable(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"k8s/broken.yaml": "apiVersion: v1\nkind: Pod\nspec: [\n"})
    assert fix(capsys)[0] == 3
    assert (project.folder / "k8s/nightly.yaml").read_text() == FIXED
    shutil.rmtree(project.folder / "k8s")
    assert fix(capsys)[0] == 4


def test_examples_are_left_until_somebody_names_them(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    example = project.folder / "tests/testdata/old.yaml"
    project.write({"tests/testdata/old.yaml": JOB.replace("nightly", "old")})
    code, told, errors = fix(capsys)
    assert (code, "Fixed 3 findings in 1 file." in told) == (0, True)
    assert "3 findings in folders of tests and examples: name the folder" in errors
    assert example.read_text() == JOB.replace("nightly", "old")
    code, told, errors = fix(capsys, "tests/testdata")
    assert (code, errors) == (0, "")
    assert example.read_text() == FIXED.replace("nightly", "old")
