"""Questions to git about the checkout: plumbing only, which runs nothing that it names."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

SETTINGS = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class Git:
    """The repository at a folder; where there is none, every question is answered with nothing."""

    def __init__(self, folder: str, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._environ = {**environ, **SETTINGS}

    def head(self) -> str:
        """The commit that is checked out."""
        return self.commit("HEAD") or ""

    def parents(self) -> list[str]:
        """The parents of that commit as it names them, also those that a shallow clone lacks."""
        header = (self._answer("cat-file", "commit", "HEAD") or "").partition("\n\n")[0]
        lines = [line.split(" ") for line in header.splitlines()]
        return [line[1] for line in lines if line[0] == "parent"]

    def is_shallow(self) -> bool:
        """Whether the history was cut off."""
        return self._answer("rev-parse", "--is-shallow-repository") == "true"

    def commit(self, name: str) -> str | None:
        """The commit that a name stands for; None when it is not there."""
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return self._answer(*asked)

    def has_merge_base(self, name: str) -> bool:
        """Whether what is checked out is known to have a commit in common with another one."""
        commit = self.commit(name)
        return commit is not None and bool(self._answer("merge-base", "HEAD", commit))

    def _answer(self, *arguments: str) -> str | None:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self._folder,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            return None
        return done.stdout.decode("utf-8", "surrogateescape").strip()
