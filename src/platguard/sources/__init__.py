"""Where bytes come from: a working tree, the git index, a git revision, standard input.

Every source answers the same way and runs nothing that it finds. Only `git_processes` runs git; a
source without a repository is only ever a working tree or a stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from platguard.model.blob import Blob, Skipped
    from platguard.model.paths import StrPath
    from platguard.sources.git import Git
    from platguard.sources.history import History
    from platguard.sources.stat_cache import StatCache


class Source(Protocol):
    """A tree of files as one source sees it. Symbolic links are never followed."""

    @property
    def root(self) -> str:
        """What is read, for messages: a folder, or the name of a stream."""

    @property
    def commit(self) -> str | None:
        """The commit that is judged: HEAD of a working tree or index; None without one."""

    @property
    def history(self) -> History | None:
        """The history that ends in `commit`; None without one."""

    def blobs(self, also: Collection[str] = ()) -> Iterator[Blob | Skipped]:
        """The wanted files, sorted by the bytes of their paths, and every link and submodule.

        `also` are the paths of files that are wanted wherever they lie and whatever they are
        called. A file that cannot be read is a blob whose `read` raises SourceError.
        """

    def read(self, path: str) -> bytes | None:
        """The bytes of one file, wanted or not; None when there is no such file."""

    def list(self, folder: str) -> list[str]:
        """Paths of all files below a folder (empty for the root), sorted like `blobs`."""


def everything(path: str) -> bool:
    """Wants every file."""
    return True


def open_worktree(
    root: StrPath,
    git: Git | None,
    known: StatCache | None = None,
    *,
    wanted: Callable[[str], bool] = everything,
) -> Source:
    """The files of a folder: tracked ones, and untracked ones unless ignored."""
    from platguard.sources.worktree import Worktree

    return Worktree(root, git, known, wanted)


def open_index(root: StrPath, git: Git, *, wanted: Callable[[str], bool] = everything) -> Source:
    """What the next commit would hold below `root`, whatever the working tree holds."""
    from platguard.sources.snapshot import index

    return index(root, git, wanted)


def open_revision(
    root: StrPath,
    git: Git,
    revision: str,
    *,
    wanted: Callable[[str], bool] = everything,
    beside: Source | None = None,
) -> Source:
    """What a commit holds below `root`, without checking it out.

    Where it stands `beside` what another commit of the repository holds, `revision` is the id of a
    commit that was found before, and both are read through one process.
    """
    from platguard.sources.snapshot import Snapshot
    from platguard.sources.snapshot import revision as snapshot

    other = beside if isinstance(beside, Snapshot) else None
    return snapshot(root, git, revision, wanted, other)


def open_stream(data: bytes, name: str) -> Source:
    """One file that was read from elsewhere, such as standard input."""
    from platguard.sources.stream import Stream

    return Stream(data, name)


def rest(source: Source) -> None:
    """Ends the processes that a source has started, which would last as long as anybody knows it.

    Others are started when somebody asks it again.
    """
    objects = getattr(source, "objects", None)  # of what git has recorded
    for one in (objects, source.history):
        if one is not None:
            one.rest()
