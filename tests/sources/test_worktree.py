"""Working trees, with git and without."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from platguard.errors import SourceError, UsageError
from platguard.model.blob import Blob, Skipped
from platguard.sources import Source, open_worktree
from platguard.sources.limits import LARGEST
from platguard.sources.stat_cache import StatCache

from .building import Repository, contents


def is_yaml(path: str) -> bool:
    return path.endswith(".yaml")


@pytest.fixture(params=["git", "plain"])
def tree(request: pytest.FixtureRequest, repository: Repository) -> Repository:
    """The same folder as a repository and as a plain folder."""
    if request.param == "plain":
        (repository.root / ".git").rename(repository.root.parent / "kept")
    return repository


def opened(tree: Repository, known: StatCache | None = None) -> Source:
    git = tree.git() if (tree.root / ".git").exists() else None
    return open_worktree(tree.root, git, known, wanted=is_yaml)


def test_yields_the_bytes_on_disk_by_git_blob_id(tree: Repository) -> None:
    tree.write("b/x.yaml", "x: 1\n")
    tree.write("a.yaml", "a: 1\n")
    tree.write("README.md")
    blobs = list(opened(tree).blobs())
    assert [blob.path for blob in blobs] == ["a.yaml", "b/x.yaml"]
    first = blobs[0]
    assert isinstance(first, Blob)
    assert first.content_id == hashlib.sha1(b"blob 5\0a: 1\n").hexdigest()
    assert (first.size, first.read(), first.read()) == (5, b"a: 1\n", b"a: 1\n")


def test_ignored_files_are_left_out_unless_tracked(repository: Repository) -> None:
    repository.write("tracked.yaml")
    repository.commit()
    repository.write(".gitignore", "*.yaml\n!kept.yaml\n")
    for name in ("ignored.yaml", "kept.yaml"):
        repository.write(name)
    (repository.root / ".git/info/exclude").write_text("local.yaml\n")
    repository.write("local.yaml")
    assert list(contents(opened(repository))) == ["kept.yaml", "tracked.yaml"]


def test_a_tracked_file_that_was_removed_is_not_there(repository: Repository) -> None:
    repository.write("a.yaml")
    repository.commit()
    (repository.root / "a.yaml").unlink()
    assert contents(opened(repository)) == {}


NAMES = [
    b"a\xff.yaml",
    b"x\n::error::hi.yaml",
    b"-rf.yaml",
    b"a b.yaml",
    b"\x1b[2J.yaml",
    b"\xc3\xa4.yaml",
]


def test_any_file_name_is_read_and_sorted_by_bytes(tree: Repository) -> None:
    for name in NAMES:
        with open(os.path.join(os.fsencode(tree.root), name), "wb") as file:
            file.write(name)
    source = opened(tree)
    found = [blob for blob in source.blobs() if isinstance(blob, Blob)]
    raw = [blob.path.encode("utf-8", "surrogateescape") for blob in found]
    assert raw == sorted(NAMES)
    assert [blob.read() for blob in found] == raw
    assert [source.read(blob.path) for blob in found] == raw
    assert source.list("") == [blob.path for blob in found]


def test_links_are_never_followed(tree: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_text("secret")
    tree.write("a.yaml")
    (tree.root / "inside.yaml").symlink_to("a.yaml")
    (tree.root / "outside.yaml").symlink_to("../outside/secret.yaml")
    (tree.root / "folder").symlink_to("../outside")
    (tree.root / "dangling.yaml").symlink_to("nowhere")
    source = opened(tree)
    assert contents(source) == {
        "a.yaml": "a: 1\n",
        "dangling.yaml": "(symbolic link)",
        "folder": "(symbolic link)",
        "inside.yaml": "(symbolic link)",
        "outside.yaml": "(symbolic link)",
    }
    for path in ("outside.yaml", "folder/secret.yaml"):
        with pytest.raises(SourceError, match="symbolic link"):
            source.read(path)


def test_a_tracked_folder_that_became_a_link_is_not_followed(
    repository: Repository, tmp_path: Path
) -> None:
    repository.write("deploy/a.yaml")
    repository.commit()
    (repository.root / "deploy").rename(tmp_path / "moved")
    (repository.root / "deploy").symlink_to(tmp_path / "moved")
    assert contents(opened(repository)) == {
        "deploy": "(symbolic link)",
        "deploy/a.yaml": "(symbolic link)",
    }


def test_pipes_and_sockets_are_skipped_without_waiting(tree: Repository) -> None:
    os.mkfifo(tree.root / "x.yaml")
    tree.write("a.yaml")
    listener = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    try:
        os.chdir(tree.root)  # the name of a socket is short
        listener.bind("s.yaml")
    finally:
        os.chdir(here)
        listener.close()
    found = contents(opened(tree))
    assert found.pop("a.yaml") == "a: 1\n"
    # git does not list what it cannot track; without git they are found.
    assert set(found.values()) <= {"(special file)"}


def test_a_tracked_file_that_became_a_pipe(repository: Repository) -> None:
    path = repository.write("x.yaml")
    repository.commit()
    path.unlink()
    os.mkfifo(path)
    source = opened(repository)
    assert contents(source) == {"x.yaml": "(special file)"}
    with pytest.raises(SourceError, match="special file"):
        source.read("x.yaml")


def test_large_files_are_skipped_and_the_largest_is_read(tree: Repository) -> None:
    for name, size in (("large.yaml", LARGEST + 1), ("most.yaml", LARGEST)):
        with (tree.root / name).open("wb") as file:
            file.truncate(size)
    found = {item.path: item for item in opened(tree).blobs()}
    assert found["large.yaml"] == Skipped("large.yaml", "larger than 10 MB")
    assert isinstance(found["most.yaml"], Blob)
    assert len(found["most.yaml"].read()) == LARGEST


def test_vendored_folders_are_skipped_file_by_file(tree: Repository) -> None:
    tree.write("shop/Chart.yaml")
    kept = ("charts/b.yaml", "shop/Chart.yaml", "vendors/c.yaml", "shop/templates/a.yaml")
    left = (
        ".terraform/m.yaml",
        "a/node_modules/b/c.yaml",
        "shop/charts/redis/templates/x.yaml",
        "third_party/a.yaml",
        "vendor/a.yaml",
    )
    for path in (*kept, *left, "vendor/README.md"):
        tree.write(path)
    found = contents(opened(tree))
    assert {path for path, told in found.items() if told == "(vendored folder)"} == set(left)
    assert {path for path, told in found.items() if told == "a: 1\n"} == set(kept)


def test_submodules_and_nested_repositories_are_named(
    repository: Repository, tmp_path: Path
) -> None:
    other = Repository(tmp_path / "other", tmp_path / "home")
    other.write("a.yaml")
    other.commit()
    repository.run("submodule", "--quiet", "add", str(other.root), "sub")
    nested = Repository(repository.root / "nested", tmp_path / "home")
    nested.write("a.yaml")
    nested.commit()
    assert contents(opened(repository)) == {
        "nested": "(another repository)",
        "sub": "(submodule)",
    }
    assert contents(open_worktree(repository.root, None, wanted=is_yaml)) == {
        "nested": "(another repository)",
        "sub": "(another repository)",
    }


def test_a_sparse_checkout_names_what_is_not_there(repository: Repository) -> None:
    repository.write("in/a.yaml")
    repository.write("out/b.yaml")
    repository.commit()
    repository.run("sparse-checkout", "set", "in")
    assert contents(opened(repository)) == {
        "in/a.yaml": "a: 1\n",
        "out/b.yaml": "(not checked out)",
    }


def test_a_conflict_is_read_as_it_lies_on_disk(repository: Repository) -> None:
    make_conflict(repository)
    (text,) = contents(opened(repository)).values()
    assert text.startswith("<<<<<<<")


def make_conflict(repository: Repository) -> None:
    """Leaves `a.yaml` in conflict."""
    repository.write("a.yaml", "base\n")
    repository.commit()
    repository.run("checkout", "--quiet", "-b", "side")
    repository.write("a.yaml", "side\n")
    repository.commit()
    repository.run("checkout", "--quiet", "main")
    repository.write("a.yaml", "main\n")
    repository.commit()
    repository.run("-c", "alias.merging=!git merge side || true", "merging")


def test_a_folder_below_the_top_is_a_root_of_its_own(repository: Repository) -> None:
    for path in ("shop/a.yaml", "shop/deploy/b.yaml", "other.yaml"):
        repository.write(path)
    repository.commit()
    repository.write("shop/new.yaml")
    source = open_worktree(repository.root / "shop", repository.git(), wanted=is_yaml)
    assert list(contents(source)) == ["a.yaml", "deploy/b.yaml", "new.yaml"]
    assert source.read("a.yaml") == b"a: 1\n"
    assert source.list("deploy") == ["deploy/b.yaml"]


def test_reads_single_files_wanted_or_not(tree: Repository) -> None:
    tree.write(".platguard.yaml", "team: payments\n")
    tree.write("register/README.md", "text")
    source = opened(tree)
    assert source.read(".platguard.yaml") == b"team: payments\n"
    assert source.read("register/README.md") == b"text"
    assert source.read("missing.yaml") is None
    assert source.read("README.md/below") is None
    assert source.list("register/") == ["register/README.md"]
    for path in ("../outside", "/etc/passwd", "a/../../b"):
        with pytest.raises(SourceError, match="outside"):
            source.read(path)


def test_a_file_that_vanishes_or_changes_is_an_error_when_read(tree: Repository) -> None:
    for name in ("a.yaml", "b.yaml"):
        tree.write(name, "x" * 9_000_000)
    blobs = [blob for blob in opened(tree).blobs() if isinstance(blob, Blob)]
    for blob in blobs:
        blob.read() if blob.path == "a.yaml" else None
    tree.write("a.yaml", "y" * 9_000_000)
    (tree.root / "b.yaml").unlink()
    with pytest.raises(SourceError, match="changed"):
        blobs[0].read()
    with pytest.raises(SourceError, match="No such file"):
        blobs[1].read()


def test_an_unchanged_file_is_not_read_again(
    tree: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write("a.yaml")
    later = time.time_ns() + 10_000_000_000
    entries: dict[str, Sequence[int | str]] = {}
    first = list(opened(tree, StatCache(later, entries)).blobs())
    assert set(entries) == {"a.yaml"}
    monkeypatch.setattr("platguard.sources.folder._read", _refuse)
    again = list(opened(tree, StatCache(later, entries)).blobs())
    assert [_identity(item) for item in again] == [_identity(item) for item in first]


def _refuse(handle: int, path: str) -> bytes:
    raise AssertionError(f"{path} was read")


def _identity(item: Blob | Skipped) -> tuple[str, str]:
    return item.path, item.content_id if isinstance(item, Blob) else item.reason


def test_a_changed_file_is_noticed_with_equal_size_and_time(tree: Repository) -> None:
    path = tree.write("a.yaml", "a: 1\n")
    known = StatCache(time.time_ns() + 10_000_000_000, {})
    list(opened(tree, known).blobs())
    before = path.stat()
    path.write_text("a: 2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert contents(opened(tree, known)) == {"a.yaml": "a: 2\n"}


def test_a_file_that_changed_just_now_is_not_trusted(tree: Repository) -> None:
    tree.write("a.yaml")
    known = StatCache(time.time_ns(), {})
    list(opened(tree, known).blobs())
    assert known.entries == {}


def test_sha256_repositories(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", tmp_path / "home", "--object-format=sha256")
    repository.write("a.yaml")
    repository.commit()
    (blob,) = opened(repository).blobs()
    assert isinstance(blob, Blob)
    assert blob.content_id == repository.run("rev-parse", "HEAD:a.yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_file_fails_when_read(tree: Repository) -> None:
    tree.write("a.yaml").chmod(0)
    assert contents(opened(tree)) == {"a.yaml": "(failed: Permission denied)"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_folder_is_a_failure(tree: Repository) -> None:
    tree.write("closed/a.yaml")
    tree.write("b.yaml")
    (tree.root / "closed").chmod(0)
    try:
        found = contents(opened(tree))
    finally:
        (tree.root / "closed").chmod(0o755)
    assert found == {"b.yaml": "a: 1\n", "closed": "(failed: the folder cannot be listed)"}


def test_an_empty_folder_has_no_files(tree: Repository) -> None:
    assert contents(opened(tree)) == {}


def test_a_root_that_is_not_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("missing", "file"):
        with pytest.raises(UsageError, match=name):
            open_worktree(tmp_path / name, None)
