"""A working tree, with git or without: the bytes on disk decide."""

from __future__ import annotations

import errno
import os
from functools import cached_property
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from platguard.errors import SourceError, UsageError
from platguard.model.blob import Blob, Skipped
from platguard.sources.discovery import vendored_among
from platguard.sources.folder import Folder
from platguard.sources.hashing import content_id
from platguard.sources.history import History
from platguard.sources.limits import (
    LARGE,
    LARGEST,
    LINK,
    REPOSITORY,
    SPARSE,
    SPECIAL,
    SUBMODULE,
    VENDORED,
    unreadable,
)
from platguard.sources.listing import Entry, beginning_of, worktree_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from platguard.model.paths import StrPath
    from platguard.sources.git import Git
    from platguard.sources.stat_cache import StatCache

HELD = 16_000_000
"""Bytes of files, read to be hashed, that are kept for whoever reads them next."""


class Worktree:
    """The files below a folder."""

    def __init__(
        self, root: StrPath, git: Git | None, known: StatCache | None, wanted: Callable[[str], bool]
    ) -> None:
        self.root = os.path.realpath(root)
        if not os.path.isdir(self.root):
            raise UsageError("there is no such folder", path=str(root))
        if git is not None and git.is_bare:
            raise SourceError(
                f"{self.root} is a bare repository, which has no working tree",
                hint="Name a revision.",
            )
        self.commit = git.head if git else None
        self.history = History(git, git.head, self.root) if git and git.head else None
        self._git = git
        self._known = known
        self._wanted = wanted
        self._format = git.object_format if git else "sha1"
        self._folder = Folder(os.fsencode(self.root))
        self._held: dict[str, bytes] = {}
        self._room = HELD

    @cached_property
    def _entries(self) -> list[Entry]:
        if self._git is not None:
            return worktree_entries(self._git, self.root)
        from platguard.sources.walk import walk

        return walk(self._folder)

    def blobs(self, also: Collection[str] = ()) -> Iterator[Blob | Skipped]:
        """The wanted files in order; see Source."""
        is_vendored = vendored_among(entry.path for entry in self._entries)
        for entry in self._entries:
            wanted = entry.path in also or self._wanted(entry.path)
            if entry.path not in also and is_vendored(entry.path):
                if wanted:
                    yield Skipped(entry.path, VENDORED)
            elif found := self._blob(entry, wanted):
                yield found

    def _blob(self, entry: Entry, wanted: bool) -> Blob | Skipped | None:
        if entry.kind == "submodule":
            return Skipped(entry.path, SUBMODULE)
        if entry.kind == "repository":
            return Skipped(entry.path, REPOSITORY)
        if entry.kind == "unreadable":
            return unreadable(entry.path, "the folder cannot be listed")
        if not wanted and entry.kind not in ("link", "untracked"):
            return None
        try:
            stat = self._folder.look(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            return Skipped(entry.path, SPARSE) if entry.kind == "sparse" else None
        except OSError as error:
            return self._obstacle(entry.path, error) if wanted else None
        if S_ISLNK(stat.st_mode):
            return Skipped(entry.path, LINK)
        return self._file(entry.path, stat) if wanted else None

    def _obstacle(self, path: str, error: OSError) -> Blob | Skipped:
        if error.errno == errno.ELOOP:
            return Skipped(path, LINK)
        return unreadable(path, error.strerror or str(error))

    def _file(self, path: str, stat: os.stat_result) -> Blob | Skipped | None:
        if S_ISDIR(stat.st_mode):
            return None
        if not S_ISREG(stat.st_mode):
            return Skipped(path, SPECIAL)
        if stat.st_size > LARGEST:
            return Skipped(path, LARGE)
        known = self._known.content_id(path, stat) if self._known else None
        if known is not None:
            return Blob(path, known, stat.st_size, self._reader(path, known))
        return self._hashed(path, stat)

    def _hashed(self, path: str, stat: os.stat_result) -> Blob | Skipped | None:
        try:
            data = self._folder.read(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            return self._obstacle(path, error)
        name = content_id(data, self._format)
        if self._known:
            self._known.record(path, stat, name)
        self._hold(path, data)
        return Blob(path, name, len(data), self._reader(path, name))

    def _hold(self, path: str, data: bytes) -> None:
        if len(data) <= self._room:
            self._held[path] = data
            self._room -= len(data)

    def _reader(self, path: str, expected: str) -> Callable[[], bytes]:
        def read() -> bytes:
            held = self._held.pop(path, None)
            if held is not None:
                self._room += len(held)
                return held
            try:
                data = self._folder.read(path)
            except OSError as error:
                raise SourceError(error.strerror or str(error), path=path) from error
            # What is remembered under a content id must never be another content.
            if content_id(data, self._format) != expected:
                raise SourceError("changed while it was read", path=path)
            return data

        return read

    def read(self, path: str) -> bytes | None:
        """The bytes of one file; SourceError when something other than a file stands there."""
        if path.startswith("/") or ".." in path.split("/"):
            raise SourceError(f"lies outside of {self.root}", path=path)
        try:
            if S_ISLNK(self._folder.look(path).st_mode):
                raise OSError(errno.ELOOP, LINK, path)
            return self._folder.read(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}", path=path) from error

    def list(self, folder: str) -> list[str]:
        """Paths of the files below a folder; see Source."""
        beginning = beginning_of(folder)
        files = ("file", "link", "untracked", "sparse", "unmerged")
        return [e.path for e in self._entries if e.kind in files and e.path.startswith(beginning)]
