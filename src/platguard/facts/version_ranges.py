"""A version requirement that one release cycle alone satisfies; all others are left out."""

from __future__ import annotations

import re

_EXACT = re.compile(r"(?:={1,3}\s*)?v?(\d+(?:\.\d+)*)(?:\.[xX*]+|\.\d*xx)*(?:t|[-+]\S*)?$")
_PREFIX = re.compile(r"(\^|~=|~>|~)\s*v?(\d+(?:\.\d+)*)(?:\.[xX*]+)?$")
_BOUNDED = re.compile(r">=\s*v?(\d+(?:\.\d+)*)\s*,?\s*<\s*v?(\d+(?:\.\d+)*)(?:-0)?$")


def single_version(requirement: str, cycle_parts: int) -> str:
    """The version that `requirement` names, or empty when several cycles satisfy it.

    A cycle of the product has `cycle_parts` parts: two in Python (3.9), one in Node.js (18).
    A requirement that names less, such as `3`, is given as it stands.
    """
    requirement = requirement.strip().strip("\"'")
    if found := _EXACT.match(requirement):
        return found[1]
    if found := _PREFIX.match(requirement):
        parts = len(found[2].split("."))
        # `~=3.9` and `~> 3.9` let the last part rise, `~3.9` never the second (PEP 440, npm).
        loose = parts - 1 if found[1] in ("~=", "~>") else 1 if found[1] == "^" else min(parts, 2)
        return found[2] if cycle_parts <= loose else ""
    if found := _BOUNDED.match(requirement):
        lower, upper = (_numbers(found[group], cycle_parts) for group in (1, 2))
        is_next = upper == [*lower[:-1], lower[-1] + 1]
        return found[1] if is_next and not _rest(found[2], cycle_parts) else ""
    return ""


def _numbers(version: str, count: int) -> list[int]:
    numbers = [int(part) for part in version.split(".")[:count]]
    return numbers + [0] * (count - len(numbers))


def _rest(version: str, count: int) -> bool:
    """Whether a part after the first `count` is not zero."""
    return any(part.strip("0") for part in version.split(".")[count:])
