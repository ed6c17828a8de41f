"""Writes the bare repositories of an organisation, the same for the same numbers, as days go by."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from corpus import manifest

_BORN = 1_700_000_000
"""When each repository has its first commit, in seconds since 1970."""
_DAY = 86_400
_CHANGED = "refs/heads/main"


class Repository:
    """A bare repository of manifests and of files that are none."""

    def __init__(self, folder: Path, number: int, files: int, manifests: int) -> None:
        self.folder = folder
        self._number = number
        self._files = files
        self._manifests = manifests
        self._day = 0
        _git(folder.parent, b"", "init", "-q", "--bare", "-b", "main", folder.name)
        self._commit({self._path(n): self._text(n) for n in range(files)})
        _git(folder, b"", "repack", "-q", "-a", "-d")

    def change(self, count: int) -> None:
        """The commit of the next day, which changes some manifests; none for a day like any."""
        self._day += 1
        step = max(1, self._manifests // max(count, 1))
        numbers = range(self._day % step, self._manifests, step)[:count]
        if count:
            self._commit({self._path(n): self._text(n) for n in numbers})

    def _path(self, number: int) -> str:
        if number < self._manifests:
            return f"team-{number % 10}/service-{self._number}-{number}.yaml"
        return f"src/module_{number % 10}/file_{number}.py"

    def _text(self, number: int) -> str:
        name = self._number * self._files + number
        if number >= self._manifests:
            return f"NUMBER = {name}\n" * 50
        more = f"cpu: {100 + self._day}m"
        return manifest(name, 0).replace("replicas: ", "replicas: 1").replace("cpu: 100m", more)

    def _commit(self, texts: dict[str, str]) -> None:
        _git(self.folder, b"".join(self._stream(texts)), "fast-import", "--quiet")

    def _stream(self, texts: dict[str, str]) -> Iterator[bytes]:
        told = f"day {self._day}".encode()
        when = _BORN + self._day * _DAY
        yield b"commit %s\n" % _CHANGED.encode()
        yield b"committer bench <bench@platform.example> %d +0000\n" % when
        yield b"data %d\n%s\n" % (len(told), told)
        if self._day:
            yield b"from %s^0\n" % _CHANGED.encode()
        for path, text in texts.items():
            data = text.encode()
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def _git(folder: Path, given: bytes, *arguments: str) -> None:
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    command = ["git", "-c", "gc.auto=0", *arguments]
    subprocess.run(command, cwd=folder, env=kept, input=given, check=True)
