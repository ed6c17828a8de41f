"""The newest release cycle that a version requirement allows, where it allows no later ones."""

from __future__ import annotations

import re

_EXACT = re.compile(r"(?:={1,3}\s*)?v?(\d+(?:\.\d+)*)(?:\.[xX*]+|\.\d*xx)*(?:t|[-+]\S*)?$")
_PREFIX = re.compile(r"(\^|~=|~>|~)\s*v?(\d+(?:\.\d+)*)(?:\.[xX*]+)?$")
_BOUNDED = re.compile(r">=\s*v?(\d+(?:\.\d+)*)\s*,?\s*<\s*v?(\d+(?:\.\d+)*)(?:-0)?$")


def newest_version(requirement: str, cycle_parts: int) -> str:
    """The newest version that `requirement` allows, or empty when later cycles satisfy it.

    When that one has ended, so have all that it allows.
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
        # Which cycle comes before 4.0 only a table knows.
        if _rest(found[2], cycle_parts) or not upper[-1] or lower >= upper:
            return ""
        newest = [*upper[:-1], upper[-1] - 1]
        return found[1] if newest == lower else ".".join(map(str, newest))
    return ""


def _numbers(version: str, count: int) -> list[int]:
    numbers = [int(part) for part in version.split(".")[:count]]
    return numbers + [0] * (count - len(numbers))


def _rest(version: str, count: int) -> bool:
    """Whether a part after the first `count` is not zero."""
    return any(part.strip("0") for part in version.split(".")[count:])
