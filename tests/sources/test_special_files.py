"""Pipes and devices among the files of git are found, wherever they lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from platguard.errors import SourceError
from platguard.sources.git import Git
from platguard.sources.special_files import special_file

from .building import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a commit."""
    made = Repository(tmp_path / "repository", tmp_path)
    made.write("a.txt", "a")
    made.commit()
    return made


def test_a_pipe_among_objects_is_found(repository: Repository) -> None:
    objects = repository.root / ".git"
    assert special_file(str(objects)) == ""
    blob = repository.run("rev-parse", "HEAD:a.txt")
    path = objects / "objects" / blob[:2] / blob[2:]
    path.unlink()
    os.mkfifo(path)
    assert special_file(str(objects)) == f"{path} is a named pipe"


def test_a_folder_that_is_no_repository_may_have_pipes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config")
    assert Git.find(tmp_path, dict(os.environ)) is None


def test_a_scan_of_a_folder_inside_refuses_them_as_well(repository: Repository) -> None:
    inside = repository.root / "deploy"
    inside.mkdir()
    os.mkfifo(repository.root / ".git" / "shallow")
    with pytest.raises(SourceError, match="shallow is a named pipe"):
        Git.find(inside, dict(os.environ))


@pytest.mark.parametrize("condition", ["include", 'includeIf "gitdir:/"'])
def test_a_configuration_may_name_a_pipe(repository: Repository, condition: str) -> None:
    os.mkfifo(repository.root / "pipe")
    config = repository.root / ".git" / "config"
    before = config.read_text()
    config.write_text(f"{before}[{condition}]\n\tpath = ../pipe\n")
    with pytest.raises(SourceError, match="pipe is a named pipe, which git would wait for"):
        Git.find(repository.root, dict(os.environ))
    config.write_text(f"{before}[{condition}]\n\tpath = {os.devnull}\n")
    assert Git.find(repository.root, dict(os.environ))
