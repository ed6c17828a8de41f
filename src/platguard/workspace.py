"""Opens what a request names: the root, the source, the paths that are reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from platguard.config import ORGANISATION_FILE, REPOSITORY_FILE
from platguard.errors import UsageError
from platguard.facts import kind_of
from platguard.model.blob import Skipped
from platguard.request import Request
from platguard.sources import Source, open_index, open_revision, open_stream, open_worktree
from platguard.sources.discovery import repository_paths
from platguard.sources.git import Git
from platguard.sources.snapshot import staged_changes
from platguard.stat_memory import StatMemory


@dataclass(frozen=True, slots=True)
class Workspace:
    """A source, and which part of it is reported."""

    source: Source
    root: Path
    name: str
    """The repository's name, for the scopes of exceptions: the name of its folder."""
    reported: Callable[[str], bool]
    """Whether a path is in the scope of the report."""
    whole: bool
    """Whether everything is."""
    partial: bool
    """Whether only some files were asked for, so that finding none of them is no fault."""
    paths: Sequence[str]
    """What was asked for, as given."""
    left_out: Sequence[Skipped]
    """Files that were named and are not judged."""


def open_workspace(request: Request, stats: StatMemory) -> Workspace:
    """The workspace of a request. Raises UsageError or SourceError when it cannot be opened."""
    _check(request)
    if request.stream is not None:
        name = request.paths[0] if request.paths else "stdin.yaml"
        return _workspace(open_stream(request.stream, name), request, [name], whole=True)
    named = [_existing(path, request.cwd) for path in request.paths or ["."]]
    root = _root(named, request)
    git = Git.find(root, request.environ)
    source = _source(root, git, request, stats)
    if request.files:
        found = repository_paths(request.paths, root, request.cwd)
        scope = [path for path in found if isinstance(path, str)]
        left_out = [path for path in found if isinstance(path, Skipped)]
        return _workspace(source, request, scope, whole=False, root=root, left_out=left_out)
    if request.staged and git is not None:
        scope = sorted(staged_changes(root, git))
        return _workspace(source, request, scope, whole=False, root=root)
    scope = [_below(root, path) for path in named]
    return _workspace(source, request, scope, whole="" in scope, root=root)


def _check(request: Request) -> None:
    if request.staged and request.revision:
        raise UsageError("--staged and --revision name two different states: choose one")
    if request.stream is not None and (request.staged or request.revision or request.files):
        raise UsageError("standard input goes with none of --staged, --revision, --files")
    if request.files and not request.paths:
        raise UsageError("--files needs the files to report on")
    if request.files and request.staged:
        raise UsageError("--files and --staged both choose what is reported: choose one")


def _existing(path: str, cwd: Path) -> Path:
    found = Path(os.path.normpath(cwd / path))
    if not os.path.lexists(found):
        raise UsageError("there is no such file or folder", path=path)
    return found


def _root(named: Sequence[Path], request: Request) -> Path:
    """The nearest folder upwards with a configuration or a repository, else the folder itself."""
    roots = {_root_of(path) for path in named}
    if len(roots) > 1:
        told = ", ".join(sorted(map(str, roots)))
        raise UsageError(f"the paths lie in different repositories ({told}): scan them one by one")
    return roots.pop()


def _root_of(path: Path) -> Path:
    folder = path if path.is_dir() else path.parent
    for candidate in (folder, *folder.parents):
        marks = (ORGANISATION_FILE, REPOSITORY_FILE, ".git")
        if any(os.path.lexists(candidate / mark) for mark in marks):
            return candidate
    return folder


def _source(root: Path, git: Git | None, request: Request, stats: StatMemory) -> Source:
    if not request.staged and not request.revision:
        return open_worktree(root, git, stats.of(str(root)), wanted=_wanted)
    flag = "--staged" if request.staged else "--revision"
    if git is None:
        raise UsageError(
            f"{flag} needs a git repository, and {root} is in none",
            hint="Scan the folder without it.",
        )
    if request.staged:
        return open_index(root, git, wanted=_wanted)
    return open_revision(root, git, request.revision, wanted=_wanted)


def _wanted(path: str) -> bool:
    return kind_of(path) is not None


def _below(root: Path, path: Path) -> str:
    relative = os.path.relpath(path, root)
    return "" if relative == "." else relative


def _workspace(
    source: Source,
    request: Request,
    scope: Sequence[str],
    *,
    whole: bool,
    root: Path | None = None,
    left_out: Sequence[Skipped] = (),
) -> Workspace:
    only_files = request.files or request.staged
    return Workspace(
        source=source,
        root=root or request.cwd,
        name=(root or request.cwd).resolve().name,
        reported=_scope(scope, whole, exact=only_files),
        whole=whole,
        partial=only_files,
        paths=list(request.paths) or ["."],
        left_out=left_out,
    )


def _scope(scope: Sequence[str], whole: bool, *, exact: bool) -> Callable[[str], bool]:
    if whole:
        return lambda path: True
    named = frozenset(scope)
    if exact:
        return named.__contains__
    return lambda path: any(path == folder or path.startswith(f"{folder}/") for folder in named)
