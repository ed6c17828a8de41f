"""The tree of a commit, which says what files it has."""

from __future__ import annotations

from collections.abc import Mapping

from platguard.sources.commits import Commits
from platguard.sources.git import Git


def tree_of(folder: str, commit: str, environ: Mapping[str, str]) -> str:
    """The tree of a commit, both held against their ids; empty where git has neither."""
    git = Git.find(folder, environ)
    if git is None:
        return ""
    commits = Commits(git)
    try:
        return commits.get(commit).tree
    finally:
        commits.rest()
