"""The files of the commit that an earlier report is of, held against those of today.

All paths are as reports tell them. Without the commit in this clone nothing is known of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from functools import cached_property

from platguard.drift_matching import Rename
from platguard.errors import SourceError
from platguard.facts import kind_of
from platguard.json_fields import as_told
from platguard.model.blob import Blob
from platguard.records import dataclass
from platguard.request import Request
from platguard.sources.git import Git
from platguard.workspace import Workspace


@dataclass(frozen=True)
class EarlierFiles:
    """Two states of a repository."""

    before: Mapping[str, str] | None
    """Content id of each file of the commit that is of a kind to be judged; None when unknown."""
    now: Mapping[str, str]
    """Content id of each file of today."""
    left_out: Container[str]
    """Paths of today at which something stands that is not read."""
    renames: Mapping[str, Rename]
    """Where files went, by their earlier paths."""

    def is_here(self, path: str) -> bool:
        """Whether something stands at the path today."""
        return path in self.now or path in self.left_out

    def is_known(self, path: str) -> bool:
        """Whether the commit certainly has such a file."""
        return self.before is not None and path in self.before

    def is_new(self, path: str) -> bool:
        """Whether the commit certainly has no such file, under no other name either."""
        return self.before is not None and self.origin(path) not in self.before

    def is_unchanged(self, path: str) -> bool:
        """Whether a file of today certainly holds what it held in the commit."""
        if self.before is None or path not in self.now:
            return False
        return self.before.get(self.origin(path)) == self.now[path]

    @cached_property
    def all_unchanged(self) -> bool:
        """Whether every file certainly is where it was, and as it was."""
        if self.before is None:
            return False
        return self.now == {p: c for p, c in self.before.items() if p not in self.left_out}

    def origin(self, path: str) -> str:
        """Where a file of today was in the commit."""
        if self.before is not None and path in self.before:
            return path
        return self._origins.get(path, path)

    @cached_property
    def _origins(self) -> dict[str, str]:
        return {rename.path: path for path, rename in self.renames.items()}


def earlier_files(workspace: Workspace, request: Request, commit: str | None) -> EarlierFiles:
    """The files of today, and what this clone knows of those of the commit."""
    blobs = [found for found in workspace.blobs if isinstance(found, Blob)]
    now = {as_told(blob.path): blob.content_id for blob in blobs}
    left_out = frozenset(as_told(found.path) for found in workspace.blobs) - now.keys()
    git = workspace.git
    before = _files_of(git, commit, workspace.root) if git and commit else None
    if git is None or commit is None or before is None:
        return EarlierFiles(None, now, left_out, {})
    similar = _similar(git, commit, workspace, request)
    return EarlierFiles(before, now, left_out, renames_of(before, now, left_out, similar))


def renames_of(
    before: Mapping[str, str],
    now: Mapping[str, str],
    left_out: Container[str],
    similar: Mapping[str, str],
) -> dict[str, Rename]:
    """Where files went, by contents and by what git says of `similar` ones; see EarlierFiles.

    Files that are in both states as they were may be left out of all.
    """
    gone = {path for path in before if path not in now and path not in left_out}
    renames = _moved_contents(before, now, gone)
    for path, new in similar.items():
        if path in gone and new in now and new not in before:
            renames.setdefault(path, Rename(new, before[path] == now[new]))
    return renames


def _files_of(git: Git, commit: str, root: str) -> dict[str, str] | None:
    from platguard.sources.listing import commit_entries

    try:
        entries = commit_entries(git, git.resolve(commit), root)
    except SourceError:
        return None
    files = (entry for entry in entries if entry.kind == "file" and kind_of(entry.path))
    return {as_told(entry.path): entry.content_id for entry in files}


def _moved_contents(
    before: Mapping[str, str], now: Mapping[str, str], gone: set[str]
) -> dict[str, Rename]:
    """Renames that contents tell: git is not asked for files that it does not track yet."""
    was = {before[path]: path for path in sorted(gone)}
    copies = Counter(before[path] for path in gone)
    arrived = {path: name for path, name in now.items() if path not in before}
    arrivals = Counter(arrived.values())
    return {
        was[name]: Rename(path, True)
        for path, name in arrived.items()
        if name and copies[name] == arrivals[name] == 1
    }


def _similar(git: Git, commit: str, workspace: Workspace, request: Request) -> dict[str, str]:
    from platguard.sources.renames import renames

    later = workspace.source.commit if request.commit else None
    try:
        found = renames(git, commit, later, workspace.root)
    except SourceError:
        return {}
    return {as_told(path): as_told(new) for path, new in found.items()}
