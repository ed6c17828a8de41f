"""Contents and their sizes, out of whatever git there is."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from platguard.errors import SourceError
from platguard.sources import open_revision
from platguard.sources.git import Git
from platguard.sources.objects import Objects

from .building import Repository, contents

_OLDER = """\
#!/bin/sh
for word in "$@"; do
  [ "$word" = --batch-command ] && { echo "error: unknown option" >&2; exit 129; }
done
exec GIT "$@"
"""
"""git as it was before 2.36."""


@pytest.fixture(params=["today", "older"])
def git(repository: Repository, tmp_path: Path, request: pytest.FixtureRequest) -> Git:
    """A repository of three files, opened by git as it is or was."""
    for name in ("a.yaml", "deep/b.yaml", ".platguard/exceptions/c.yaml"):
        repository.write(name, f"name: {name}\n")
    repository.commit()
    environ = repository.environ
    if request.param == "older":
        known = repository.git().prefix[0]
        program = tmp_path / "bin" / "git"
        program.parent.mkdir()
        program.write_text(_OLDER.replace("GIT", shlex.quote(known)))
        program.chmod(0o755)
        environ = {**environ, "PATH": f"{program.parent}{os.pathsep}{environ['PATH']}"}
    found = Git.find(repository.root, environ)
    assert found is not None
    return found


def _id(git: Git, path: str) -> str:
    return git.run("rev-parse", f"HEAD:{path}").decode().strip()


@pytest.mark.parametrize("sizes_first", [True, False])
def test_sizes_and_contents(git: Git, *, sizes_first: bool) -> None:
    objects, name, absent = Objects(git), _id(git, "deep/b.yaml"), "0" * 39 + "1"
    if sizes_first:
        assert objects.sizes([name, absent], "HEAD") == {name: 18}
    assert objects.read(name) == b"name: deep/b.yaml\n"
    with pytest.raises(SourceError, match=absent):
        objects.read(absent)
    assert objects.read(name) == b"name: deep/b.yaml\n"
    assert objects.sizes([absent, name], "HEAD") == {name: 18}


def test_many_sizes(git: Git) -> None:
    names = [_id(git, "a.yaml"), _id(git, "deep/b.yaml"), *(f"{n:040x}" for n in range(1, 300))]
    assert Objects(git).sizes(names, "HEAD") == {names[0]: 13, names[1]: 18}


def test_what_decides_is_found_before_anything_is_listed(git: Git) -> None:
    source = open_revision(git.root, git, "HEAD")
    assert source.read("platguard.yaml") is None
    assert source.list(".platguard/exceptions") == [".platguard/exceptions/c.yaml"]
    assert source.read(".platguard/exceptions/c.yaml") == b"name: .platguard/exceptions/c.yaml\n"
    assert source.list(".platguard/baseline") == []
    assert [*contents(source)] == [".platguard/exceptions/c.yaml", "a.yaml", "deep/b.yaml"]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_what_decides_may_be_anything(tmp_path: Path, object_format: str) -> None:
    repository = Repository(tmp_path / "r", tmp_path / "h", f"--object-format={object_format}")
    repository.write(".platguard/baseline/b.yaml")
    repository.write(".platguard/a.yaml")
    repository.write(".platguardian/c.yaml")
    (repository.root / ".platguard.yaml").symlink_to("elsewhere")
    repository.write("platguard.yaml/d.yaml")
    commit = repository.commit()
    repository.run("update-index", "--add", "--cacheinfo", f"160000,{commit},.platguard/sub")
    repository.run("commit", "--quiet", "--message", "submodule")
    source = open_revision(repository.root, repository.git(), "HEAD")
    assert source.list(".platguard") == [".platguard/a.yaml", ".platguard/baseline/b.yaml"]
    assert source.read("platguard.yaml") is None
    assert source.list("platguard.yaml") == ["platguard.yaml/d.yaml"]
    with pytest.raises(SourceError, match="recorded as link"):
        source.read(".platguard.yaml")
    with pytest.raises(SourceError, match="recorded as submodule"):
        source.read(".platguard/sub")
