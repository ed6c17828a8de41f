"""Users as Docker writes them: `USER[:GROUP]`, each a name or a number."""

from __future__ import annotations

_LONGEST = 10
"""Digits of the greatest number that a user has on Linux."""


def user_number(user: str) -> int:
    """The number of a user; 0 for root, -1 for every other name."""
    name = user.partition(":")[0].strip()
    if name.lower() == "root":
        return 0
    return int(name) if name.isascii() and name.isdigit() and len(name) <= _LONGEST else -1


def is_other_than_root(user: str) -> bool:
    """Whether somebody else than root is named."""
    return bool(user.partition(":")[0].strip()) and user_number(user) != 0
