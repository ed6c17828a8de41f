"""When files changed, from the commits of a repository."""

from __future__ import annotations

import os
import posixpath
import re
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from platguard.model.paths import bytes_of, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from platguard.sources.git import Git
    from platguard.sources.objects import Objects

COMMIT = re.compile(rb"([0-9a-f]{40,64}) (\d+)\Z")


class Change(NamedTuple):
    """One commit that changed a file."""

    commit: str
    date: str
    """The committer's date in UTC, YYYY-MM-DD."""
    content_id: str
    """The blob id after the change; empty when the file was removed."""
    path: str
    """Where the file was after the change."""


class History:
    """The commits that lead to one commit. Paths are relative to the root of the source."""

    def __init__(self, git: Git, commit: str, root: str) -> None:
        self.is_shallow = git.is_shallow
        self._git = git
        self._commit = commit
        self._root = root

    def changes(self, path: str) -> list[Change]:
        """What changed a file, newest first, through renames; a merge where it changed more.

        In a shallow clone the oldest commit seems to add every file.
        """
        output = self._git.run(
            *("log", "--follow", "-c", "--raw", "--no-abbrev", "-z", "--format=%H %ct"),
            *("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes"),
            *("--no-mailmap", "--no-color", "--no-decorate", "--no-relative"),
            *("--end-of-options", self._commit, "--", bytes_of(path)),
            folder=self._root,
        )
        return list(self._parse(output))

    def _parse(self, output: bytes) -> Iterator[Change]:
        # `<commit> <seconds>`, then `:<modes> <ids> <status>` and one path, two of a rename.
        # A merge has a colon, a mode and an id for each parent, and one path.
        tokens = iter(output.split(b"\0"))
        commit = date = ""
        for token in tokens:
            told = token.lstrip(b"\n")
            if found := COMMIT.match(told):
                commit, date = found[1].decode("ascii"), _day(int(found[2]))
            elif told.startswith(b":"):
                *_, content_id, status = told.split()
                path = next(tokens)
                if status[:1] in b"RC" and not told.startswith(b"::"):
                    path = next(tokens)
                yield Change(commit, date, _present(content_id), self._relative(path))

    def _relative(self, path: bytes) -> str:
        folder = os.path.relpath(self._root, self._git.root) if not self._git.is_bare else "."
        return posixpath.relpath(path_of(path), folder) if folder != "." else path_of(path)

    def content(self, content_id: str) -> bytes:
        """The bytes of a blob of the history; SourceError when this clone does not have it."""
        return self._objects.read(content_id)

    @cached_property
    def _objects(self) -> Objects:
        from platguard.sources.objects import Objects

        return Objects(self._git)

    def first_commit_on(self) -> str | None:
        """The day (committer's date, UTC) of the first commit; None in a shallow clone."""
        if self.is_shallow:
            return None
        output = self._git.run("rev-list", "--max-parents=0", "--timestamp", self._commit)
        return _day(min(int(line.split()[0]) for line in output.splitlines()))


def _present(content_id: bytes) -> str:
    return content_id.decode("ascii") if content_id.strip(b"0") else ""


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
