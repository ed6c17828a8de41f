"""The index and revisions: git's records decide, not the working tree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from platguard.errors import SourceError
from platguard.model.blob import Blob
from platguard.sources import Source, open_index, open_revision, open_worktree
from platguard.sources.git import Git
from platguard.sources.limits import LARGEST
from platguard.sources.snapshot import staged_changes

from .building import Repository, contents
from .test_worktree import NAMES, make_conflict


@pytest.fixture(params=["index", "revision"])
def kind(request: pytest.FixtureRequest) -> str:
    """Both sources that read git's records."""
    return str(request.param)


def opened(repository: Repository, kind: str) -> Source:
    if kind == "index":
        return open_index(repository.root, repository.git())
    return open_revision(repository.root, repository.git(), "HEAD")


def test_reads_what_was_recorded(repository: Repository, kind: str) -> None:
    repository.write("deploy/a.yaml", "a: 1\n")
    repository.write("b.yaml")
    commit = repository.commit()
    repository.write("deploy/a.yaml", "a: 2\n")
    repository.write("new.yaml")
    (repository.root / "b.yaml").unlink()
    source = opened(repository, kind)
    assert contents(source) == {"b.yaml": "a: 1\n", "deploy/a.yaml": "a: 1\n"}
    assert source.commit == commit
    assert source.read("deploy/a.yaml") == b"a: 1\n"
    assert source.read("new.yaml") is None
    assert source.list("deploy") == ["deploy/a.yaml"]


def test_equal_bytes_have_one_id_in_every_source(repository: Repository, kind: str) -> None:
    repository.write("a.yaml")
    repository.commit()
    sources = opened(repository, kind), open_worktree(repository.root, repository.git())
    first, second = ([b for b in s.blobs() if isinstance(b, Blob)] for s in sources)
    assert [(b.path, b.content_id, b.size) for b in first] == [
        (b.path, b.content_id, b.size) for b in second
    ]


def test_any_file_name_is_read_and_sorted_by_bytes(repository: Repository, kind: str) -> None:
    for name in NAMES:
        with open(os.path.join(os.fsencode(repository.root), name), "wb") as file:
            file.write(name)
    repository.commit()
    found = [blob for blob in opened(repository, kind).blobs() if isinstance(blob, Blob)]
    assert [blob.path.encode("utf-8", "surrogateescape") for blob in found] == sorted(NAMES)
    assert [blob.read() for blob in found] == sorted(NAMES)


def test_links_submodules_vendored_and_large_files_are_skipped(
    repository: Repository, tmp_path: Path, kind: str
) -> None:
    other = Repository(tmp_path / "other", tmp_path / "home")
    other.commit()
    repository.run("submodule", "--quiet", "add", str(other.root), "sub")
    (repository.root / "link").symlink_to("/etc")
    repository.write("vendor/a.yaml")
    with (repository.root / "large.yaml").open("wb") as file:
        file.truncate(LARGEST + 1)
    repository.commit()
    source = opened(repository, kind)
    found = contents(source)
    assert found.pop(".gitmodules")
    assert found == {
        "large.yaml": "(larger than 10 MB)",
        "link": "(symbolic link)",
        "sub": "(submodule)",
        "vendor/a.yaml": "(vendored folder)",
    }
    for path in ("link", "sub", "large.yaml"):
        with pytest.raises(SourceError):
            source.read(path)


def test_a_folder_below_the_top_is_a_root_of_its_own(repository: Repository, kind: str) -> None:
    repository.write("shop/a.yaml")
    repository.write("b.yaml")
    repository.commit()
    git = repository.git()
    shop = repository.root / "shop"
    source = open_index(shop, git) if kind == "index" else open_revision(shop, git, "HEAD")
    assert contents(source) == {"a.yaml": "a: 1\n"}
    assert source.history is not None
    assert [change.path for change in source.history.changes("a.yaml")] == ["a.yaml"]


def test_only_wanted_files_are_looked_up(repository: Repository) -> None:
    repository.write("a.yaml")
    repository.write("b.txt")
    commit = repository.commit()
    source = open_revision(
        repository.root, repository.git(), commit, wanted=lambda path: path == "a.yaml"
    )
    assert list(contents(source)) == ["a.yaml"]
    assert source.list("") == ["a.yaml", "b.txt"]


def test_staged_changes_are_what_the_commit_would_change(repository: Repository) -> None:
    for name in ("same", "changed", "renamed", "removed", "dirty"):
        repository.write(f"{name}.yaml", f"{name}\n" * 9)
    repository.commit()
    repository.run("mv", "renamed.yaml", "new-name.yaml")
    repository.run("rm", "--quiet", "removed.yaml")
    repository.write("changed.yaml", "changed again\n")
    repository.write("added.yaml")
    repository.run("add", "--all")
    repository.write("dirty.yaml", "not staged\n")
    repository.write("untracked.yaml")
    git = repository.git()
    assert staged_changes(repository.root, git) == {"added.yaml", "changed.yaml", "new-name.yaml"}
    assert contents(open_index(repository.root, git))["dirty.yaml"] == "dirty\n" * 9


def test_everything_is_staged_on_an_unborn_branch(repository: Repository) -> None:
    repository.write("a.yaml")
    repository.run("add", "--all")
    git = repository.git()
    assert staged_changes(repository.root, git) == {"a.yaml"}
    source = open_index(repository.root, git)
    assert source.commit is None
    assert contents(source) == {"a.yaml": "a: 1\n"}


def test_a_conflict_is_a_failure_not_a_guess(repository: Repository) -> None:
    make_conflict(repository)
    source = open_index(repository.root, repository.git())
    (told,) = contents(source).values()
    assert told.startswith("(failed: is in conflict")
    assert staged_changes(repository.root, repository.git()) == {"a.yaml"}


def test_an_intent_to_add_is_not_staged(repository: Repository) -> None:
    repository.write("empty.yaml", "")
    repository.commit()
    repository.write("later.yaml")
    repository.run("add", "--intent-to-add", "later.yaml")
    git = repository.git()
    assert contents(open_index(repository.root, git)) == {"empty.yaml": ""}
    assert staged_changes(repository.root, git) == frozenset()


@pytest.mark.parametrize("bare", [True, False])
def test_contents_that_a_partial_clone_lacks_fail_without_a_network(
    repository: Repository, tmp_path: Path, bare: bool
) -> None:
    repository.run("config", "uploadpack.allowFilter", "true")
    for number in range(3):
        repository.write(f"{number}.yaml", f"a: {number}\n")
    repository.commit()
    clone = tmp_path / "clone"
    options = ("--bare",) if bare else ("--no-checkout",)
    origin = f"file://{repository.root}"
    repository.run("clone", "--quiet", "--filter=blob:none", *options, origin, str(clone))
    present = repository.run("rev-parse", "HEAD:1.yaml")
    repository.run("-C", str(clone), "cat-file", "blob", present)
    marker = tmp_path / "PWNED"
    repository.run("-C", str(clone), "config", "remote.origin.url", "ssh://host/x")
    repository.run("-C", str(clone), "config", "core.sshCommand", f"touch {marker};")
    git = Git.find(clone, repository.environ)
    assert git is not None
    source = open_revision(clone, git, "HEAD")
    found = contents(source)
    assert found["1.yaml"] == "a: 1\n"
    assert all(found[path].startswith("(failed: its content") for path in ("0.yaml", "2.yaml"))
    with pytest.raises(SourceError, match="not in this clone"):
        source.read("0.yaml")
    assert source.read("1.yaml") == b"a: 1\n"
    assert not marker.exists()


def test_sha256_repositories(tmp_path: Path, kind: str) -> None:
    repository = Repository(tmp_path / "r", tmp_path / "home", "--object-format=sha256")
    repository.write("a.yaml")
    repository.write("empty.yaml", "")
    repository.commit()
    assert contents(opened(repository, kind)) == {"a.yaml": "a: 1\n", "empty.yaml": ""}


def test_many_contents_are_read_in_order(repository: Repository) -> None:
    for number in range(100):
        repository.write(f"{number:03}.yaml", f"{number}\n" * number)
    repository.commit()
    found = contents(open_revision(repository.root, repository.git(), "HEAD"))
    assert found == {f"{number:03}.yaml": f"{number}\n" * number for number in range(100)}
