"""Which files were renamed between a commit and what is judged now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.model.paths import path_of

if TYPE_CHECKING:
    from platguard.sources.git import Git

# Every setting of a repository that could say otherwise is overruled.
_RENAMES = (
    *("-M50%", "-l1000", "--diff-filter=R", "--raw", "-z", "-O/dev/null"),
    *("--no-ext-diff", "--no-textconv", "--ignore-submodules=all"),
)


def renames(git: Git, earlier: str, later: str | None, folder: str) -> dict[str, str]:
    """Where files of a commit went, by earlier path; both paths relative to `folder`.

    Looks at another commit, or at the index without one. At least half of the content must have
    stayed. Empty where git cannot tell, because this clone lacks contents.
    """
    compared = ("diff-tree", "-r") if later else ("diff-index", "--cached")
    commits = (earlier, later) if later else (earlier,)
    relative = "--no-relative" if git.is_bare else "--relative"
    answer = git.answer(*compared, *_RENAMES, relative, *commits, "--", folder=folder)
    if answer.status:
        return {}
    # `:<modes> <ids> R<similarity>`, the earlier path, the later path.
    tokens = answer.output.split(b"\0")
    return {
        path_of(tokens[at + 1]): path_of(tokens[at + 2])
        for at in range(0, len(tokens) - 2, 3)
        if tokens[at].startswith(b":")
    }
