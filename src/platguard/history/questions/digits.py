"""Several small numbers as one, which a database counts in a fraction of the time."""

from __future__ import annotations

from typing import Any


class Digits:
    """The places of a number, each with a base of its own."""

    def __init__(self, *bases: int) -> None:
        """Those of all places but the first, whose digit may be any whole number; each is more than
        any digit in its place."""
        self._bases = bases

    def joined(self, first: Any, *others: Any) -> Any:
        """The number that has these digits; of expressions of SQL, the one that gives it."""
        found = first
        for base, digit in zip(self._bases, others, strict=True):
            found = found * base + digit
        return found

    def of(self, number: int) -> list[int]:
        """The digits of a number."""
        found = []
        for base in reversed(self._bases):
            number, digit = divmod(number, base)
            found.append(digit)
        return [number, *reversed(found)]
