"""Builds real repositories for tests, with an environment that holds nothing of the machine's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from platguard.errors import SourceError
from platguard.model.blob import Blob, Skipped
from platguard.sources import Source
from platguard.sources.git import Git

SHORT_LIVED = ("-c", "core.fsync=none", "-c", "maintenance.auto=false")
"""Options of git for repositories of tests: it waits for no disk and tidies nothing up."""


def bare_environment(home: Path) -> dict[str, str]:
    """What a user's shell would hold, and no more."""
    home.mkdir(parents=True, exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(home)}


class Repository:
    """A repository that a test writes into."""

    def __init__(self, root: Path, home: Path, *options: str) -> None:
        self.root = root
        self.environ = bare_environment(home)
        root.mkdir(parents=True, exist_ok=True)
        self.run("init", "--quiet", "--initial-branch=main", *options)

    def run(self, *arguments: str | bytes, day: str = "2026-01-02") -> str:
        """Runs git as the author of the repository would."""
        moment = f"{day}T12:00:00+0000"
        who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
        committer = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
        when = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *SHORT_LIVED, *arguments],
            cwd=self.root,
            env={**self.environ, **who, **committer, **when},
            check=True,
            capture_output=True,
        )
        return done.stdout.decode("utf-8", "replace").strip()

    def write(self, path: str, text: str = "a: 1\n") -> Path:
        """Writes one file and the folders around it."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def commit(self, message: str = "change", *, day: str = "2026-01-02") -> str:
        """Commits everything, and returns the commit."""
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--message", message, day=day)
        return self.run("rev-parse", "HEAD")

    def git(self) -> Git:
        """The repository as platguard opens it."""
        found = Git.find(self.root, self.environ)
        assert found is not None
        return found


def contents(source: Source) -> dict[str, str]:
    """Every path, with the text of the file or `(reason)` of what was left out or failed."""
    return {found.path: _told(found) for found in source.blobs()}


def _told(found: Blob | Skipped) -> str:
    if isinstance(found, Skipped):
        return f"({found.reason})"
    try:
        return found.read().decode("utf-8", "surrogateescape")
    except SourceError as error:
        return f"(failed: {error.message})"
