"""When files changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from platguard.sources import open_revision, open_worktree
from platguard.sources.git import Git
from platguard.sources.history import History

from .building import Repository


def history(repository: Repository) -> History:
    found = open_worktree(repository.root, repository.git()).history
    assert found is not None
    return found


TEXT = "".join(f"line {number}\n" for number in range(20))


def test_changes_are_told_newest_first_and_through_renames(repository: Repository) -> None:
    repository.write("old.yaml", TEXT)
    first = repository.commit(day="2025-01-01")
    repository.run("mv", "old.yaml", "new.yaml")
    second = repository.commit(day="2025-02-01")
    repository.write("other.yaml")
    repository.commit(day="2025-02-15")
    repository.write("new.yaml", TEXT + "more\n")
    third = repository.commit(day="2025-03-01")
    changes = history(repository).changes("new.yaml")
    assert [(c.commit, c.date, c.path) for c in changes] == [
        (third, "2025-03-01", "new.yaml"),
        (second, "2025-02-01", "new.yaml"),
        (first, "2025-01-01", "old.yaml"),
    ]
    assert changes[0].content_id == repository.run("rev-parse", "HEAD:new.yaml")
    assert changes[1].content_id == changes[2].content_id


def test_a_removed_file_has_no_content(repository: Repository) -> None:
    repository.write("a.yaml")
    repository.commit()
    (repository.root / "a.yaml").unlink()
    repository.commit(day="2026-01-03")
    assert [bool(change.content_id) for change in history(repository).changes("a.yaml")] == [
        False,
        True,
    ]


def test_a_merge_counts_where_it_changed_more_than_its_parents(repository: Repository) -> None:
    repository.write("a.yaml", TEXT)
    repository.commit(day="2025-01-01")
    repository.run("checkout", "--quiet", "-b", "side")
    repository.write("a.yaml", TEXT + "side\n")
    side = repository.commit(day="2025-01-02")
    repository.run("checkout", "--quiet", "main")
    repository.write("b.yaml")
    repository.commit(day="2025-01-03")
    repository.run("merge", "--quiet", "--no-edit", "side", day="2025-01-04")
    assert history(repository).changes("a.yaml")[0].commit == side
    repository.write("a.yaml", TEXT + "neither\n")
    repository.run("add", "--all")
    repository.run("commit", "--quiet", "--amend", "--no-edit", day="2025-01-05")
    newest = history(repository).changes("a.yaml")[0]
    assert (newest.date, newest.path) == ("2025-01-05", "a.yaml")
    assert newest.content_id == repository.run("rev-parse", "HEAD:a.yaml")


def test_history_ends_at_the_revision(repository: Repository) -> None:
    repository.write("a.yaml")
    first = repository.commit(day="2025-01-01")
    repository.write("a.yaml", "b: 2\n")
    repository.commit(day="2025-02-01")
    source = open_revision(repository.root, repository.git(), "HEAD~1")
    assert source.history is not None
    assert [change.commit for change in source.history.changes("a.yaml")] == [first]


@pytest.mark.parametrize(
    "name", ["-p.yaml", "x\n:1 2 3.yaml", "*.yaml", ":(top)a.yaml", "\udcff.yaml"]
)
def test_any_file_name(repository: Repository, name: str) -> None:
    repository.write(name, "one\n")
    repository.write("z.yaml", "other\n")
    first = repository.commit(day="2025-01-01")
    repository.write(name, "two\n")
    second = repository.commit(day="2025-01-02")
    changes = history(repository).changes(name)
    assert [(change.commit, change.path) for change in changes] == [(second, name), (first, name)]


def test_the_first_commit_is_the_oldest_root(repository: Repository) -> None:
    repository.commit(day="2025-01-10")
    repository.commit(day="2026-01-01")
    assert history(repository).first_commit_on() == "2025-01-10"
    repository.run("checkout", "--quiet", "--orphan", "apart")
    repository.commit(day="2024-05-05")
    repository.run("merge", "--quiet", "--allow-unrelated-histories", "--no-edit", "main")
    assert history(repository).first_commit_on() == "2024-05-05"


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    for day in ("2025-01-01", "2025-01-02"):
        repository.write("a.yaml", day)
        repository.commit(day=day)
    clone = tmp_path / "clone"
    repository.run("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(clone))
    git = Git.find(clone, repository.environ)
    assert git is not None
    found = open_worktree(clone, git).history
    assert found is not None
    assert found.is_shallow
    assert found.first_commit_on() is None
    assert [change.date for change in found.changes("a.yaml")] == ["2025-01-02"]


def test_an_unknown_path_has_no_changes(repository: Repository) -> None:
    repository.commit()
    assert history(repository).changes("nowhere.yaml") == []
