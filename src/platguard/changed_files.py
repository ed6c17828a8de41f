"""The files of the two ends of a change, of which only those that differ were looked at.

It answers as `EarlierFiles` does, and lists the commits only for what neither the change nor the
judgement of the commit where it began can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cached_property

from platguard.earlier_files import EarlierFiles, renames_of
from platguard.facts import kind_of
from platguard.json_fields import as_told
from platguard.model.blob import Blob, Skipped
from platguard.records import dataclass
from platguard.sources.changes import Differences

_NO_FILE = "."
"""The path of what no single file gives."""


@dataclass(frozen=True)
class ChangedFiles(EarlierFiles):
    """Two states of a repository, told by what differs between them."""

    differs: bool
    """Whether a file that is read certainly differs."""

    @cached_property
    def all_unchanged(self) -> bool:
        """Whether every file certainly is where it was, and as it was."""
        return not self.differs and super().all_unchanged


def changed_files(
    found: Differences,
    blobs: Sequence[Blob | Skipped],
    same: Mapping[str, str],
    listed: Callable[[], EarlierFiles],
) -> ChangedFiles:
    """The files of both states. `blobs` are what the later one has at the paths that differ, `same`
    content ids of files that are read in both; `listed` looks at all files."""
    before = {
        as_told(path): entry.content_id
        for path, entry in found.before.items()
        if entry.kind == "file" and kind_of(path)
    }
    now = {as_told(blob.path): blob.content_id for blob in blobs if isinstance(blob, Blob)}
    left_out = frozenset(as_told(blob.path) for blob in blobs) - now.keys()
    similar = {as_told(path): as_told(new) for path, new in found.renames.items()}
    known = _Known(
        frozenset(map(as_told, found.paths)),
        {as_told(path): content_id for path, content_id in same.items()},
        _Once(listed),
    )
    return ChangedFiles(
        _Contents(before, known, lambda files: files.before or {}),
        _Contents(now, known, lambda files: files.now),
        _LeftOut(left_out, known),
        renames_of(before, now, left_out, similar),
        differs=bool(now) or any(path not in left_out for path in before),
    )


class _Once:
    """All files of both states, compared when somebody asks, and once."""

    def __init__(self, listed: Callable[[], EarlierFiles]) -> None:
        self._listed = listed

    @cached_property
    def files(self) -> EarlierFiles:
        return self._listed()


@dataclass(frozen=True)
class _Known:
    """What is known of paths without listing anything."""

    changed: frozenset[str]
    same: Mapping[str, str]
    all: _Once


@dataclass(frozen=True)
class _Contents(Mapping[str, str]):
    """Content ids of the files of one state, by path."""

    own: Mapping[str, str]
    """Of those that changed."""
    known: _Known
    of: Callable[[EarlierFiles], Mapping[str, str]]

    def __getitem__(self, path: str) -> str:
        known = self.known
        if path in known.changed or path == _NO_FILE:
            return self.own[path]
        return known.same[path] if path in known.same else self.of(known.all.files)[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.of(self.known.all.files))

    def __len__(self) -> int:
        return len(self.of(self.known.all.files))


@dataclass(frozen=True)
class _LeftOut(Container[str]):
    """Paths of the later state at which something stands that is not read."""

    own: frozenset[str]
    known: _Known

    def __contains__(self, path: object) -> bool:
        known = self.known
        if path in known.changed or path in known.same or path == _NO_FILE:
            return path in self.own
        return path in known.all.files.left_out
