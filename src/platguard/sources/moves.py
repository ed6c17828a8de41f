"""Where files went since another one was changed last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.sources.renames import renames

if TYPE_CHECKING:
    from platguard.sources.git import Git


def moves_since(git: Git, path: str, commit: str, later: str | None, root: str) -> dict[str, str]:
    """Where the files went that stood when the one at `path` was last changed up to `commit`.

    By earlier path, from `root`; looks at the commit `later`, or at the index without one. Two
    processes, however many files moved. Empty where the path has no commit yet.
    """
    answer = git.answer(
        *("rev-list", "-1", "--end-of-options", commit, "--", path),
        folder=root,
    )
    known = answer.output.decode("ascii", "replace").strip()
    if answer.status or not known:
        return {}
    return renames(git, known, later, root)
