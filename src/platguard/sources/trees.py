"""Trees as git's object store has them: what a folder of a commit holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.model.paths import path_of
from platguard.sources.listing import MODES, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

TREE = b"40000"
"""The mode of an entry that is a tree itself."""


def records(tree: bytes, length: int) -> Iterator[tuple[bytes, tuple[bytes, str]]]:
    """The name of each entry of a tree, with its mode and id; `length` is that of ids in bytes.

    Each is `<mode> <name>`, a zero byte, and the id (git's Documentation/gitformat-pack.txt).
    """
    at = 0
    while (end := tree.find(b"\0", at)) >= 0:
        mode, _, name = tree[at:end].partition(b" ")
        at = end + 1 + length
        yield name, (mode, tree[end + 1 : at].hex())


def tree_entries(
    read: Callable[[str], bytes], commit: str, names: Collection[bytes]
) -> Iterator[Entry]:
    """What is called by one of the names at the top of a commit, and what lies below that.

    `read` gives the bytes of an object; raises what it raises.
    """
    length = len(commit) // 2
    waiting = [(b"", f"{commit}^{{tree}}")]
    while waiting:
        folder, tree = waiting.pop()
        for name, (mode, content_id) in records(read(tree), length):
            if not folder and name not in names:
                continue
            if mode == TREE:
                waiting.append((folder + name + b"/", content_id))
            else:
                yield Entry(path_of(folder + name), MODES.get(mode, "file"), content_id)
