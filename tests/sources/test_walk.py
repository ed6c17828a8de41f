"""Without git, the same files are found as git would list."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from platguard.sources import open_worktree

from .building import Repository, bare_environment

NAMES = st.sampled_from(["a", "b", "ab", "a.yaml", "b.log", "x y", "A", "ä", "]", "a\nb"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PARTS = st.sampled_from(
    [
        "a",
        "b",
        "*",
        "**",
        "?",
        "a*",
        "*.yaml",
        "*.log",
        "[ab]",
        "[!a]*",
        "a.yaml",
        "x y",
        "\\a",
        "ab",
    ]
)
PATTERNS = st.builds(
    lambda negated, rooted, parts, folder: negated + rooted + "/".join(parts) + folder,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(PARTS, min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
)
LINES = st.one_of(PATTERNS, st.sampled_from(["", "# a", "/", "*", "!*/", " ", "a ", "[", "!"]))
IGNORES = st.dictionaries(
    st.lists(NAMES, max_size=2).map("/".join), st.lists(LINES, min_size=1, max_size=4), max_size=3
)


@settings(max_examples=60, deadline=None)
@example([], {"b/a": [""], "": ["a", "!b"]})
@example([], {"": ["a/**/"], "a": ["/"]})
@given(st.lists(PATHS, max_size=12), IGNORES)
def test_finds_what_git_lists(paths: list[str], ignores: dict[str, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        repository = Repository(root, Path(folder) / "home")
        for name, lines in ignores.items():
            _write(root, f"{name}/.gitignore", "\n".join(lines) + "\n")
        for path in paths:
            _write(root, path, "")
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            env=bare_environment(Path(folder) / "home"),
            check=True,
            capture_output=True,
        ).stdout.decode()
        assert repository.root == root
        assert open_worktree(root, None).list("") == sorted(filter(None, listed.split("\0")))


def _write(root: Path, path: str, text: str) -> None:
    file = root / path.lstrip("/")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    except OSError:
        return  # a file stands where the generated tree wants a folder, or the reverse


def test_a_pattern_that_is_not_one_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbf*.log\r\n!\n\\\n\xff\n/out\n")
    for name in ("a.log", "b.yaml", "out"):
        (tmp_path / name).write_text("")
    assert open_worktree(tmp_path, None).list("") == [".gitignore", "b.yaml"]


def test_a_pattern_is_never_tried_in_every_way(tmp_path: Path) -> None:
    lines = ["*a" * 60 + "b", "**/a/" * 60 + "b", "a*" * 60 + "/" + "*?[a]" * 30 + "b"]
    (tmp_path / ".gitignore").write_text("\n".join(lines))
    folder = tmp_path.joinpath(*["a"] * 100)
    folder.mkdir(parents=True)
    (folder / ("a" * 250)).write_text("")
    assert len(open_worktree(tmp_path, None).list("")) == 2
