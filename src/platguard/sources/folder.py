"""A folder on disk, read without following a link and without waiting for a pipe."""

from __future__ import annotations

import errno
import os
from stat import S_ISDIR, S_ISLNK, S_ISREG

from platguard.model.paths import bytes_of
from platguard.sources.limits import LARGE, LARGEST, LINK, SPECIAL

FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
CHUNK = 1 << 20


class Folder:
    """Looks at files below a root; every failure is an OSError that says what stands there."""

    def __init__(self, root: bytes) -> None:
        self.root = root
        self._real: dict[bytes, bool] = {b"": True}

    def look(self, path: str) -> os.stat_result:
        """What stands at a path, the link itself where it is one; ELOOP below a link."""
        raw = bytes_of(path)
        if not self._is_real(raw.rpartition(b"/")[0]):
            raise OSError(errno.ELOOP, LINK, path)
        return os.lstat(os.path.join(self.root, raw))

    def _is_real(self, folder: bytes) -> bool:
        """Whether neither the folder nor one around it is a link."""
        unseen = []
        while folder not in self._real:
            unseen.append(folder)
            folder = folder.rpartition(b"/")[0]
        real = self._real[folder]
        for lower in reversed(unseen):
            real = real and self._is_entered(lower)
            self._real[lower] = real
        return real

    def _is_entered(self, folder: bytes) -> bool:
        mode = os.lstat(os.path.join(self.root, folder)).st_mode
        if not S_ISDIR(mode) and not S_ISLNK(mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return S_ISDIR(mode)

    def read(self, path: str) -> bytes:
        """The bytes of a regular file of at most the largest size."""
        *folders, name = bytes_of(path).split(b"/")
        handle = os.open(self.root, FOLDER)
        try:
            for folder in folders:
                handle = _descend(handle, folder, FOLDER)
            handle = _descend(handle, name, FILE)
            if not S_ISREG(os.fstat(handle).st_mode):
                raise OSError(errno.EINVAL, SPECIAL, path)
            return _read(handle, path)
        finally:
            os.close(handle)


def _descend(handle: int, name: bytes, flags: int) -> int:
    lower = os.open(name, flags, dir_fd=handle)
    os.close(handle)
    return lower


def _read(handle: int, path: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := os.read(handle, CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise OSError(errno.EFBIG, LARGE, path)
    return b"".join(parts)
