"""Where nobody can know what a change is, nothing is judged, and the way out is told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from drift.scans import Course

from .changes import ADOPTED, branch, pod


def _refused(course: Course, *arguments: str) -> str:
    code, told, errors = course.run("scan", "--as-of", "2026-11-22", *arguments)
    assert (code, told) == (2, "")
    assert errors.startswith("platguard: error: ")
    return errors


def test_no_repository(course: Course) -> None:
    assert "--base needs a git repository" in _refused(course, "--base", "main")


def test_no_commit_yet(course: Course) -> None:
    course.project.git("init", "-q", "-b", "main")
    assert "this branch has none yet. Commit first" in _refused(course, "--base", "main")
    assert "this branch has none yet" in _refused(course, "--base", "main", "--staged")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("origin/main", "`git fetch origin +refs/heads/main:refs/remotes/origin/main`"),
        ("release", "`git fetch origin +refs/heads/release:refs/remotes/origin/release`"),
        ("0" * 40, "Name the branch that the change will be merged into"),
        ("deadbeef" * 5, "It was rewritten or never fetched: `git fetch origin deadbeef"),
        ("--all", "'--all' is not a revision"),
        ("", "--base names no branch"),
    ],
)
def test_no_such_base(course: Course, name: str, told: str) -> None:
    course.write({"a.yaml": pod("a")}).commit()
    assert told in _refused(course, f"--base={name}")


def test_another_history(course: Course) -> None:
    course.write({"a.yaml": pod("a")}).commit()
    course.project.git("switch", "-q", "--orphan", "other")
    course.commit()
    told = _refused(course, "--base", "main")
    assert "it has no commit in common with what is judged" in told


def test_a_shallow_clone(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    branch(course, {"b.yaml": pod("b")})
    branch(course, {"c.yaml": pod("c")})
    clone = _clone(course, tmp_path, "--depth=1", "--no-single-branch")
    monkeypatch.chdir(clone)
    told = _refused(course, "--base", "origin/main")
    assert "does not reach the commit where the change began" in told
    assert "git fetch --unshallow" in told
    subprocess.run(["git", "fetch", "-q", "--unshallow"], cwd=clone, check=True)
    assert course.scan("--base", "origin/main").code == 1


def test_a_partial_clone(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    branch(course, {"a.yaml": pod("b")})
    course.project.git("config", "uploadpack.allowFilter", "true")
    monkeypatch.chdir(_clone(course, tmp_path, "--filter=blob:none"))
    told = _refused(course, "--no-cache", "--base", "origin/main")
    assert "a.yaml, cannot be read: the clone is partial" in told


@pytest.mark.parametrize("other", [["--files", "a.yaml"], ["-"]])
def test_what_it_does_not_go_with(
    course: Course, other: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    course.write({"a.yaml": pod("a")}).commit()
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert "--base goes with neither" in _refused(course, "--base", "main", *other)


def _clone(course: Course, tmp_path: Path, *arguments: str) -> Path:
    clone = tmp_path / "clone"
    command = ["git", "clone", "-q", *arguments, "-b", "feature", course.folder.as_uri(), clone]
    subprocess.run(command, check=True)
    return clone
