"""Numbers of things in words: `1 finding`, `2 findings`, `1,470 findings`."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun, which takes an s from two on unless its plural is given."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
