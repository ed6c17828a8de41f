"""Remembers which files of a working tree are unchanged, so that they are not read again."""

from __future__ import annotations

import json
import os
from datetime import datetime
from zlib import crc32

from platguard.cache import Cache
from platguard.sources.stat_cache import StatCache


class StatMemory:
    """The marks of the files of one working tree, between scans."""

    def __init__(self, cache: Cache, now: datetime) -> None:
        """`now` is the clock of the run."""
        self._cache = cache
        self._now_ns = int(now.timestamp()) * 1_000_000_000
        self._name = ""
        self._known: StatCache | None = None
        self._before = b""

    def of(self, root: str) -> StatCache | None:
        """What is known of the files below `root`; None when nothing is remembered."""
        if not self._cache.enabled:
            return None
        self._name = f"stats/{crc32(os.fsencode(root)):08x}"
        self._before = self._cache.get(self._name) or b"{}"
        try:
            entries = json.loads(self._before)
        except ValueError:
            entries = {}
        self._known = StatCache(self._now_ns, entries if isinstance(entries, dict) else {})
        return self._known

    def close(self) -> None:
        """Remembers what has changed."""
        if self._known is not None:
            now = json.dumps(self._known.entries, separators=(",", ":")).encode("ascii")
            if now != self._before:
                self._cache.put(self._name, now)
