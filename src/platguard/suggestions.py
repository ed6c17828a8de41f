"""The known words that are nearest to one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], most: int = 1, cutoff: float = 0.6) -> list[str]:
    """At most so many known words that are alike, the nearest first; `cutoff` 1 is the word."""
    from difflib import get_close_matches  # here, because only faults need it

    return get_close_matches(word, list(known), n=most, cutoff=cutoff)


def suggestion(word: str, known: Iterable[str]) -> str:
    """`, did you mean X?` for the nearest word, or nothing."""
    near = nearest(word, known)
    return f", did you mean {near[0]}?" if near else ""
