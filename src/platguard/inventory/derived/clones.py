"""The repositories in a folder of clones, and single files of their commits."""

from __future__ import annotations

import os
from collections.abc import Mapping

from platguard.errors import PlatguardError, SourceError, UsageError
from platguard.inventory.derived import Derived
from platguard.inventory.folders import repositories_below
from platguard.inventory.naming import name_of_folder
from platguard.model.organisation import Member, Placement
from platguard.sources import Source, open_revision
from platguard.sources.git import Git


def clones(folder: str) -> list[Derived]:
    """The repositories below a folder, bare or not; UsageError when there is no such folder."""
    if not os.path.isdir(folder):
        raise UsageError("there is no such folder", path=folder)
    found = []
    for path in repositories_below(folder):
        whole = os.path.normpath(os.path.join(folder, path))
        # The folder itself has no path below itself: it is named after itself.
        name = name_of_folder(whole, folder if path != "." else "")
        found.append(Derived(Member(Placement(name), path=os.path.abspath(whole))))
    return found


def committed(path: str, environ: Mapping[str, str]) -> Source | None:
    """The files of the commit that HEAD of a repository names; None when there is none yet.

    SourceError for what git does not open.
    """
    git = Git.find(path, environ)
    if git is None:
        raise SourceError("git does not take it for a repository")
    if git.head is None:
        return None
    return open_revision(git.root, git, git.head)


def told(error: PlatguardError) -> str:
    """A note of what could not be read."""
    return f"not read: {error.message}"
