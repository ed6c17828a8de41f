"""Files that a user names, and streams."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from platguard.errors import UsageError
from platguard.model.blob import Skipped
from platguard.sources import open_stream
from platguard.sources.discovery import repository_paths

from .building import contents


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with two files."""
    for path in ("repository/a.yaml", "repository/deploy/b.yaml", "outside.yaml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("a: 1\n")
    return tmp_path / "repository"


def test_named_files_become_repository_paths(root: Path) -> None:
    given = ["b.yaml", str(root / "a.yaml"), "../a.yaml", "./b.yaml"]
    assert repository_paths(given, root, root / "deploy") == ["a.yaml", "deploy/b.yaml"]


def test_a_root_that_is_reached_through_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(root)
    alias = tmp_path / "alias"
    assert repository_paths(["a.yaml"], root, alias) == ["a.yaml"]
    assert repository_paths([str(alias / "deploy/b.yaml")], root, root) == ["deploy/b.yaml"]
    assert repository_paths([str(root / "a.yaml")], alias, alias) == ["a.yaml"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("missing.yaml", "no such file"),
        ("a.yaml/b.yaml", "no such file"),
        ("../outside.yaml", "outside of"),
        ("/etc/passwd", "outside of"),
        ("deploy", "is a folder"),
        ("../repository", "outside of"),
    ],
)
def test_what_is_not_a_file_of_the_repository_is_an_error(
    root: Path, given: str, told: str
) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        repository_paths([given], root, root)
    assert caught.value.path == given


def test_links_and_special_files_are_left_out(root: Path) -> None:
    (root / "link.yaml").symlink_to("../outside.yaml")
    (root / "folder").symlink_to("deploy")
    (root / ".git").mkdir()
    (root / ".git/config").write_text("")
    os.mkfifo(root / "pipe.yaml")
    given = ["link.yaml", "pipe.yaml", "folder/b.yaml", ".git/config"]
    assert repository_paths(given, root, root) == [
        Skipped(".git/config", "inside .git"),
        Skipped("folder/b.yaml", "symbolic link"),
        Skipped("link.yaml", "symbolic link"),
        Skipped("pipe.yaml", "special file"),
    ]


def test_a_stream_is_one_file() -> None:
    source = open_stream(b"a: 1\n", "stdin.yaml")
    assert contents(source) == {"stdin.yaml": "a: 1\n"}
    assert source.read("stdin.yaml") == b"a: 1\n"
    assert source.read("other.yaml") is None
    assert source.list("") == ["stdin.yaml"]
    assert (source.root, source.commit, source.history) == ("stdin.yaml", None, None)


def test_a_stream_has_limits_too() -> None:
    assert contents(open_stream(b"x" * 10_000_001, "-")) == {"-": "(larger than 10 MB)"}
