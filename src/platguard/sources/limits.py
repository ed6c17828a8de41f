"""What a source leaves out, and the words that say why."""

from __future__ import annotations

from typing import NoReturn

from platguard.errors import SourceError
from platguard.model.blob import Blob

LARGEST = 10_000_000
"""The largest file that is read, in bytes."""

LARGE = "larger than 10 MB"
LINK = "symbolic link"
SPECIAL = "special file"
SUBMODULE = "submodule"
REPOSITORY = "another repository"
VENDORED = "vendored folder"
SPARSE = "not checked out"
MISSING = "is not in this clone"
"""Of a content that only another repository has, because the clone is partial or damaged."""


def unreadable(path: str, why: str, content_id: str = "") -> Blob:
    """A file that is there and cannot be read: it counts as failed, never as left out."""

    def read() -> NoReturn:
        raise SourceError(why, path=path)

    return Blob(path, content_id, 0, read)
