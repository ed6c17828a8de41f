"""Names of files that are safe on every system, whatever they are called after.

A name holds ASCII letters, digits and `_ . + ~ -`, does not begin with a dot (which would hide it
from those who upload folders), and is at most LONGEST characters long. Anything else is spelled in
percent signs, as in addresses, so that different texts have different names.
"""

from __future__ import annotations

import re
from hashlib import sha256

LONGEST = 120
"""Characters of a name: file systems have 255, and people add endings."""
DEEPEST = 12
"""Folders within each other."""

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+~-")
_NAME = re.compile(r"[A-Za-z0-9_+~%-][A-Za-z0-9_.+~%-]{0,199}")


def file_name(text: str, ending: str = "") -> str:
    """The name of a file called after a text, with an ending; a long one keeps its beginning."""
    spelled = "".join(_spelled(character) for character in text)
    if spelled.startswith("."):
        spelled = f"%2E{spelled[1:]}"
    if not spelled or len(spelled) > LONGEST:
        spelled = f"{spelled[: LONGEST - 33].rstrip('%')}~{_digest(text)}"
    return spelled + ending


def file_path(path: str) -> str:
    """The path of a file below a folder, called after a path, which may lead up or be absolute."""
    parts = [part for part in path.split("/") if part]
    if len(parts) > DEEPEST:
        parts = [*parts[: DEEPEST - 1], f"{_digest(path)}~{parts[-1]}"]
    return "/".join(map(file_name, parts)) or file_name(path)


def is_path(text: str) -> bool:
    """Whether a text may be the path of a file in an export: below it, and plain to read."""
    parts = text.split("/")
    return len(parts) <= DEEPEST + 2 and all(map(_NAME.fullmatch, parts))


class Paths:
    """Paths of files in one folder, each given once, whatever case a system takes for equal."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """The path that was wanted, or one like it when that is taken."""
        path, number = wanted, 1
        stem, dot, ending = wanted.rpartition(".")
        while path.casefold() in self._taken:
            number += 1
            path = f"{stem}~{number}{dot}{ending}" if stem else f"{wanted}~{number}"
        self._taken.add(path.casefold())
        return path


def _spelled(character: str) -> str:
    if character in _SAFE:
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
