"""Pipes, sockets and devices where git has its own files.

git opens them like any other file, and waits until somebody writes to a pipe, or reads a device
that never ends. Nobody makes them by accident.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_READ = (
    "HEAD",
    "config",
    "config.worktree",
    "commondir",
    "packed-refs",
    "shallow",
    "info/grafts",
    "objects/info/alternates",
    "objects/info/commit-graph",
    "objects/info/commit-graphs/commit-graph-chain",
)
"""What git opens of any repository to find a commit and what is in it (gitrepository-layout(5))."""
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_LONGEST = 4096
"""Bytes that are read of a file with one line."""
_LARGEST = 1_000_000
"""Bytes that are read of a configuration."""
_PATH = pattern(r'(?i)\bpath[ \t]*=[ \t]*"?([^"\r\n]+)')


def refuse_special_files(git_dir: str) -> None:
    """Raises SourceError when git would wait for one of the files that it reads first.

    `git_dir` is a bare repository or `.git`, which may be a file that names another folder.
    """
    folders = _folders(git_dir)
    names = [*_READ, _line(os.path.join(folders[0], "HEAD")).removeprefix("ref:").strip()]
    own = (os.path.join(folder, name) for folder in folders for name in names if name)
    told = next(filter(None, map(_told, chain(own, _included(folders)))), "")
    if told:
        raise SourceError(f"{told}, which git would wait for", hint="Put a file in its place.")


def special_file(git_dir: str) -> str:
    """The first pipe, socket or device among all files of a repository, as words; empty for none.

    For when git did not answer: there may be hundreds of thousands of files.
    """
    return next(filter(None, map(_told, _below(_folders(git_dir)))), "")


def _included(folders: Sequence[str]) -> Iterator[str]:
    """The files that a configuration includes (git-config(1)), and some more that it names."""
    for folder in folders:
        for name in ("config", "config.worktree"):
            text = os.fsdecode(first_bytes(os.path.join(folder, name), _LARGEST))
            if "include" in text.lower():
                found = (os.path.expanduser(match[1]) for match in _PATH.finditer(text))
                yield from (os.path.join(folder, path) for path in found)


def first_bytes(path: str, most: int) -> bytes:
    """The first bytes of a file; none of what is no file, or cannot be read."""
    with suppress(OSError, ValueError):
        # Nothing waits for a pipe that is opened so; a file is read as ever (open(2)).
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        with open(number, "rb") as stream:
            if stat.S_ISREG(os.fstat(number).st_mode):
                return stream.read(most)
    return b""


def _below(folders: Sequence[str]) -> Iterator[str]:
    for folder in folders:
        for parent, _, names in os.walk(folder):
            yield from (os.path.join(parent, name) for name in sorted(names))


def _told(path: str) -> str:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return ""  # git says what is wrong with it
    if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode):
        return ""
    if os.path.realpath(path) == os.devnull:
        return ""  # it ends at once
    kind = next((words for is_kind, words in _KINDS if is_kind(found.st_mode)), "")
    return f"{path} is {kind}" if kind else ""


def _folders(git_dir: str) -> Sequence[str]:
    """The folder of a repository, and that which linked working trees share (git-worktree(1))."""
    if not os.path.isdir(git_dir):
        named = _line(git_dir).removeprefix("gitdir:").strip()
        git_dir = os.path.join(os.path.dirname(git_dir), named)
    shared = _line(os.path.join(git_dir, "commondir"))
    return [git_dir, os.path.join(git_dir, shared)] if shared else [git_dir]


def _line(path: str) -> str:
    """The line of a file that has one; empty where there is none to be read."""
    return os.fsdecode(first_bytes(path, _LONGEST)).partition("\n")[0]
