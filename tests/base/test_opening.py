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
        ("refs/remotes/origin/main", "`git fetch origin +refs/heads/main:refs/remotes/origin/main"),
        ("origin/main~3", "+refs/heads/main:refs/remotes/origin/main`, then name origin/main~3;"),
        ("HEAD^9", "Name the branch that the change will be merged into, such as origin/main."),
        ("0" * 40, "Name the branch that the change will be merged into"),
        ("deadbeef" * 5, "It was rewritten or never fetched: `git fetch origin deadbeef"),
        ("--all", "'--all' is not a revision"),
        ("", "--base names no branch"),
    ],
)
def test_no_such_base(course: Course, name: str, told: str) -> None:
    course.write({"a.yaml": pod("a")}).commit()
    assert told in _refused(course, f"--base={name}")


@pytest.mark.parametrize("name", ["main", "main~0", "origin/main"])
def test_a_name_that_means_several_commits(course: Course, name: str) -> None:
    """git would take the tag: whoever may push one would choose what decides."""
    course.write({"platguard.yaml": ADOPTED, "a.yaml": "a: 1\n"}).commit()
    git = course.project.git
    git("update-ref", "refs/remotes/origin/main", "main")
    branch(course, {"b.yaml": pod("b")})
    assert course.scan("--base", name).code == 1
    git("tag", name.removesuffix("~0"))
    told = _refused(course, "--base", name)
    assert "but also refs/" in told
    assert "Name what you mean in full" in told
    assert course.scan("--base", "refs/heads/main").code == 1


def test_the_beginning_of_an_id_that_is_a_name_as_well(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": "a: 1\n"}).commit()
    start = course.project.git("rev-parse", "main")
    branch(course, {"b.yaml": pod("b")})
    course.project.git("tag", start[:12])
    assert "but also" in _refused(course, "--base", start[:12])
    course.project.git("tag", start)
    assert course.scan("--base", start).code == 1


def test_a_submodule_in_the_place_of_a_folder(course: Course, tmp_path: Path) -> None:
    other = tmp_path / "other"
    allowed = ["-c", "protocol.file.allow=always", "-c", "user.name=a", "-c", "user.email=a@b"]
    commands = [["init", "-q", "-b", "main", str(other)], ["-C", str(other), "commit", "-q"]]
    commands[1] += ["--allow-empty", "-m", "start"]
    for command in commands:
        subprocess.run(["git", *allowed, *command], check=True)
    course.write({"platguard.yaml": ADOPTED, "deploy/a.yaml": "a: 1\n"}).commit()
    branch(course, {"deploy/a.yaml": None})
    (course.folder / "deploy").rmdir()
    add = ["git", *allowed, "submodule", "add", "-q", str(other), "deploy"]
    subprocess.run(add, cwd=course.folder, check=True)
    course.commit()
    assert "is a submodule" in _refused(course, "--base", "main", "deploy")


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
    command = [
        "git",
        "clone",
        "-q",
        *arguments,
        "-b",
        "feature",
        course.folder.as_uri(),
        str(clone),
    ]
    subprocess.run(command, check=True)
    return clone
