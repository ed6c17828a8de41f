"""Repositories among folders: which folders are one, and where they were cloned from.

Only the file system is asked: an inventory may have thousands of repositories, and each process of
git would take milliseconds. Symbolic links to folders are followed where a pattern names them, and
never on the way down, where they could lead in circles.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from platguard.sources.git_search import is_bare_layout
from platguard.sources.special_files import first_bytes

_DEEPEST = 40
"""Folders below each other in which repositories are looked for."""
_LARGEST = 1_000_000
"""Bytes of a configuration of git that is read for its origin."""
_WILD = re.compile(r"[*?[]")
_SECTION = re.compile(r'\s*\[\s*remote\s+"origin"\s*\]', re.IGNORECASE)
_URL = re.compile(r"\s*url\s*=\s*(.*)", re.IGNORECASE)


def is_repository(folder: str) -> bool:
    """Whether a folder is a working tree with a `.git`, or a bare repository."""
    return os.path.lexists(os.path.join(folder, ".git")) or is_bare_layout(folder)


def repositories_below(folder: str) -> Iterator[str]:
    """The repositories in a folder, also itself, relative to it (`.`) and sorted; also those that
    lie in the working tree of another one, and never what lies in a git folder."""
    return _below(folder, "", 0)


def _below(folder: str, inside: str, depth: int) -> Iterator[str]:
    whole = os.path.join(folder, inside)
    is_bare = is_bare_layout(whole)
    if is_bare or is_repository(whole):
        yield inside or "."
    if is_bare or depth > _DEEPEST:
        return
    for name in _folders(whole):
        if name != ".git":
            yield from _below(folder, os.path.join(inside, name), depth + 1)


def matches(folder: str, pattern: str) -> list[str]:
    """The repositories that a pattern names, relative to `folder` and sorted.

    `*`, `?` and `[...]` stand for parts of one name, and for no dot at its beginning; `**` for any
    number of folders, which ends at a repository.
    """
    root = "/" if pattern.startswith("/") else ""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    found = {os.path.normpath(path) for path in _matching(folder, root, parts, 0)}
    return sorted(found)


def beginning(pattern: str) -> str:
    """The folder in front of the first part of a pattern that stands for several names."""
    parts = pattern.split("/")
    plain = next((n for n, part in enumerate(parts) if _WILD.search(part)), len(parts) - 1)
    return "/".join(parts[:plain]) or ("/" if pattern.startswith("/") else ".")


def _matching(folder: str, inside: str, parts: list[str], depth: int) -> Iterator[str]:
    whole = os.path.join(folder, inside)
    if not parts:
        if is_repository(whole):
            yield inside or "."
        return
    first, *rest = parts
    if first == "**":
        yield from _matching(folder, inside, rest, depth)
        if depth > _DEEPEST or (inside and is_repository(whole)):
            return
        for name in _folders(whole):
            if not name.startswith("."):
                yield from _matching(folder, os.path.join(inside, name), parts, depth + 1)
    elif not _WILD.search(first):
        path = os.path.join(inside, first)
        if os.path.isdir(os.path.join(folder, path)):
            yield from _matching(folder, path, rest, depth)
    else:
        for name in _folders(whole, links=True):
            is_hidden = name.startswith(".") and not first.startswith(".")
            if not is_hidden and fnmatchcase(name, first):
                yield from _matching(folder, os.path.join(inside, name), rest, depth)


def _folders(folder: str, *, links: bool = False) -> list[str]:
    try:
        with os.scandir(folder) as found:
            return sorted(item.name for item in found if item.is_dir(follow_symlinks=links))
    except OSError:
        return []  # what cannot be looked into holds nothing that could be scanned


def origin_url(folder: str) -> str:
    """Where a repository was cloned from, as its own configuration says; empty when it does not."""
    data = first_bytes(os.path.join(_git_folder(folder), "config"), _LARGEST)
    text = data.decode("utf-8", "replace")
    url, within = "", False
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            within = _SECTION.match(line) is not None
            line = line.partition("]")[2]
        if within and (found := _URL.fullmatch(line)):
            url = found[1].strip().strip('"')
    return url


def _git_folder(folder: str) -> str:
    """Where the configuration of a repository lies: of a linked working tree, that of the main."""
    inside = os.path.join(folder, ".git")
    if not os.path.isfile(inside):
        return inside if os.path.isdir(inside) else folder
    named = os.path.join(folder, _line(inside).removeprefix("gitdir:").strip())
    return os.path.normpath(os.path.join(named, _line(os.path.join(named, "commondir"))))


def _line(path: str) -> str:
    return os.fsdecode(first_bytes(path, 4096)).partition("\n")[0].strip()
