"""Which files of a listing are somebody else's, and which files a user named."""

from __future__ import annotations

import os
from functools import cache
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from platguard.errors import UsageError
from platguard.model.blob import Skipped
from platguard.model.paths import bytes_of, path_of
from platguard.sources.folder import Folder
from platguard.sources.limits import LINK, SPECIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from platguard.model.paths import StrPath

VENDORED_FOLDERS = frozenset({"node_modules", "vendor", "third_party", ".terraform"})
"""Folders with copies of other people's files, wherever they lie."""


def is_always_vendored(path: str) -> bool:
    """Whether a file lies in a folder that is vendored whatever stands beside it: nobody looks in
    it unless a Kustomization deploys it."""
    return not VENDORED_FOLDERS.isdisjoint(path.split("/")[:-1])


def vendored_among(paths: Iterable[str]) -> Callable[[str], bool]:
    """Tells whether a path lies in a vendored folder; a chart's `charts` folder is one."""
    charts = {path.removesuffix("Chart.yaml") + "charts" for path in paths if _is_chart_file(path)}

    @cache
    def is_vendored_folder(folder: str) -> bool:
        names = folder.split("/")
        if is_always_vendored(f"{folder}/"):
            return True
        return any(
            name == "charts" and "/".join(names[:depth]) in charts
            for depth, name in enumerate(names, start=1)
        )

    return lambda path: is_vendored_folder(path.rpartition("/")[0])


def _is_chart_file(path: str) -> bool:
    return path == "Chart.yaml" or path.endswith("/Chart.yaml")


def repository_paths(given: Iterable[str], root: StrPath, cwd: StrPath) -> list[str | Skipped]:
    """Files that a user named, as paths of the repository at `root`, sorted, each once.

    Relative ones start from `cwd`. One that is missing, outside, or a folder is a UsageError.
    """
    found = {_path(item): item for item in (_named(text, root, cwd) for text in given)}
    return [found[path] for path in sorted(found, key=bytes_of)]


def _path(item: str | Skipped) -> str:
    return item if isinstance(item, str) else item.path


def _named(text: str, root: StrPath, cwd: StrPath) -> str | Skipped:
    path = _below(root, os.path.join(cwd, text))
    if path is None:
        raise UsageError(f"lies outside of {root}", path=text)
    try:
        mode = Folder(os.fsencode(root)).look(path).st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError("there is no such file", path=text) from error
    except OSError as error:
        return Skipped(path, error.strerror or str(error))
    if S_ISLNK(mode):
        return Skipped(path, LINK)
    if S_ISDIR(mode):
        raise UsageError("is a folder where a file was expected", path=text)
    if ".git" in path.split("/"):
        return Skipped(path, "inside .git")
    return path if S_ISREG(mode) else Skipped(path, SPECIAL)


def _below(root: StrPath, path: str) -> str | None:
    """The path relative to the root, also where root and path differ by links above the root."""
    named = os.path.normpath(path)
    resolved = os.path.join(os.path.realpath(os.path.dirname(named)), os.path.basename(named))
    for top in dict.fromkeys((os.path.normpath(root), os.path.realpath(root))):
        for candidate in (named, resolved):
            if candidate.startswith(top.rstrip("/") + "/"):
                return path_of(os.fsencode(os.path.relpath(candidate, top)))
    return None
