"""A source with some files as they would be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from platguard.model.blob import Blob, Skipped
from platguard.model.paths import bytes_of
from platguard.sources.hashing import content_id
from platguard.sources.listing import beginning_of

if TYPE_CHECKING:
    from platguard.sources import Source
    from platguard.sources.history import History


class OverlaidFiles:
    """The files of a source, some of them changed or added in memory."""

    def __init__(self, source: Source, changed: Mapping[str, bytes]) -> None:
        self._source = source
        self._changed = changed

    @property
    def root(self) -> str:
        """As of the source."""
        return self._source.root

    @property
    def commit(self) -> str | None:
        """As of the source."""
        return self._source.commit

    @property
    def history(self) -> History | None:
        """As of the source."""
        return self._source.history

    def blobs(self, also: Collection[str] = ()) -> Iterator[Blob | Skipped]:
        """Those of the source; see Source."""
        return iter(self.over(list(self._source.blobs(also))))

    def over(self, blobs: list[Blob | Skipped]) -> list[Blob | Skipped]:
        """What the source yielded, with the changed files in the place of their own."""
        found = {blob.path: blob for blob in blobs}
        for path, data in self._changed.items():
            found[path] = Blob(path, content_id(data, "sha1"), len(data), partial(bytes, data))
        return [found[path] for path in sorted(found, key=bytes_of)]

    def read(self, path: str) -> bytes | None:
        """The bytes of one file; see Source."""
        return self._changed[path] if path in self._changed else self._source.read(path)

    def list(self, folder: str) -> list[str]:
        """Paths below a folder; see Source."""
        beginning = beginning_of(folder)
        own = {path for path in self._changed if path.startswith(beginning)}
        return sorted({*self._source.list(folder), *own}, key=bytes_of)
