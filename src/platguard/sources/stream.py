"""One file that somebody else read, such as standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.model.blob import Blob, Skipped
from platguard.sources.hashing import content_id
from platguard.sources.limits import LARGE, LARGEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class Stream:
    """One file by the name that the caller gave it, outside any repository."""

    commit = None
    history = None

    def __init__(self, data: bytes, name: str) -> None:
        self.root = name
        self._data = data

    def blobs(self, also: Collection[str] = ()) -> Iterator[Blob | Skipped]:
        """The one file."""
        if len(self._data) > LARGEST:
            yield Skipped(self.root, LARGE)
        else:
            name = content_id(self._data, "sha1")
            yield Blob(self.root, name, len(self._data), lambda: self._data)

    def read(self, path: str) -> bytes | None:
        """The bytes, under their own name only."""
        return self._data if path == self.root else None

    def list(self, folder: str) -> list[str]:
        """The one name, which lies at the root."""
        return [self.root] if folder in ("", ".") else []
