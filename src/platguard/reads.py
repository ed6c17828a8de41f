"""The settings files that a scan read, so that it can be told whether they still say the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from platguard.errors import PlatguardError, UsageError
from platguard.sources.limits import LARGE, LARGEST, LINK


class Files(Protocol):
    """Where settings are read from: a source, or a folder that the user named."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None when there is none."""

    def list(self, folder: str) -> list[str]:
        """Paths of the files below a folder, sorted."""


class OnDisk:
    """A folder that the user named, and so trusts."""

    def __init__(self, folder: str, *, links: bool = True) -> None:
        """`links` tells whether files may be symbolic links."""
        self.folder = folder
        self._links = links

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None when there is none; UsageError when it cannot be read."""
        found = os.path.join(self.folder, path)
        if not self._links and os.path.islink(found):
            raise UsageError(f"is a {LINK}", path=path, hint="Put the file itself in its place.")
        if not os.path.isfile(found):
            return None
        if os.path.getsize(found) > LARGEST:
            raise UsageError(f"is {LARGE}, which is the limit", path=path)
        try:
            with open(found, "rb") as stream:
                return stream.read()
        except OSError as error:
            raise UsageError(f"cannot be read: {error.strerror}", path=path) from error

    def list(self, folder: str) -> list[str]:
        """Paths of the files below a folder, sorted."""
        top = os.path.join(self.folder, folder)
        found = [
            os.path.relpath(os.path.join(parent, name), self.folder)
            for parent, _, names in os.walk(top)
            for name in names
        ]
        return sorted(found)


class Below:
    """The files of a source below a folder, from which paths may also lead up."""

    def __init__(self, source: Files, folder: str) -> None:
        self._source = source
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None when there is none."""
        return self._source.read(os.path.normpath(os.path.join(self._folder, path)))

    def list(self, folder: str) -> list[str]:
        """Paths of the files below a folder, sorted."""
        top = os.path.normpath(os.path.join(self._folder, folder))
        return [os.path.relpath(path, self._folder or ".") for path in self._source.list(top)]


class Answered:
    """A folder of which the answers to some questions are known, and nothing else."""

    def __init__(self, folder: str, entries: Iterable[Sequence[Any]]) -> None:
        """`entries` as `Reads` has them; those of other folders are passed over."""
        self.folder = folder
        self._known = {(asked, path): answer for at, asked, path, answer in entries if at == folder}

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None when there was none."""
        answer = self._answer("read", path)
        return None if answer is None else str(answer).encode("latin-1")

    def list(self, folder: str) -> list[str]:
        """Paths of the files below a folder, sorted."""
        return list(self._answer("list", folder))

    def _answer(self, asked: str, path: str) -> Any:
        if (asked, path) not in self._known:
            raise UsageError(
                "nobody asked for it when the settings were kept",
                path=path,
                hint="Use the platguard that kept them.",
            )
        return self._known[asked, path]


def answered_by(entries: Sequence[Any]) -> Callable[..., Files]:
    """What gives the files of a folder as some entries of `Reads` have them, and reads nothing."""

    def folder_of(folder: str, *, links: bool = True) -> Files:
        return Answered(folder, entries)

    return folder_of


class Recorded:
    """Files whose every answer is recorded in `reads`."""

    def __init__(self, files: Files, reads: Reads) -> None:
        self._files = files
        self.folder: str | None = getattr(files, "folder", None)
        """The folder that the user named; None for what is judged."""
        self._reads = reads

    def read(self, path: str) -> bytes | None:
        """As the files' own `read`."""
        data = self._files.read(path)
        self._reads.entries.append([self.folder, "read", path, _plain(data)])
        return data

    def list(self, folder: str) -> list[str]:
        """As the files' own `list`."""
        paths = self._files.list(folder)
        self._reads.entries.append([self.folder, "list", folder, paths])
        return paths


class Reads:
    """Each question that was asked of settings files and the whole answer: plain JSON."""

    def __init__(self, entries: Sequence[Any] = ()) -> None:
        self.entries = list(entries)

    def hold(self, source: Files, folder_of: Callable[..., Files] = OnDisk) -> bool:
        """Whether every question would be answered as it was.

        `source` has what no folder was named for; `folder_of` gives the files of one that was.
        """
        try:
            return all(self._holds(entry, source, folder_of) for entry in self.entries)
        except PlatguardError:
            return False

    def are_about(self, paths: Iterable[str]) -> bool:
        """Whether any of some files of what is judged may be part of an answer.

        Of a folder that the user named nobody knows here whether it is the same.
        """
        asked = {path for _, _, path, _ in self.entries}
        if any(folder is not None for folder, *_ in self.entries):
            return True
        folders = [f"{path.strip('/')}/" for _, kind, path, _ in self.entries if kind == "list"]
        return any(path in asked or path.startswith(tuple(folders)) for path in paths)

    def _holds(self, entry: Sequence[Any], source: Files, folder_of: Callable[..., Files]) -> bool:
        folder, asked, path, answer = entry
        files: Files = source if folder is None else folder_of(folder)
        if asked == "read":
            return bool(_plain(files.read(path)) == answer)
        return bool(files.list(path) == answer)


def _plain(data: bytes | None) -> str | None:
    # Latin-1 is the one encoding that keeps every byte, and JSON holds text.
    return None if data is None else data.decode("latin-1")
