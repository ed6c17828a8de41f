"""What git has recorded, read without a working tree: the index, or a commit."""

from __future__ import annotations

import os
from contextlib import suppress
from copy import copy
from functools import cached_property, partial
from typing import TYPE_CHECKING

from platguard.config_files import ORGANISATION_FILE, REGISTER_FOLDER, REPOSITORY_FILE
from platguard.errors import SourceError
from platguard.model.blob import Blob, Skipped
from platguard.model.paths import bytes_of, path_of
from platguard.sources.discovery import vendored_among
from platguard.sources.hashing import content_id, object_id
from platguard.sources.history import History
from platguard.sources.limits import (
    LARGE,
    LARGEST,
    LINK,
    MISSING,
    SUBMODULE,
    VENDORED,
    unreadable,
)
from platguard.sources.listing import (
    Entry,
    beginning_of,
    commit_entries,
    index_entries,
    ordered,
)
from platguard.sources.objects import Objects
from platguard.sources.trees import tree_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from platguard.model.paths import StrPath
    from platguard.sources.git import Git

DECIDING = (ORGANISATION_FILE, REPOSITORY_FILE, REGISTER_FOLDER.partition("/")[0])
"""Names of what decides, right below the root. Often nothing else of a commit is asked for."""


class Snapshot:
    """Entries that git listed, with their contents in git's object store."""

    def __init__(
        self,
        root: str,
        git: Git,
        commit: str | None,
        listing: Callable[[], list[Entry]],
        reachable_from: str,
        wanted: Callable[[str], bool],
        deciding: Callable[[], list[Entry]] | None = None,
        objects: Objects | None = None,
    ) -> None:
        """`deciding` lists what is called as one of DECIDING, where that costs less than listing
        everything; `objects` are those of another snapshot of the same repository."""
        self.root = root
        self.commit = commit
        self.history = History(git, commit, root) if commit else None
        self._listing = listing
        self._reachable_from = reachable_from
        self._wanted = wanted
        self._list_deciding = deciding
        self.objects = objects or Objects(git)
        """The contents, through one process."""

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {entry.path: entry for entry in self._listing()}

    @cached_property
    def _deciding(self) -> dict[str, Entry]:
        if self._list_deciding is None or "_entries" in self.__dict__:
            return self._entries
        return {entry.path: entry for entry in self._list_deciding()}

    def _around(self, path: str) -> dict[str, Entry]:
        """Entries, those at a path and below it among them."""
        return self._deciding if path.partition("/")[0] in DECIDING else self._entries

    def wanting(self, wanted: Callable[[str], bool]) -> Snapshot:
        """The same, for those who want other files."""
        other = copy(self)
        other._wanted = wanted
        return other

    def blobs(self, also: Collection[str] = ()) -> Iterator[Blob | Skipped]:
        """The wanted files in order; see Source."""
        return self.some(self._entries.values(), self._entries, also)

    def some(
        self, entries: Collection[Entry], charts: Iterable[str], also: Collection[str] = ()
    ) -> Iterator[Blob | Skipped]:
        """As `blobs`, of some entries only; `charts` has the paths of all that are called
        `Chart.yaml`, and may have others."""
        vendored = vendored_among(charts)

        def is_wanted(path: str) -> bool:
            return path in also or self._wanted(path)

        def is_vendored(path: str) -> bool:
            return path not in also and vendored(path)

        chosen = [e for e in entries if e.kind in ("file", "sparse")]
        names = [e.content_id for e in chosen if is_wanted(e.path) and not is_vendored(e.path)]
        sizes = self.objects.sizes(names, self._reachable_from) if names else {}
        for entry in entries:
            wanted = is_wanted(entry.path)
            if is_vendored(entry.path):
                if wanted:
                    yield Skipped(entry.path, VENDORED)
            elif wanted or entry.kind in ("link", "submodule"):
                yield self._blob(entry, sizes)

    def measure(self, entries: Iterable[Entry]) -> None:
        """Learns the sizes of entries, of this snapshot or another one beside it, all at once."""
        names = [e.content_id for e in entries if e.kind == "file" and self._wanted(e.path)]
        if names:
            self.objects.sizes(names, self._reachable_from)

    def known(self, path: str, name: str) -> Blob:
        """The blob of a file whose content is known to be there and to be small enough."""
        return Blob(path, name, 0, partial(self._content, path, name))

    def _blob(self, entry: Entry, sizes: dict[str, int]) -> Blob | Skipped:
        path, kind, name = entry
        if kind == "link":
            return Skipped(path, LINK)
        if kind == "submodule":
            return Skipped(path, SUBMODULE)
        if kind == "unmerged":
            return unreadable(path, "is in conflict: nobody chose what to commit")
        if name not in sizes:
            return unreadable(path, f"its content {name} {MISSING}", name)
        if sizes[name] > LARGEST:
            return Skipped(path, LARGE)
        return Blob(path, name, sizes[name], partial(self._content, path, name))

    def _content(self, path: str, name: str) -> bytes:
        try:
            return self.objects.read(name)
        except SourceError as error:
            raise SourceError(error.message, path=path, hint=error.hint) from error

    def read(self, path: str) -> bytes | None:
        """The bytes of one file; SourceError when something other than a file stands there."""
        entry = self._around(path).get(path)
        if entry is None:
            return None
        if entry.kind not in ("file", "sparse"):
            raise SourceError(f"cannot be read: it is recorded as {entry.kind}", path=path)
        return self._content(path, entry.content_id)

    def list(self, folder: str) -> list[str]:
        """Paths of the files below a folder; see Source."""
        beginning = beginning_of(folder)
        entries = self._around(beginning).values()
        return [e.path for e in entries if e.kind != "submodule" and e.path.startswith(beginning)]


def revision(
    root: StrPath,
    git: Git,
    name: str,
    wanted: Callable[[str], bool],
    beside: Snapshot | None = None,
) -> Snapshot:
    """The files of a commit below `root`; `beside` is another snapshot of the repository, for which
    `name` was found to be a commit."""
    folder, commit = os.path.realpath(root), name if beside else git.resolve(name)
    listing = partial(commit_entries, git, commit, folder)
    objects = beside.objects if beside else Objects(git)
    deciding = partial(_deciding_entries, git, commit, folder, objects)
    return Snapshot(folder, git, commit, listing, commit, wanted, deciding, objects)


def _deciding_entries(git: Git, commit: str, folder: str, objects: Objects) -> list[Entry]:
    """What a commit holds that decides, without another process where it lies at the top."""
    if folder == git.root:
        # What cannot be read so, git is asked to list, which tells why.
        with suppress(SourceError):
            return ordered(tree_entries(objects.read, commit, [*map(bytes_of, DECIDING)]))
    return commit_entries(git, commit, folder, DECIDING)


def index(root: StrPath, git: Git, wanted: Callable[[str], bool]) -> Snapshot:
    """The files that are staged below `root`."""
    folder = os.path.realpath(root)
    if git.is_bare:
        raise SourceError(f"{folder} is a bare repository, in which nothing is staged")
    listing = partial(_staged_entries, git, folder, wanted)
    return Snapshot(folder, git, git.head, listing, "--indexed-objects", wanted)


def staged_changes(root: StrPath, git: Git) -> frozenset[str]:
    """Paths below `root` whose staged content is new or differs from HEAD; not deleted ones."""
    return _staged_against(git.head or _empty_tree(git), git, os.path.realpath(root))


def _staged_entries(git: Git, folder: str, wanted: Callable[[str], bool]) -> list[Entry]:
    # `git add --intent-to-add` records a path with an empty content that nobody means to commit.
    entries = index_entries(git, folder)
    empty = content_id(b"", git.object_format)
    if not any(entry.content_id == empty and wanted(entry.path) for entry in entries):
        return entries
    meant = _staged_against(_empty_tree(git), git, folder)
    return [entry for entry in entries if entry.content_id != empty or entry.path in meant]


def _staged_against(tree: str, git: Git, folder: str) -> frozenset[str]:
    output = git.run(
        *("diff-index", "--cached", "--ita-invisible-in-index", "--diff-filter=d", "--no-renames"),
        *("--no-ext-diff", "--name-only", "-z", "--relative", tree, "--"),
        folder=folder,
    )
    return frozenset(path_of(path) for path in output.split(b"\0") if path)


def _empty_tree(git: Git) -> str:
    return object_id("tree", b"", git.object_format)
