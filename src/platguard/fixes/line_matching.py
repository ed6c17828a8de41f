"""Which lines of two texts are the same, where a few edits part them.

`difflib` takes the square of the number of lines where these repeat themselves, as those of
manifests do. Edits are small and far between: from each difference on, the nearest lines that are
the same again are looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from platguard.tuples import NamedTuple

_FAR = 120
"""Lines, of both texts together, within which a difference is expected to end."""
_SAME = 3
"""Lines that must be the same for a difference to have ended."""


class Stretch(NamedTuple):
    """Lines of the old text, from `start` up to `end`, and what stands for them in the new one."""

    is_same: bool
    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def growth(self) -> int:
        """How many more lines it has in the new text."""
        return (self.new_end - self.new_start) - (self.end - self.start)


def stretches(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """The lines of both texts in order; same and different ones take turns."""
    found: list[Stretch] = []
    i = j = 0
    while i < len(old) or j < len(new):
        start, new_start = i, j
        while i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
        if i > start:
            found.append(Stretch(True, start, i, new_start, j))
        if i == len(old) and j == len(new):
            break
        ended = _end_of_difference(old, new, i, j)
        if ended is None:
            return found + _matched(old[i:], new[j:], i, j)
        found.append(Stretch(False, i, ended[0], j, ended[1]))
        i, j = ended
    return found


def _end_of_difference(
    old: Sequence[str], new: Sequence[str], i: int, j: int
) -> tuple[int, int] | None:
    for far in range(1, _FAR):
        for gone in range(far + 1):
            a, b = i + gone, j + far - gone
            if a > len(old) or b > len(new):
                continue
            ahead = old[a : a + _SAME]
            is_end = len(ahead) < _SAME
            if ahead == new[b : b + _SAME] and (not is_end or len(old) - a == len(new) - b):
                return a, b
    return None


def single_changes(
    found: Iterable[Stretch], old: Sequence[str], new: Sequence[str]
) -> Iterator[Stretch]:
    """The stretches, where lines that stay between two near changes belong to neither.

    Fewer than _SAME lines do not end a difference, so that one may hold some that are the same.
    """
    for stretch in found:
        if stretch.is_same:
            yield stretch
        else:
            _, start, end, new_start, new_end = stretch
            yield from _matched(old[start:end], new[new_start:new_end], start, new_start)


def _matched(old: Sequence[str], new: Sequence[str], i: int, j: int) -> list[Stretch]:
    """How two parts of the texts differ that begin at lines `i` and `j`, by common subsequences."""
    codes = SequenceMatcher(None, old, new).get_opcodes()
    return [Stretch(tag == "equal", i + a, i + b, j + c, j + d) for tag, a, b, c, d in codes]
