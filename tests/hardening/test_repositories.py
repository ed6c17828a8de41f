"""Repositories that are broken, or that point elsewhere: told in a line, or read as they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .projects import PRIVILEGED, Project


def _set(key: str, value: str) -> Callable[[Project], None]:
    return lambda project: project.git("config", key, value)


def _write(path: str, content: str) -> Callable[[Project], None]:
    return lambda project: _overwrite(project.root / ".git" / path, content)


def _overwrite(file: Path, content: str) -> None:
    file.chmod(0o600)
    file.write_text(content)


def _break_objects(project: Project) -> None:
    for file in (project.root / ".git" / "objects").rglob("*"):
        if file.is_file():
            _overwrite(file, "x")


def _replace_git(content: str) -> Callable[[Project], None]:
    def replace(project: Project) -> None:
        (project.root / ".git").rename(project.root.parent / "old")
        (project.root / ".git").write_text(content)

    return replace


BROKEN: dict[str, tuple[Callable[[Project], None], tuple[int, int, int]]] = {
    # What a scan of the files, of the index and of a commit ends with.
    "worktree elsewhere": (_set("core.worktree", "../../outside"), (2, 2, 2)),
    "absolute worktree": (_set("core.worktree", "/"), (2, 2, 2)),
    "called bare": (_set("core.bare", "true"), (2, 2, 2)),
    "unknown extension": (_set("extensions.noSuch", "1"), (1, 1, 1)),
    "newer format": (_set("core.repositoryFormatVersion", "99"), (2, 2, 2)),
    "broken configuration": (_write("config", "[core\n\x1b[2J\n"), (2, 2, 2)),
    "empty index": (_write("index", ""), (2, 2, 1)),
    "broken index": (_write("index", "DIRC\0\0\0\2\xff"), (2, 2, 1)),
    "no HEAD": (_write("HEAD", "\x1b[2J\n::error::\n"), (1, 2, 2)),
    "a HEAD that is nowhere": (_write("HEAD", "ref: refs/heads/none\n"), (1, 1, 1)),
    "broken objects": (_break_objects, (1, 2, 2)),
    "a pointer to nowhere": (_replace_git("gitdir: ../nowhere/.git\n"), (1, 2, 2)),
    "a pointer that is none": (_replace_git("\x1b[2J\n::error::x\n"), (2, 2, 2)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_repository(project: Project, name: str) -> None:
    spoil, codes = BROKEN[name]
    outside = project.root.parent / "outside"
    outside.mkdir()
    (outside / "outsider.yaml").write_text(PRIVILEGED.replace("bad", "outsider"))
    project.write("pod.yaml", PRIVILEGED)
    project.commit()
    project.git("branch", "topic")
    project.write("staged.yaml", PRIVILEGED)
    project.git("add", "--all")
    spoil(project)
    for arguments, code in zip(([], ["--staged"], ["--revision=topic"]), codes, strict=True):
        told = project.scan(*arguments)
        assert told.code == code, (arguments, told.errors)
        assert "outsider" not in told.everything
        if code != 2:
            assert "privileged" in told.output


def test_somebody_elses_pointer_leads_nowhere(project: Project) -> None:
    project.write("pod.yaml", PRIVILEGED)
    project.commit()
    inner = project.root / "inner"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: ../.git\n")
    (inner / "pod.yaml").write_text(PRIVILEGED)
    told = project.scan()
    assert told.code == 1
    assert told.report["coverage"]["discovered"] == 2
    assert list(told.skipped()) == ["inner"]


def test_what_is_deleted_and_not_yet_committed(project: Project) -> None:
    project.write("pod.yaml", PRIVILEGED)
    for name in ("one", "two"):
        project.write(f".platguard/exceptions/{name}.yaml", "id: [\n")
    project.commit()
    for file in (project.root / ".platguard" / "exceptions").iterdir():
        file.unlink()
    (project.root / ".platguard" / "exceptions").rmdir()
    assert project.scan().code == 1
    assert project.scan("--revision=HEAD").code == 2
