"""Repositories that broke a scan twice, and are left alone until they or platguard change."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from platguard.cache import Cache
from platguard.identity import identity
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Poison:
    """What broke a scan."""

    commit: str
    reason: str


class Quarantine:
    """What is known to break scans, remembered where facts are.

    A poisonous commit costs two deadlines each time that it is tried. It is tried again when the
    branch has moved on, when platguard is another one, and when somebody asks for it.
    """

    def __init__(self, cache: Cache, *, heeded: bool = True) -> None:
        """Without `heeded`, everything is tried again; what breaks is noted all the same."""
        self._cache = cache
        self._heeded = heeded

    def poison(self, folder: str) -> Poison | None:
        """What the repository in a folder was put here for; None where it was not."""
        entry = self._cache.get(_entry(folder)) if self._heeded else None
        try:
            found = json.loads(entry) if entry else None
            return Poison(**found) if found else None
        except (ValueError, TypeError):
            return None

    def put(self, folder: str, poison: Poison) -> None:
        """Puts a repository here; one whose commit is not known cannot be told from a later one."""
        if poison.commit:
            self._cache.put(_entry(folder), json.dumps(asdict(poison)).encode("ascii"))


def _entry(folder: str) -> str:
    asked = json.dumps([identity(), folder]).encode("ascii")
    return f"quarantine/{sha256(asked).hexdigest()[:32]}"
