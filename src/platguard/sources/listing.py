"""What git lists: the entries of the index, of a commit, and the files it does not track."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from platguard.model.paths import bytes_of, path_of
from platguard.patterns import pattern
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from platguard.sources.git import Git

Kind = Literal[
    "file",
    "link",
    "submodule",
    "unmerged",  # a conflict of a merge: several contents, none of them chosen
    "sparse",  # tracked, and left out of the working tree by a sparse checkout
    "untracked",  # of any kind: only the file system knows
    "repository",  # another repository within this one
    "unreadable",  # a folder that could not be listed
]
MODES: dict[bytes, Kind] = {b"120000": "link", b"160000": "submodule"}
UNREADABLE = pattern(r"^warning: could not open directory '(.*)': ", re.MULTILINE)


class Entry(NamedTuple):
    """One file, or what stands in its place."""

    path: str
    kind: Kind
    content_id: str = ""
    """The blob id where git recorded one."""


def beginning_of(folder: str) -> str:
    """What every path below a folder begins with; nothing for the root."""
    name = folder.strip("/")
    return "" if name in ("", ".") else f"{name}/"


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by the bytes of their paths, one for each path."""
    return sorted({entry.path: entry for entry in entries}.values(), key=lambda e: bytes_of(e.path))


def worktree_entries(git: Git, folder: str) -> list[Entry]:
    """Tracked files, and untracked ones that are not ignored, in one process."""
    answer = git.answer(
        *("ls-files", "-z", "-t", "--stage", "--others", "--exclude-standard"), folder=folder
    )
    lost = [Entry(name.rstrip("/"), "unreadable") for name in UNREADABLE.findall(answer.errors)]
    return ordered([*_index_lines(answer.expect()), *lost])


def index_entries(git: Git, folder: str) -> list[Entry]:
    """What is staged below a folder."""
    return ordered(_index_lines(git.run("ls-files", "-z", "-t", "--stage", folder=folder)))


def _index_lines(output: bytes) -> Iterator[Entry]:
    # `H 100644 <id> 0<tab>path`, `M` unmerged, `S` sparse, `? path` untracked.
    for line in output.split(b"\0"):
        if line.startswith(b"? "):
            kind: Kind = "repository" if line.endswith(b"/") else "untracked"
            yield Entry(path_of(line[2:].rstrip(b"/")), kind)
        elif line:
            told, _, path = line.partition(b"\t")
            tag, mode, content_id, stage = told.split()
            if stage != b"0":
                kind = "unmerged"
            else:
                kind = MODES.get(mode, "sparse" if tag == b"S" else "file")
            yield Entry(path_of(path), kind, content_id.decode("ascii"))


def commit_entries(git: Git, commit: str, folder: str, names: Collection[str] = ()) -> list[Entry]:
    """What a commit holds below a folder; with `names`, only what is called so right below it, and
    what lies below that."""
    entries = []
    asked = [b"--", *map(bytes_of, names)] if names else []
    for line in git.run("ls-tree", "-r", "-z", commit, *asked, folder=folder).split(b"\0"):
        told, _, path = line.partition(b"\t")
        if told:
            mode, _, content_id = told.split()
            kind = MODES.get(mode, "file")
            entries.append(Entry(path_of(path), kind, content_id.decode("ascii")))
    return ordered(entries)
