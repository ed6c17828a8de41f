"""What arrived on a branch, and when: its commits by first parents, so that a merge is one change.

The day on which a commit was written says little: it may have waited on another branch, where
nobody read it. What counts is the committer's date of what the branch itself took in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from platguard.model.paths import bytes_of, path_of
from platguard.sources.history import COMMIT, LOG
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.sources.git import Git

# What a repository could say to have other commits, or other renames, shown.
SHOWN_ALIKE = {"core.commitGraph": "false", "log.showRoot": "true", "log.follow": "false"}
RENAMES = "-l1000"
"""Files that a commit may add, and remove, for its renames to be looked for."""
_FILES = frozenset({b"100644", b"100755"})


class Arrival(NamedTuple):
    """A commit of a branch, and what it made of the files in question."""

    commit: str
    seconds: int
    """The committer's date, since 1970."""
    contents: Mapping[str, str]
    """The blob id of each file that it changed, by path from the top; empty for one that it
    removed."""


class _Change(NamedTuple):
    path: str
    content_id: str
    origin: str
    """Where a renamed file was before; empty for every other change."""


def arrivals(git: Git, paths: Iterable[str]) -> list[Arrival]:
    """What arrived at HEAD in files and folders (from the top, empty for all), oldest first.

    Files that a rename brought in from elsewhere are followed to where they were.
    """
    if git.head is None:
        return []
    named = frozenset(paths)
    origins: frozenset[str] = frozenset()
    while True:
        commits = list(_commits(git, named | origins))
        wanted = _Wanted(named, origins)
        found = [Arrival(commit, at, wanted.contents(changes)) for commit, at, changes in commits]
        if wanted.missed <= origins:
            return [arrival for arrival in found if arrival.contents]
        origins |= wanted.missed


class _Wanted:
    """The files in question as commits pass by, oldest first."""

    def __init__(self, named: Iterable[str], origins: Iterable[str]) -> None:
        self._named = tuple(named)
        self._origins = set(origins)
        self.missed: frozenset[str] = frozenset()
        """Where files in question came from."""

    def contents(self, changes: Iterable[_Change]) -> dict[str, str]:
        """What a commit made of the files in question."""
        contents: dict[str, str] = {}
        for change in changes:
            if change.origin and self._holds(change.origin):
                contents.setdefault(change.origin, "")
            if not self._holds(change.path):
                continue
            contents[change.path] = change.content_id
            if change.origin and not self._is_named(change.origin):
                self.missed |= {change.origin}
                # What takes the place of a file that moved away is another file.
                self._origins.discard(change.origin)
        return contents

    def _holds(self, path: str) -> bool:
        return path in self._origins or self._is_named(path)

    def _is_named(self, path: str) -> bool:
        return any(
            path == named or not named or path.startswith(f"{named}/") for named in self._named
        )


def _commits(git: Git, paths: Iterable[str]) -> Iterator[tuple[str, int, list[_Change]]]:
    """The commits that touch the paths, with all that they change, oldest first."""
    output = git.with_settings(SHOWN_ALIKE, {"GIT_GRAFT_FILE": os.devnull}).run(
        *LOG,
        *("--first-parent", "-m", "--reverse", "--full-diff", "-M", RENAMES),
        *("--end-of-options", git.head or "HEAD", "--"),
        *(bytes_of(path or ".") for path in sorted(paths)),
    )
    # `<commit> <seconds>`, then `:<modes> <ids> <status>` and one path, two of a rename.
    tokens = iter(output.split(b"\0"))
    commit, seconds, changes = "", 0, list[_Change]()
    for token in tokens:
        told = token.lstrip(b"\n")
        if found := COMMIT.match(told):
            if commit:
                yield commit, seconds, changes
            commit, seconds, changes = found[1].decode("ascii"), int(found[2]), []
        elif told.startswith(b":"):
            _, mode, _, content_id, status = told.split()
            path = path_of(next(tokens))
            origin = ""
            if status[:1] == b"R":
                origin, path = path, path_of(next(tokens))
            is_file = mode in _FILES
            changes.append(_Change(path, content_id.decode("ascii") if is_file else "", origin))
    if commit:
        yield commit, seconds, changes
