"""When files changed and where their lines come from, from the commits of a repository."""

from __future__ import annotations

import os
import posixpath
import re
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from platguard.model.paths import bytes_of, path_of
from platguard.patterns import pattern
from platguard.sources.hashing import content_id
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from platguard.sources.commits import Commits
    from platguard.sources.git import Git
    from platguard.sources.objects import Objects

LOG = (
    *("log", "--raw", "--no-abbrev", "-z", "--format=%H %ct"),
    *("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes"),
    *("--no-mailmap", "--no-color", "--no-decorate", "--no-relative"),
)
"""Commits with their dates and what they changed, whatever a configuration says."""
COMMIT = pattern(rb"([0-9a-f]{40,64}) (\d+)\Z")
# What a repository could say to have lines attributed to other commits.
BLAMED_ALIKE = {
    "blame.showRoot": "false",
    "diff.algorithm": "myers",
    "diff.indentHeuristic": "true",
    "diff.renameLimit": "1000",
}
_QUOTED = pattern(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES = dict(zip(b"abfnrtv", b"\a\b\f\n\r\t\v", strict=True))


class Change(NamedTuple):
    """One commit that changed a file."""

    commit: str
    date: str
    """The committer's date in UTC, YYYY-MM-DD."""
    content_id: str
    """The blob id after the change; empty when the file was removed."""
    path: str
    """Where the file was after the change."""


class Line(NamedTuple):
    """One line of a file, and the commit that brought it in."""

    text: bytes
    """Without the line feed at its end."""
    commit: str
    path: bytes
    """Where the file was in that commit, from the top of the repository."""
    is_boundary: bool
    """Whether nothing lies before the commit here: it is the first one, or what lies before it was
    cut off."""


class History:
    """The commits that lead to one commit. Paths are relative to the root of the source."""

    def __init__(self, git: Git, commit: str, root: str) -> None:
        self.is_shallow = git.is_shallow
        self.is_partial = git.is_partial
        """Whether contents of past commits may be missing, and reading them a SourceError."""
        self._git = git
        self._commit = commit
        self._root = root
        self._last_changes: dict[str, dict[bytes, Change]] = {}

    def changes(self, path: str) -> list[Change]:
        """What changed a file, newest first, through renames; a merge where it changed more.

        In a shallow clone the oldest commit seems to add every file.
        """
        output = self._git.run(
            *LOG,
            *("--follow", "-c"),
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

    @property
    def _folder(self) -> str:
        """Where the root lies in the repository."""
        return "." if self._git.is_bare else os.path.relpath(self._root, self._git.root)

    def _relative(self, path: bytes) -> str:
        folder = self._folder
        return posixpath.relpath(path_of(path), folder) if folder != "." else path_of(path)

    def _from_top(self, path: str) -> bytes:
        return bytes_of(posixpath.normpath(posixpath.join(self._folder, path)))

    def names_below(self, folder: str) -> set[str]:
        """The names, without folders, of all files that ever were below a folder."""
        output = self._git.run(
            *LOG,
            *("--no-renames", "-m", "--end-of-options", self._commit, "--", bytes_of(folder)),
            folder=self._root,
        )
        changes = self._parse(output)
        return {posixpath.basename(change.path) for change in changes}

    def content(self, content_id: str) -> bytes:
        """The bytes of a blob of the history; SourceError when this clone does not have it."""
        return self._objects.read(content_id)

    def file(self, path: str) -> bytes | None:
        """The bytes of a file in the commit; None when it has none."""
        return self.commits.file(self._commit, self._from_top(path))

    def blame(self, path: str) -> list[Line]:
        """Each line of a file of the commit, through renames of the whole file.

        What was copied from another file is new.
        """
        # `git cat-file` ignores grafts, `git blame` believes them. An empty name takes back all
        # files of commits to ignore; as a setting it would come first (git's builtin/blame.c).
        git = self._git.with_settings(BLAMED_ALIKE, {"GIT_GRAFT_FILE": os.devnull})
        output = git.run(
            *("blame", "--line-porcelain", "--no-textconv", "--no-progress", "--encoding=none"),
            *("--ignore-revs-file=", self._written_in(path), "--", bytes_of(path)),
            folder=self._root,
        )
        return list(_blamed(output))

    def _written_in(self, path: str) -> str:
        """The commit that last changed a file, or the newest one when that is in doubt.

        To look from there on saves `git blame` all the commits in between, once for every file.
        """
        folder, from_top = posixpath.dirname(path), self._from_top(path)
        if folder not in self._last_changes:
            self._last_changes[folder] = self._last_changes_below(folder)
        last = self._last_changes[folder].get(from_top)
        data = self.commits.file(self._commit, from_top)
        if last is None or data is None:
            return self._commit
        is_same = last.content_id == content_id(data, self._git.object_format)
        return last.commit if is_same else self._commit

    def _last_changes_below(self, folder: str) -> dict[bytes, Change]:
        """The last change of each file below a folder, by its path from the top.

        A merge counts when the file differs from that of any parent. So whatever lies between the
        commit and this change has the same file as all of its parents. Where two branches made the
        same file, git alone might name the other.
        """
        output = self._git.run(
            *LOG,
            *("--topo-order", "-m", "--no-renames"),
            *("--end-of-options", self._commit, "--", bytes_of(folder or ".")),
            folder=self._root,
        )
        last: dict[bytes, Change] = {}
        for change in self._parse(output):
            last.setdefault(self._from_top(change.path), change)
        return last

    @cached_property
    def commits(self) -> Commits:
        """The commits of the repository, held against their ids."""
        from platguard.sources.commits import Commits

        return Commits(self._git)

    @cached_property
    def _objects(self) -> Objects:
        from platguard.sources.objects import Objects

        return Objects(self._git)

    def rest(self) -> None:
        """Ends the processes that give contents; others are started when somebody asks."""
        for name in ("_objects", "commits"):
            if name in self.__dict__:
                getattr(self, name).rest()

    def has_roots_since(self, commit: str) -> bool:
        """Whether it has a first commit that the history of an earlier commit does not have."""
        if self.is_shallow:
            return False
        new = (self._commit, f"^{commit}")
        return bool(self._git.run("rev-list", "--max-parents=0", "--max-count=1", *new))

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


def _blamed(output: bytes) -> Iterator[Line]:
    # Each line: `<commit> <number> <number>`, headers, then a tab and the text.
    commit, path, is_boundary = "", b"", False
    for line in output.removesuffix(b"\n").split(b"\n"):
        key, _, value = line.partition(b" ")
        if line.startswith(b"\t"):
            yield Line(line[1:], commit, path, is_boundary)
            commit, is_boundary = "", False
        elif not commit:
            commit = key.decode("ascii")
        elif key == b"filename":
            path = _unquoted(value)
        elif key == b"boundary":
            is_boundary = True


def _unquoted(name: bytes) -> bytes:
    """A path as `quote.c` of git writes it."""
    if not name.startswith(b'"'):
        return name
    return _QUOTED.sub(_unescaped, name[1:-1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) if len(code) == 3 else _ESCAPES.get(code[0], code[0])])
