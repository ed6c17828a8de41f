"""Finding a repository, and running git over one that nobody vouches for."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from platguard.errors import SourceError
from platguard.sources import open_index, open_revision, open_worktree
from platguard.sources.git import Git
from platguard.sources.snapshot import staged_changes

from .building import Repository, bare_environment, contents


def test_answers_what_it_knows_of_a_repository(repository: Repository) -> None:
    repository.write("deploy/a.yaml")
    commit = repository.commit()
    git = Git.find(repository.root / "deploy", repository.environ)
    assert git is not None
    assert (git.root, git.head, git.object_format) == (str(repository.root), commit, "sha1")
    assert not git.is_bare
    assert not git.is_shallow


def test_finds_nothing_outside_a_repository_or_without_git(
    tmp_path: Path, repository: Repository
) -> None:
    assert Git.find(tmp_path, repository.environ) is None
    assert Git.find(repository.root, {"PATH": str(tmp_path)}) is None


def test_never_runs_a_git_that_lies_in_the_repository(repository: Repository) -> None:
    planted = repository.write("git", "#!/bin/sh\ntouch PWNED\n")
    planted.chmod(planted.stat().st_mode | stat.S_IXUSR)
    environ = {**repository.environ, "PATH": ":.:" + repository.environ["PATH"]}
    assert Git.find(repository.root, environ) is not None
    assert not (repository.root / "PWNED").exists()


def test_an_unborn_branch_has_no_head(repository: Repository) -> None:
    repository.write("a.yaml")
    source = open_worktree(repository.root, repository.git())
    assert source.commit is None
    assert source.history is None
    assert contents(source) == {"a.yaml": "a: 1\n"}


def test_a_folder_name_with_a_line_break(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "x\n::error::hi", tmp_path / "home")
    repository.write("a.yaml")
    repository.commit()
    git = repository.git()
    assert git.root == str(repository.root)
    assert git.git_dir == str(repository.root / ".git")
    assert contents(open_revision(repository.root, git, "HEAD")) == {"a.yaml": "a: 1\n"}


def test_a_linked_worktree_and_a_submodule_are_repositories(
    tmp_path: Path, repository: Repository
) -> None:
    repository.write("a.yaml")
    repository.commit()
    repository.run("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "side")
    outer = Repository(tmp_path / "outer", tmp_path / "home")
    outer.run("submodule", "add", "--quiet", str(repository.root), "inner")
    for root in (tmp_path / "linked", outer.root / "inner"):
        git = Git.find(root, repository.environ)
        assert git is not None
        assert git.root == str(root)
        assert contents(open_worktree(root, git)) == {"a.yaml": "a: 1\n"}


def test_a_bare_repository_is_read_where_it_is_named(
    tmp_path: Path, repository: Repository
) -> None:
    repository.write("a.yaml")
    repository.commit()
    bare = tmp_path / "mirror.git"
    repository.run("clone", "--quiet", "--bare", ".", str(bare))
    git = Git.find(bare, repository.environ)
    assert git is not None
    assert git.is_bare
    source = open_revision(bare, git, "main")
    assert contents(source) == {"a.yaml": "a: 1\n"}
    assert source.history is not None
    assert [change.path for change in source.history.changes("a.yaml")] == ["a.yaml"]
    with pytest.raises(SourceError, match="bare"):
        open_worktree(bare, git)
    with pytest.raises(SourceError, match="bare"):
        open_index(bare, git)


def test_somebody_elses_repository_is_refused_with_the_remedy(repository: Repository) -> None:
    environ = {**repository.environ, "HOME": str(repository.root / "none")}
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for path in (repository.root, repository.root / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(SourceError, match="belongs to somebody else") as caught:
        Git.find(repository.root, environ)
    assert f"safe.directory {repository.root}" in caught.value.hint


def test_a_working_tree_that_is_configured_elsewhere_is_refused(
    tmp_path: Path, repository: Repository
) -> None:
    for elsewhere in ("/", str(tmp_path)):
        repository.run("config", "core.worktree", elsewhere)
        with pytest.raises(SourceError, match=r"core\.worktree"):
            repository.git()


@pytest.mark.parametrize("revision", ["", "--output=x", "-p", "a\nb", "nowhere", "HEAD:a.yaml"])
def test_what_names_no_commit_is_refused(repository: Repository, revision: str) -> None:
    repository.write("a.yaml")
    repository.commit()
    with pytest.raises(SourceError):
        repository.git().resolve(revision)
    assert not (repository.root / "x").exists()


def test_the_merge_base_of_two_branches(repository: Repository) -> None:
    base = repository.commit("base")
    repository.run("checkout", "--quiet", "-b", "side")
    side = repository.commit("side")
    repository.run("checkout", "--quiet", "main")
    repository.commit("main", day="2026-01-03")
    repository.run("checkout", "--quiet", "--orphan", "apart")
    repository.commit("apart")
    git = repository.git()
    assert git.merge_base("main", side) == base
    assert git.merge_base("main", "apart") is None
    main, apart = (git.resolve(name) for name in ("main", "apart"))
    assert git.begin_merge_base(side, "main")(main) == base
    assert git.begin_merge_base(side, "apart")(apart) is None
    # What a name meant when it was asked for does not count.
    assert git.begin_merge_base(side, "apart")(main) == base
    assert git.begin_merge_base(side, "nowhere")(main) == base


HOSTILE = {
    "core.fsmonitor": "{touch}",
    "core.hooksPath": "hooks",
    "core.sshCommand": "{touch}",
    "core.askPass": "{touch}",
    "core.pager": "{touch}",
    "core.editor": "{touch}",
    "diff.external": "{touch}",
    "diff.evil.textconv": "{touch}",
    "diff.evil.command": "{touch}",
    "filter.evil.clean": "{touch}",
    "filter.evil.smudge": "{touch}",
    "filter.evil.process": "{touch}",
    "filter.evil.required": "true",
    "log.showSignature": "true",
    "gpg.program": "{program}",
    "gpg.ssh.program": "{program}",
    "credential.helper": "!{touch}",
    "alias.ls-files": "!{touch}",
    "alias.log": "!{touch}",
    "pager.log": "{touch}",
    "color.ui": "always",
    "diff.relative": "true",
    "log.follow": "true",
}


@pytest.fixture
def hostile(repository: Repository) -> Repository:
    """A repository whose configuration names a program wherever git takes one."""
    repository.write(".gitattributes", "*.yaml filter=evil diff=evil\n")
    repository.write("a.yaml", "one: 1\n")
    repository.commit("first")
    repository.write("a.yaml", "one: 2\n")
    tree = repository.run("rev-parse", "HEAD^{tree}")
    signed = (
        f"tree {tree}\nparent {repository.run('rev-parse', 'HEAD')}\n"
        "author a <a@example.org> 1767355200 +0000\ncommitter a <a@example.org> 1767355200 +0000\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nsigned\n"
    )
    (repository.root / "signed").write_text(signed)
    name = repository.run("hash-object", "-t", "commit", "-w", "signed")
    repository.run("reset", "--quiet", "--soft", name)
    repository.commit("second")
    program = repository.write("evil.sh", "#!/bin/sh\ntouch " + str(_marker(repository)) + "\n")
    program.chmod(0o755)
    for hook in ("post-index-change", "pre-commit", "fsmonitor-watchman", "reference-transaction"):
        planted = repository.write(f"hooks/{hook}", program.read_text())
        planted.chmod(0o755)
    touch = f"touch {_marker(repository)};"
    for key, value in HOSTILE.items():
        told = value.format(touch=touch, program=program)
        repository.run("config", "--file", ".git/config", key, told)
    return repository


def _marker(repository: Repository) -> Path:
    return repository.root.parent / "PWNED"


def test_nothing_that_the_repository_names_is_run(hostile: Repository) -> None:
    git = hostile.git()
    sources = [
        open_worktree(hostile.root, git),
        open_index(hostile.root, git),
        open_revision(hostile.root, git, "HEAD"),
    ]
    assert [contents(source)["a.yaml"] for source in sources] == ["one: 2\n"] * 3
    staged_changes(hostile.root, git)
    assert sources[0].history is not None
    assert len(sources[0].history.changes("a.yaml")) == 2
    assert sources[0].history.first_commit_on() == "2026-01-02"
    assert git.merge_base("HEAD", "HEAD~1")
    assert not _marker(hostile).exists()


def test_the_hostile_repository_is_hostile(hostile: Repository) -> None:
    environ = bare_environment(hostile.root.parent / "home")
    subprocess.run(["git", "status"], cwd=hostile.root, env=environ, capture_output=True)
    assert _marker(hostile).exists()


def test_inherited_git_variables_do_not_redirect_it(tmp_path: Path, repository: Repository) -> None:
    repository.write("a.yaml")
    repository.commit()
    other = Repository(tmp_path / "other", tmp_path / "home")
    other.write("secret.yaml")
    other.commit()
    redirected = {
        "GIT_DIR": str(other.root / ".git"),
        "GIT_WORK_TREE": str(other.root),
        "GIT_INDEX_FILE": str(other.root / ".git/index"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": "touch PWNED",
    }
    git = Git.find(repository.root, {**repository.environ, **redirected})
    assert git is not None
    assert contents(open_index(repository.root, git)) == {"a.yaml": "a: 1\n"}


def test_the_index_of_a_commit_in_progress_is_read(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    repository.write("a.yaml", "a: 2\n")
    seen = repository.root / ".git/hooks/pre-commit"
    seen.parent.mkdir(exist_ok=True)
    seen.write_text('#!/bin/sh\necho "$GIT_INDEX_FILE" > seen\ncp "$GIT_INDEX_FILE" .git/kept\n')
    seen.chmod(0o755)
    repository.run("commit", "--all", "--message", "all")
    assert (repository.root / "seen").read_text().strip()
    repository.run("reset", "--quiet", "--hard", "HEAD~1")
    environ = {**repository.environ, "GIT_INDEX_FILE": ".git/kept"}
    git = Git.find(repository.root, environ)
    assert git is not None
    assert contents(open_index(repository.root, git)) == {"a.yaml": "a: 2\n"}
    assert staged_changes(repository.root, git) == {"a.yaml"}
