"""The files of a folder without git, with `.gitignore` files understood as git does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from platguard.model.paths import bytes_of, path_of
from platguard.sources.gitignore import Pattern, patterns
from platguard.sources.listing import Entry, ordered
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from platguard.sources.folder import Folder


class Ignores(NamedTuple):
    """The patterns of one `.gitignore`."""

    depth: int
    """Length of the path that they are relative to, in bytes."""
    patterns: list[Pattern]


def walk(folder: Folder) -> list[Entry]:
    """Every file that no `.gitignore` names; links, and other repositories, are not entered."""
    return ordered(_walk(folder))


def _walk(folder: Folder) -> Iterator[Entry]:
    waiting: list[tuple[str, tuple[Ignores, ...]]] = [("", ())]
    while waiting:
        prefix, inherited = waiting.pop()
        try:
            with os.scandir(os.path.join(folder.root, bytes_of(prefix))) as found:
                items = [item for item in found if item.name != b".git"]
        except OSError:
            yield Entry(prefix.rstrip("/") or ".", "unreadable")
            continue
        ignores = inherited
        if any(item.name == b".gitignore" for item in items):
            ignores = (*inherited, *_ignores(folder, prefix))
        for item in items:
            path = prefix + path_of(item.name)
            is_folder = item.is_dir(follow_symlinks=False)
            if _is_ignored(path, is_folder, ignores):
                continue
            if not is_folder:
                yield Entry(path, "untracked")
            elif os.path.lexists(os.path.join(item.path, b".git")):
                yield Entry(path, "repository")
            else:
                waiting.append((path + "/", ignores))


def _is_ignored(path: str, is_folder: bool, ignores: tuple[Ignores, ...]) -> bool:
    raw = bytes_of(path).decode("latin-1")
    for level in reversed(ignores):
        for pattern in level.patterns:
            if pattern.names(raw[level.depth :], is_folder):
                return pattern.ignores
    return False


def _ignores(folder: Folder, prefix: str) -> tuple[Ignores, ...]:
    try:
        data = folder.read(prefix + ".gitignore")
    except OSError:
        return ()
    return (Ignores(len(bytes_of(prefix)), patterns(data)),)
