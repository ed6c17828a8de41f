"""Files that are given as texts, such as those of an inline test."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from platguard.model.blob import Blob
from platguard.sources.hashing import content_id
from platguard.sources.listing import beginning_of


class GivenFiles:
    """A tree of texts, by path. It has no history."""

    root = "(given)"
    commit = None
    history = None

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {path: files[path].encode("utf-8") for path in sorted(files)}

    def blobs(self, also: Collection[str] = ()) -> Iterator[Blob]:
        """Every file; see Source."""
        for path, data in self._files.items():
            yield Blob(path, content_id(data, "sha1"), len(data), partial(bytes, data))

    def read(self, path: str) -> bytes | None:
        """The bytes of one file, or None."""
        return self._files.get(path)

    def list(self, folder: str) -> list[str]:
        """Paths below a folder; see Source."""
        beginning = beginning_of(folder)
        return [path for path in self._files if path.startswith(beginning)]
