"""What differs between two commits, and which files were renamed: one git process.

git compares trees by their ids, so what lies below an unchanged folder costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.model.paths import path_of
from platguard.patterns import pattern
from platguard.sources.listing import MODES, Entry
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from platguard.sources.git import Git
    from platguard.sources.git_processes import Answer

# Every setting of a repository that could say otherwise is overruled; see also `renames`.
_ASKED = (
    *("diff-tree", "-r", "-M50%", "-l1000", "--raw", "--no-abbrev", "-z", "-O/dev/null"),
    *("--no-ext-diff", "--no-textconv", "--ignore-submodules=none"),
)
_TOLD = pattern(rb":(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*")


class Differences(NamedTuple):
    """What differs between two commits; paths are relative to the folder that was asked for."""

    before: dict[str, Entry]
    """What only the earlier one has, or has with another content, by path."""
    after: dict[str, Entry]
    """What only the later one has, or has with another content, by path."""
    renames: dict[str, str]
    """Where files went of which at least half stayed, by earlier path; see `renames`."""

    @property
    def paths(self) -> frozenset[str]:
        """Every path at which something differs."""
        return frozenset((*self.before, *self.after))


def differences(git: Git, earlier: str, later: str, folder: str) -> Differences | None:
    """What differs below a folder; None where git cannot tell, because this clone lacks objects."""
    return differences_asked(git, earlier, later, folder)()


def differences_asked(
    git: Git, earlier: str, later: str, folder: str
) -> Callable[[], Differences | None]:
    """As `differences`, by a function that waits for the answer: git compares meanwhile."""
    relative = "--no-relative" if git.is_bare else "--relative"
    answer = git.begin(*_ASKED, relative, earlier, later, "--", folder=folder)
    return lambda: _differences(answer())


def _differences(answer: Answer) -> Differences | None:
    if answer.status:
        return None
    found = Differences({}, {}, {})
    for was, now, status in _entries(answer.output):
        if was is not None:
            found.before[was.path] = was
        if now is not None:
            found.after[now.path] = now
        if status == b"R" and was is not None and now is not None and was.kind != "submodule":
            found.renames[was.path] = now.path
    return found


def _entries(output: bytes) -> Iterator[tuple[Entry | None, Entry | None, bytes]]:
    # `:<modes> <ids> <status>`, the path; of a rename the earlier path, the later path.
    tokens = iter(output.split(b"\0"))
    for token in tokens:
        told = _TOLD.match(token)
        if told is None:
            continue
        modes, ids, status = told.group(1, 2), told.group(3, 4), told[5]
        first = path_of(next(tokens))
        paths = (first, path_of(next(tokens)) if status in b"RC" else first)
        was, now = (
            Entry(path, MODES.get(mode, "file"), name.decode("ascii")) if int(mode) else None
            for path, mode, name in zip(paths, modes, ids, strict=True)
        )
        yield was, now, status
