"""Files of a git repository at a tag or commit, read without a work tree."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path


class Snapshot:
    """A repository of sources: a checkout, or a bare repository."""

    def __init__(self, folder: Path) -> None:
        nested = folder / ".git"
        self._folder = nested if nested.exists() else folder

    @cached_property
    def day(self) -> str:
        """The day of its newest commit."""
        return self._git("log", "-1", "--format=%cs").strip()

    @cached_property
    def commit(self) -> str:
        """Its newest commit, short."""
        return self._git("log", "-1", "--format=%H")[:9]

    def tags(self) -> list[str]:
        """Every tag."""
        return self._git("tag").split()

    def read(self, revision: str, ending: str) -> dict[str, str]:
        """The text of every file whose path ends so, by path."""
        listing = self._git("ls-tree", "-r", "-z", revision).split("\0")
        entries = [line.partition("\t") for line in listing if line.endswith(ending)]
        blobs = {path: mode.split()[2] for mode, _, path in entries}
        contents = self._contents(set(blobs.values()) - self._known.keys())
        self._known.update(contents)
        return {path: self._known[blob] for path, blob in sorted(blobs.items())}

    @cached_property
    def _known(self) -> dict[str, str]:
        """Contents by blob: most files are the same from tag to tag."""
        return {}

    def _contents(self, blobs: Iterable[str]) -> dict[str, str]:
        return {blob: self._git("cat-file", "blob", blob) for blob in sorted(blobs)}

    def _git(self, *arguments: str) -> str:
        command = ["git", f"--git-dir={self._folder}", *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return done.stdout
