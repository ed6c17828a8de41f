"""Versions as tuples of integers, because 1.9 comes before 1.16."""

from __future__ import annotations

import re

# Nine digits hold every date-like version; the integer conversion of longer ones costs time.
_NUMBERS = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9})*)(?![0-9])")


def numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of `version`: (3, 9, 18) of `v3.9.18-rc1`; empty when it has none."""
    found = _NUMBERS.match(version.strip())
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def at_least(version: str, minimum: str) -> bool:
    """Whether `version` is `minimum` or newer; false where `version` has no numbers."""
    own, least = numbers(version), numbers(minimum)
    length = max(len(own), len(least))
    return bool(own) and _padded(own, length) >= _padded(least, length)


def _padded(version: tuple[int, ...], length: int) -> tuple[int, ...]:
    return version + (0,) * (length - len(version))
