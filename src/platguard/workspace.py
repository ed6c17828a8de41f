"""Opens what a request names: the root, the source, the paths that are reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from platguard.config_files import ORGANISATION_FILE, REPOSITORY_FILE
from platguard.errors import PlatguardError, UsageError
from platguard.facts import kind_of
from platguard.model.blob import Blob, Skipped
from platguard.request import Request
from platguard.sources import Source, open_index, open_revision, open_stream, open_worktree
from platguard.sources.discovery import repository_paths
from platguard.sources.git import Git
from platguard.sources.git_search import is_bare_layout
from platguard.stat_memory import StatMemory
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.base import Base


class Workspace(NamedTuple):
    """A source, and which part of it is reported."""

    source: Source
    blobs: Sequence[Blob | Skipped]
    """What the source yields, asked once."""
    root: str
    git: Git | None
    reported: Callable[[str], bool]
    """Whether a path is in the scope of the report."""
    scope: Sequence[str]
    """The paths that are reported, or the folders that hold them."""
    whole: bool
    """Whether everything is reported."""
    partial: bool
    """Whether only some files were asked for, so that finding none of them is no fault."""
    paths: Sequence[str]
    """What was asked for, as given."""
    left_out: Sequence[Skipped]
    """Files that were named and are not judged."""
    base: Base | None = None
    """What the files are held against."""
    is_of_commit: bool = False
    """Whether the files are those of the source's commit, which names all of them."""
    origin: Callable[[], str | None] | None = None
    """What waits for git, which was asked ahead where the repository was cloned from."""


def repository_name(workspace: Workspace) -> str:
    """What exceptions and waves call the repository: `owner/name` of where it was cloned from,
    else the name of its folder."""
    asked = workspace.origin or (workspace.git.origin if workspace.git else None)
    origin = asked() if asked else None
    return origin or os.path.basename(os.path.realpath(workspace.root))


def asking_origin(workspace: Workspace) -> Workspace:
    """The workspace, for those who ask for its name later: git looks for it meanwhile."""
    git = workspace.git
    return workspace._replace(origin=git.begin_origin()) if git else workspace


def open_workspace(
    request: Request, stats: StatMemory | None = None, known: Git | None = None
) -> Workspace:
    """The workspace of a request, `stats` telling which files are unchanged; `known` is a
    repository that was found before, which serves where it is the one that is asked for.

    Raises UsageError or SourceError when it cannot be opened.
    """
    _check(request)
    if request.stream is not None:
        name = request.paths[0] if request.paths else "stdin.yaml"
        return _workspace(open_stream(request.stream, name), request, [name], whole=True)
    named = [_existing(path, request.cwd) for path in request.paths or ["."]]
    root = _root(named, request)
    git = known if known and known.root == root else Git.find(root, request.environ)
    if request.base and git is not None:
        root = _root_on_base(named, git, request)
    source = _source(root, git, request, stats)
    if request.files:
        found = repository_paths(request.paths, root, request.cwd)
        scope = [path for path in found if isinstance(path, str)]
        left_out = [path for path in found if isinstance(path, Skipped)]
        return _workspace(
            source, request, scope, whole=False, root=root, git=git, left_out=left_out
        )
    scope = [_below(root, path) for path in named]
    base = _base(request, source, git, root) if request.base else None
    if request.staged and git is not None and base is None:
        from platguard.sources.snapshot import staged_changes

        scope = sorted(staged_changes(root, git))
        return _workspace(source, request, scope, whole=False, root=root, git=git)
    whole = "" in scope
    return _workspace(source, request, scope, whole=whole, root=root, git=git, base=base)


def known_scope(request: Request) -> Sequence[str]:
    """The part of a repository that a report on the request would be about, as far as the files on
    disk tell; empty for everything, and where nobody can tell. Raises nothing."""
    if request.stream is not None:
        return request.paths
    try:
        named = [_existing(path, request.cwd) for path in request.paths or ["."]]
        root = _root(named, request)
        if request.files:
            found = repository_paths(request.paths, root, request.cwd)
            return [path for path in found if isinstance(path, str)]
        scope = [_below(root, path) for path in named]
    except (PlatguardError, OSError, ValueError):
        return ()
    # What is staged may change with the next command.
    return () if "" in scope or (request.staged and not request.base) else scope


def base_workspace(workspace: Workspace, request: Request) -> Workspace:
    """The workspace in which the change that is judged began: the same part of the merge base."""
    base, git = workspace.base, workspace.git
    assert base is not None
    assert git is not None
    from platguard.sources.snapshot import Snapshot

    source = base.files
    if isinstance(source, Snapshot) and source.commit == base.note.merge_base:
        source = source.wanting(_wanted)
    else:
        commit, beside = base.note.merge_base, workspace.source
        source = open_revision(workspace.root, git, commit, wanted=_wanted, beside=beside)
    whole, scope = workspace.whole, workspace.scope
    return _workspace(source, request, scope, whole=whole, root=workspace.root, git=git)


def with_files(workspace: Workspace, also: Callable[[], Collection[str]]) -> Workspace:
    """The workspace with files that its source has, and that count wherever they lie; `also` gives
    their paths once somebody asks. A list of files that somebody made stays what it is."""
    if not isinstance(workspace.blobs, _Listed):
        return workspace
    return workspace._replace(blobs=_Listed(workspace.source, also, workspace.blobs))


def given_workspace(files: Mapping[str, str], request: Request) -> Workspace:
    """A workspace of texts, by path, all of them reported."""
    from platguard.sources.given import GivenFiles

    return _workspace(GivenFiles(files), request, [""], whole=True, root="")


def _check(request: Request) -> None:
    if request.staged and request.revision:
        raise UsageError("--staged and --revision name two different states: choose one")
    if request.stream is not None and (request.staged or request.revision or request.files):
        raise UsageError("standard input goes with none of --staged, --revision, --files")
    if request.files and not request.paths:
        raise UsageError("--files needs the files to report on")
    if request.base and (request.files or request.stream is not None):
        raise UsageError(
            "--base goes with neither --files nor standard input",
            hint="Name folders or files of the repository without --files.",
        )
    if request.files and request.staged:
        raise UsageError("--files and --staged both choose what is reported: choose one")


def _existing(path: str, cwd: str) -> str:
    found = os.path.normpath(os.path.join(cwd, path))
    if not os.path.lexists(found):
        raise UsageError("there is no such file or folder", path=path)
    return found


def _root(named: Sequence[str], request: Request) -> str:
    """The nearest folder upwards with a configuration or a repository.

    Without one, it is the folder itself; for single files, the current folder that they lie in, so
    that a file is judged beside those that a scan of this folder judges it beside.
    """
    fallback = request.cwd if request.files else ""
    of_commit = bool(request.revision)
    return _one({_root_of(path, fallback, of_commit=of_commit) for path in named})


def _one(roots: set[str]) -> str:
    if len(roots) > 1:
        told = ", ".join(sorted(roots))
        raise UsageError(f"the paths lie in different repositories ({told}): scan them one by one")
    return roots.pop()


def _root_on_base(named: Sequence[str], git: Git, request: Request) -> str:
    """As `_root`, by the configurations that stand on the base of what is judged."""
    from platguard.base import inside, root_on_base

    if inside(git.root, request.cwd) is None and git.superproject:
        raise UsageError(
            f"{git.root} is a submodule, whose own commits would be compared",
            hint="Scan without it, or start there.",
        )
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in named]
    return _one({root_on_base(folder, request.base, git) for folder in folders})


def _root_of(path: str, fallback: str, *, of_commit: bool) -> str:
    if of_commit and is_bare_layout(path):
        return path  # whatever lies around it is not part of it
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    top = os.path.normpath(fallback) if fallback else folder
    inside = f"{folder}/".startswith(f"{top.rstrip('/')}/")
    candidate = folder
    while True:
        marks = (ORGANISATION_FILE, REPOSITORY_FILE, ".git")
        if any(os.path.lexists(os.path.join(candidate, mark)) for mark in marks):
            return candidate
        parent = os.path.dirname(candidate)
        if parent == candidate:
            return top if inside else folder
        candidate = parent


def _source(root: str, git: Git | None, request: Request, stats: StatMemory | None) -> Source:
    if not request.staged and not request.commit:
        return open_worktree(root, git, stats.of(root) if stats else None, wanted=_wanted)
    flag = "--base" if request.base else "--staged" if request.staged else "--revision"
    if git is None:
        raise UsageError(
            f"{flag} needs a git repository, and {root} is in none",
            hint="Scan the folder without it.",
        )
    if request.staged:
        return open_index(root, git, wanted=_wanted)
    if git.head is None and not request.revision:
        raise UsageError(
            "--base compares commits, and this branch has none yet",
            hint="Commit first, or scan without --base.",
        )
    return open_revision(root, git, request.commit, wanted=_wanted)


def _base(request: Request, source: Source, git: Git | None, root: str) -> Base:
    assert git is not None
    from platguard.base import open_base

    head = None if request.staged else source.commit
    return open_base(request.base, git, root, head, source)


def _wanted(path: str) -> bool:
    return kind_of(path) is not None


def _below(root: str, path: str) -> str:
    relative = os.path.relpath(path, root)
    if relative.startswith(os.pardir):  # they differ by a link above the root
        relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    return "" if relative == "." else relative


def _workspace(
    source: Source,
    request: Request,
    scope: Sequence[str],
    *,
    whole: bool,
    root: str | None = None,
    git: Git | None = None,
    left_out: Sequence[Skipped] = (),
    base: Base | None = None,
) -> Workspace:
    only_files = request.files or (request.staged and not request.base)
    return Workspace(
        source=source,
        blobs=_Listed(source),
        root=root or request.cwd,
        git=git,
        reported=_scope(scope, whole, exact=only_files),
        scope=scope,
        whole=whole,
        partial=only_files or bool(request.base),
        paths=list(request.paths) or ["."],
        left_out=left_out,
        base=base,
        is_of_commit=bool(request.commit),
    )


class _Listed(Sequence[Blob | Skipped]):
    """What a source yields, asked when somebody looks at it: who follows a change never does."""

    def __init__(
        self,
        source: Source,
        also: Callable[[], Collection[str]] = tuple,
        others: Sequence[Blob | Skipped] | None = None,
    ) -> None:
        """`also` gives paths that are wanted as well; `others` is what there is without these."""
        self._source = source
        self._also = also
        self._others = others

    @cached_property
    def _found(self) -> Sequence[Blob | Skipped]:
        also = self._also()
        if not also and self._others is not None:
            return self._others
        return list(self._source.blobs(also))

    @overload
    def __getitem__(self, index: int) -> Blob | Skipped: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Blob | Skipped]: ...
    def __getitem__(self, index: int | slice) -> Blob | Skipped | Sequence[Blob | Skipped]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Blob | Skipped]:
        return iter(self._found)


def _scope(scope: Sequence[str], whole: bool, *, exact: bool) -> Callable[[str], bool]:
    if whole:
        return lambda path: True
    named = frozenset(scope)
    if exact:
        return named.__contains__
    return lambda path: any(path == folder or path.startswith(f"{folder}/") for folder in named)
