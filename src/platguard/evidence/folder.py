"""The files of an export, written all at once, and read as what a stranger prepared."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ELOOP
from hashlib import sha256
from tempfile import mkdtemp

from platguard.errors import UsageError

LARGEST = 256 * 1024 * 1024
"""Bytes of the largest file that is read into memory."""
MOST = 200_000
"""Files that an export may have."""
_PIECE = 1 << 20


class NewFolder:
    """An export that is being written; nobody sees it before it is whole."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.digests: dict[str, str] = {}
        """SHA-256 of every file that was written, as hexadecimal digits, by path."""

    def write(self, path: str, data: bytes) -> None:
        """Writes one file, by its path from the folder."""
        where = self.where(path)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        with open(where, "wb") as stream:
            stream.write(data)
        self.digests[path] = sha256(data).hexdigest()

    def read(self, path: str) -> bytes:
        """The bytes of a file that was written."""
        with open(self.where(path), "rb") as stream:
            return stream.read()

    def where(self, path: str) -> str:
        """Where a file lies while the export is written."""
        return os.path.join(self.folder, path)


@contextmanager
def new_folder(path: str) -> Iterator[NewFolder]:
    """A folder that stands at `path` once everything is written, and not at all before.

    Raises UsageError when something is there already that is no empty folder, and when it cannot be
    written.
    """
    refuse_taken(path)
    target = os.path.abspath(path)
    beside = os.path.dirname(target)
    try:
        os.makedirs(beside, exist_ok=True)
        made = mkdtemp(prefix=f".{os.path.basename(target)[:80]}.", suffix=".tmp", dir=beside)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=path) from error
    try:
        os.chmod(made, 0o777 & ~_umask())
        yield NewFolder(made)
        with suppress(FileNotFoundError):
            os.rmdir(target)
        os.rename(made, target)
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        raise UsageError(f"cannot be written: {error.strerror}", path=path) from error
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def refuse_taken(path: str) -> None:
    """Raises UsageError when an export would take the place of something."""
    if not os.path.lexists(path):
        return
    if os.path.islink(path) or not os.path.isdir(path) or os.listdir(path):
        raise UsageError("is there already", path=path, hint="Name a new or an empty folder.")


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


class GivenFolder:
    """The files of a folder that somebody gave us: links are not followed, whoever made them."""

    def __init__(self, path: str) -> None:
        """Raises UsageError when it is no folder."""
        if not os.path.isdir(path):
            raise UsageError("there is no such folder", path=path)
        self.path = path

    def read(self, path: str) -> bytes:
        """The bytes of a file; UsageError when it is none, is a link, or is too large."""
        with self._open(path) as number:
            size = os.fstat(number).st_size
            if size > LARGEST:
                raise UsageError(f"is larger than {LARGEST >> 20} MB", path=path)
            with open(number, "rb", closefd=False) as stream:
                return stream.read(LARGEST + 1)

    def digest(self, path: str) -> str:
        """SHA-256 of a file of any size, as hexadecimal digits; UsageError as `read`."""
        known = sha256()
        with self._open(path) as number, open(number, "rb", closefd=False) as stream:
            while piece := stream.read(_PIECE):
                known.update(piece)
        return known.hexdigest()

    def where(self, path: str) -> str:
        """Where a file lies that was looked at before; for programs that need a path."""
        return os.path.join(self.path, path)

    def files(self) -> Iterator[tuple[str, bool]]:
        """The path of everything in it that is no folder, sorted, and whether it is a file."""
        found = sorted(self._below("", 0))
        if len(found) > MOST:
            raise UsageError(f"has more than {MOST:,} files", path=self.path)
        yield from found

    def _below(self, folder: str, depth: int) -> Iterator[tuple[str, bool]]:
        if depth > 64:
            raise UsageError("has folders within folders without end", path=self.path)
        try:
            with os.scandir(os.path.join(self.path, folder)) as entries:
                for number, entry in enumerate(entries):
                    if number > MOST:
                        raise UsageError(f"has more than {MOST:,} files", path=self.path)
                    path = os.path.join(folder, entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        yield from self._below(path, depth + 1)
                    else:
                        yield path, entry.is_file(follow_symlinks=False)
        except OSError as error:
            raise UsageError(f"cannot be read: {error.strerror}", path=self.path) from error

    @contextmanager
    def _open(self, path: str) -> Iterator[int]:
        """A file, opened from folder to folder so that no link on the way is followed."""
        *folders, name = path.split("/")
        handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for folder in folders:
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
                inner = os.open(folder, flags, dir_fd=handle)
                os.close(handle)
                handle = inner
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            number = os.open(name, flags, dir_fd=handle)
        except OSError as error:
            raise UsageError(_why(error), path=path) from error
        finally:
            os.close(handle)
        try:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise UsageError("is no file", path=path)
            yield number
        finally:
            os.close(number)


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is not there"
    if isinstance(error, NotADirectoryError) or error.errno == ELOOP:
        return "is a link, or lies behind one"
    return f"cannot be read: {error.strerror}"
