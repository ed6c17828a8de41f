"""One file as a source yields it, and what a source left out."""

from __future__ import annotations

from collections.abc import Callable

from platguard.tuples import NamedTuple


class Blob(NamedTuple):
    """A file's bytes, not read yet.

    Two blobs with one `content_id` have the same bytes, whatever source they come from.
    """

    path: str
    """POSIX path relative to the root; bytes that are not UTF-8 are surrogate-escaped."""
    content_id: str
    """The git blob id of the bytes (hexadecimal), computed where git has not recorded it."""
    size: int
    """Length in bytes."""
    read: Callable[[], bytes]
    """Returns the bytes; raises SourceError when they cannot be read any more."""


class Skipped(NamedTuple):
    """A file that was found and not judged, and why."""

    path: str
    reason: str
