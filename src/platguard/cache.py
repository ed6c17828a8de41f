"""What is remembered between scans: facts by content, compiled rules by digest.

Everything lies in one folder and can be deleted at any time. An entry that is broken, or that a
newer platguard wrote, counts as absent. A folder that cannot be written costs speed, nothing else.
No entry ever holds the value of a secret: facts have none.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from zlib import crc32

from platguard import atomic


class Cache:
    """Entries by name, each a line of text behind a checksum; `folder` None remembers nothing."""

    def __init__(self, folder: str | None) -> None:
        self._folder = folder

    @property
    def enabled(self) -> bool:
        """Whether anything is remembered."""
        return self._folder is not None

    def get(self, name: str) -> bytes | None:
        """The entry, or None when there is none that can be believed."""
        line = self._read(name)
        return None if line is None else open_entry(line)

    def put(self, name: str, entry: bytes) -> None:
        """Remembers the entry; the old one or the new one is there at any moment."""
        self._write(name, [seal(entry)])

    def get_pack(self, name: str) -> dict[str, bytes]:
        """Many entries that are used together, by key, as `put_pack` left them and unchecked.

        `open_entry` says whether one can be believed.
        """
        lines = (self._read(name) or b"").splitlines()
        parts = (line.partition(b"\t") for line in lines)
        return {key.decode("ascii", "replace"): sealed for key, _, sealed in parts}

    def put_pack(self, name: str, entries: Iterator[tuple[str, bytes]]) -> None:
        """Remembers many entries in one file; keys are ASCII without tabs."""
        if self._folder is not None:
            self._write(name, (b"%s\t%s\n" % (key.encode(), sealed) for key, sealed in entries))

    def _read(self, name: str) -> bytes | None:
        if self._folder is None:
            return None
        try:
            with open(os.path.join(self._folder, name), "rb") as stream:
                return stream.read()
        except OSError:
            return None

    def _write(self, name: str, parts: Iterable[bytes]) -> None:
        if self._folder is None:
            return
        target = os.path.join(self._folder, name)
        with contextlib.suppress(OSError):
            try:
                atomic.write(target, parts, durable=False, mode=0o600)
            except FileNotFoundError:
                self._make_folder(os.path.dirname(target))
                atomic.write(target, parts, durable=False, mode=0o600)

    def _make_folder(self, folder: str) -> None:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        # Within a repository the entries would be files like any other.
        ignore = os.path.join(self._folder or folder, ".gitignore")
        if not os.path.lexists(ignore):
            atomic.write(ignore, [b"*\n"], durable=False)


def seal(entry: bytes) -> bytes:
    """The entry behind its checksum, as a pack holds it."""
    return b"%08x %s" % (crc32(entry), entry)


def open_entry(line: bytes) -> bytes | None:
    """The entry of a sealed line, or None when it is not what was sealed."""
    entry = line[9:]
    return entry if line[:9] == b"%08x " % crc32(entry) else None
