"""Where commits are at hand: the clone that is called so first, whole ones before shallow ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sources.building import Repository

from platguard.evidence import clones
from platguard.evidence.clones import Clone, at_hand, clones_in
from platguard.sources.git import Git

ENVIRON = {"PATH": os.environ["PATH"]}


@pytest.fixture
def whole(tmp_path: Path) -> Repository:
    """A repository of two commits."""
    made = Repository(tmp_path / "clones" / "web" / "shop", tmp_path / "home")
    for text in ("first", "second"):
        made.write("README.md", text)
        made.commit(text)
    return made


def head(made: Repository) -> str:
    """The last commit of a repository."""
    return (made.root / ".git" / "refs" / "heads" / "main").read_text().strip()


def bare(made: Repository, folder: Path) -> None:
    """Makes a bare clone of a repository."""
    made.run("clone", "--quiet", "--bare", str(made.root), str(folder))


def test_a_whole_clone_of_another_name_is_better_than_a_shallow_one(
    whole: Repository, tmp_path: Path
) -> None:
    shallow = tmp_path / "shallow"
    whole.run("clone", "--quiet", "--depth=1", f"file://{whole.root}", str(shallow))
    named, other = Clone("web/shop", str(shallow)), Clone("other", str(whole.root))
    wanted = {"web/shop": head(whole)}
    assert at_hand(wanted, [named, other], ENVIRON) == ({"web/shop": str(whole.root)}, {})
    assert at_hand(wanted, [named], ENVIRON) == ({"web/shop": str(shallow)}, {})


def test_a_commit_is_found_in_a_clone_that_is_called_otherwise(
    whole: Repository, tmp_path: Path
) -> None:
    bare(whole, tmp_path / "copies" / "7.git")
    found = clones_in(str(tmp_path / "copies"))
    wanted = {"web/shop": head(whole), "web/gone": "0" * 40, "web/unjudged": ""}
    folders, _ = at_hand(wanted, found, ENVIRON)
    assert folders == {"web/shop": str(tmp_path / "copies" / "7.git")}


def test_clones_that_are_called_so_are_asked_for_their_own_commit_alone(
    whole: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand clones are not asked for a thousand commits each."""
    names = [f"team/{number}" for number in range(5)]
    for name in names:
        bare(whole, tmp_path / "many" / f"{name}.git")
    asked: list[int] = []
    ask = clones._there

    def counted(git: Git, commits: list[str]) -> set[str]:
        asked.append(len(commits))
        return ask(git, commits)

    monkeypatch.setattr(clones, "_there", counted)
    wanted = dict.fromkeys(names, head(whole))
    folders, _ = at_hand(wanted, clones_in(str(tmp_path / "many")), ENVIRON)
    assert folders == {name: str(tmp_path / "many" / f"{name}.git") for name in names}
    assert asked == [1] * 5
