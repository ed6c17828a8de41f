"""What is remembered decides what a scan finds, so nobody may bring it along in a commit."""

from __future__ import annotations

import os
from collections.abc import Mapping

from platguard.errors import UsageError
from platguard.sources.git import Git


def refuse_committed(folder: str, environ: Mapping[str, str]) -> None:
    """Raises UsageError for a cache folder that holds files of a repository.

    Pipelines often keep their caches within the files that they check out, where a change could
    put facts of its own making.
    """
    if not os.path.isdir(folder) or not _is_in_repository(os.path.realpath(folder)):
        return
    git = Git.find(folder, environ)
    if git is None or git.is_bare:
        return
    inside = os.path.relpath(os.path.realpath(folder), git.root)
    tracked = git.run("ls-files", "-z", "--", inside)
    if not tracked and git.head:
        tracked = git.run("ls-tree", "-r", "-z", "--name-only", git.head, "--", inside)
    if tracked:
        first = os.fsdecode(tracked.partition(b"\0")[0])
        raise UsageError(
            f"the folder in which platguard remembers facts holds files that are committed, such as"
            f" {first}: whoever commits there could decide what a scan finds",
            path=folder,
            hint="Remove them from the repository, or name another folder by PLATGUARD_CACHE_DIR.",
        )


def _is_in_repository(folder: str) -> bool:
    """Whether some folder upwards has a `.git`; asks no git, because most caches are in none."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        folder = parent
    return True
