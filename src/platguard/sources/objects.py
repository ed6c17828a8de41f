"""Contents out of git's object store, through one long-lived process."""

from __future__ import annotations

import os
import select
import weakref
from threading import Lock
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.sources.git import naming_commits
from platguard.sources.git_processes import SECONDS
from platguard.sources.limits import LARGEST, MISSING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable, Sequence

    from platguard.sources.git import Git


_COMMANDS, _CONTENTS = "--batch-command", "--batch"
"""How git is asked: for contents and sizes, since 2.36, or for contents only."""
_USAGE = 129
"""The status with which git ends when it does not know an option."""
_FEW = 64
"""Names of which all sizes are asked for before the first answer is read: they fit into a pipe."""


class Objects:
    """The objects of a repository, by id. Safe to share between threads."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._pipe: _Pipe | None = None
        self._lock = Lock()
        self._sizes: dict[str, int] = {}
        self._way = _COMMANDS

    def rest(self) -> None:
        """Ends the process; another one is started when somebody asks."""
        with self._lock:
            self._pipe = None

    def sizes(self, content_ids: Iterable[str], reachable_from: str) -> dict[str, int]:
        """Sizes of the contents that are there; the others are missing in this clone.

        `reachable_from` is a commit or `--indexed-objects`: where the ids were found.
        """
        named = list(dict.fromkeys(content_ids))
        sizes = self._sizes
        wanted = [name for name in named if name not in sizes]
        if len(wanted) <= _FEW:
            sizes.update(self._few_sizes(wanted))
            wanted = [name for name in wanted if name not in sizes]
        missing: set[str] | None = None
        while wanted:
            answers = self._check(wanted)
            sizes.update((name, size) for name, size in answers if size >= 0)
            if len(answers) == len(wanted):
                break
            # In a partial clone git gives up at the first object that it would have to fetch.
            if missing is None:
                missing = self._missing(reachable_from)
            wanted = [name for name in wanted[len(answers) + 1 :] if name not in missing]
        return {name: sizes[name] for name in named if name in sizes}

    def commits(self, revisions: Sequence[str]) -> list[str | None]:
        """As `Git.commits`, through the process that gives contents where it tells that, too."""
        if len(revisions) <= _FEW:
            headers = self._headers([*naming_commits(revisions)])
            if len(headers) == len(revisions):
                return [h[0] if h[1:2] == ["commit"] and len(h) == 3 else None for h in headers]
        return self._git.commits(revisions)

    def _few_sizes(self, content_ids: Sequence[str]) -> dict[str, int]:
        """Sizes as far as the process that gives contents tells them: it may end at an object that
        it would have to fetch."""
        headers = self._headers([f"{name}\n".encode("ascii") for name in content_ids])
        return {
            name: int(header[2])
            for name, header in zip(content_ids, headers, strict=False)
            if len(header) == 3
        }

    def _headers(self, lines: Sequence[bytes]) -> list[list[str]]:
        """What git tells of objects, each named by a line: id, type and size of one that is there;
        fewer than were asked for where the process cannot tell it, or ends."""
        found: list[list[str]] = []
        with self._lock:
            try:
                pipe = self._ask("info", lines) if self._way == _COMMANDS else None
                for _ in lines if pipe else ():
                    found.append((pipe.line() if pipe else b"").decode("utf-8", "replace").split())
            except SourceError:
                self._pipe = None
                raise
            except (EOFError, BrokenPipeError):
                self._ended()
        return found

    def _check(self, content_ids: Sequence[str]) -> list[tuple[str, int]]:
        given = "".join(name + "\n" for name in content_ids).encode("ascii")
        output = self._git.answer("cat-file", "--batch-check", given=given).output
        lines = [line.split() for line in output.decode("ascii").splitlines()]
        return [(line[0], int(line[2]) if len(line) == 3 else -1) for line in lines]

    def _missing(self, reachable_from: str) -> set[str]:
        listed = self._git.answer(
            "rev-list", "--objects", "--no-walk", "--missing=print", reachable_from
        )
        lines = listed.output.decode("utf-8", "replace").splitlines()
        return {line[1:] for line in lines if line.startswith("?")}

    def read(self, content_id: str) -> bytes:
        """The bytes of one content; SourceError when it is missing or too large."""
        with self._lock:
            data = self._content(content_id)
        if isinstance(data, SourceError):
            raise data
        return data

    def _content(self, content_id: str) -> bytes | SourceError:
        try:
            named = f"{content_id}\n".encode("ascii")
            return _content(self._ask("contents", [named]), content_id)
        except SourceError:
            self._pipe = None
            raise
        except (EOFError, BrokenPipeError):
            # git ends when it would have to fetch an object, or finds it damaged.
            return _unavailable(content_id) if self._ended() else self._content(content_id)

    def _ask(self, what: str, lines: Iterable[bytes]) -> _Pipe:
        """Asks for `contents` or, where the way of asking knows it, `info` of what lines name."""
        if self._pipe is None:
            self._pipe = _Pipe(self._git.start("cat-file", self._way))
        before = f"{what} ".encode("ascii") if self._way == _COMMANDS else b""
        self._pipe.write(b"".join(before + line for line in lines))
        return self._pipe

    def _ended(self) -> bool:
        """Takes up that the process has ended; False where another way of asking is to be tried."""
        pipe, self._pipe = self._pipe, None
        if self._way == _COMMANDS and pipe is not None and pipe.status() == _USAGE:
            self._way = _CONTENTS
            return False
        return True


def _content(pipe: _Pipe, name: str) -> bytes | SourceError:
    """The answer to a request; an error that is returned leaves the process ready for more."""
    header = pipe.line().split()
    if len(header) != 3:
        return _unavailable(name)
    size = int(header[2])
    if size > LARGEST:
        pipe.skip(size + 1)
        return SourceError(f"object {name} is larger than platguard reads")
    return pipe.take(size + 1)[:-1]


def _unavailable(name: str) -> SourceError:
    return SourceError(
        f"object {name} {MISSING}", hint="Fetch it: the clone is partial or damaged."
    )


class _Pipe:
    """A process that is written to and read from, with an end to waiting."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin is None or process.stdout is None:
            raise SourceError("git was started without pipes")
        self._process = process
        self._input = process.stdin.fileno()
        self._output = process.stdout.fileno()
        self._held = bytearray()
        self._poll = select.poll()
        self._poll.register(self._output, select.POLLIN | select.POLLHUP)
        weakref.finalize(self, _stop, process)

    def status(self) -> int:
        """The status of the process, which has closed its output."""
        return self._process.wait(SECONDS)

    def write(self, data: bytes) -> None:
        os.write(self._input, data)

    def line(self) -> bytes:
        while (end := self._held.find(b"\n")) < 0:
            self._fill()
        return self.take(end + 1)

    def take(self, size: int) -> bytes:
        while len(self._held) < size:
            self._fill()
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def skip(self, size: int) -> None:
        while size > 0:
            if not self._held:
                self._fill()
            dropped = min(size, len(self._held))
            del self._held[:dropped]
            size -= dropped

    def _fill(self) -> None:
        if not self._poll.poll(SECONDS * 1000):
            raise SourceError(f"git did not answer within {SECONDS} seconds")
        data = os.read(self._output, 1 << 18)
        if not data:
            raise EOFError
        self._held += data


def _stop(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.kill()
    process.wait()
