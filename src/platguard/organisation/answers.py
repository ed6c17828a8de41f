"""What repositories answered each other the last time, which is mostly what they answer now.

Nobody has to believe it: who was judged by a wrong guess is judged again. What is remembered spares
that.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import sha256

from platguard.cache import Cache
from platguard.model.abroad import NOTHING, Abroad
from platguard.organisation.orders import Order


class RememberedAnswers:
    """The answers of the last scan into one history."""

    def __init__(self, cache: Cache, history: str) -> None:
        """`history` is its name."""
        self._cache = cache
        self._name = f"answers/{sha256(os.fsencode(history)).hexdigest()[:32]}"
        self._known = _read(cache.get(self._name))

    def guessed(self, order: Order) -> Order:
        """The order with what others answered to its repository the last time."""
        return replace(order, abroad=self._known.get(order.name, NOTHING))

    def keep(self, answers: Mapping[str, Abroad]) -> None:
        """Remembers the answers of a scan, and those to repositories that it did not judge."""
        now = {name: told for name, told in {**self._known, **answers}.items() if told != NOTHING}
        if now != self._known:
            told = {name: asdict(abroad) for name, abroad in now.items()}
            entry = json.dumps(told, sort_keys=True, separators=(",", ":"))
            self._cache.put(self._name, entry.encode("ascii"))


def _read(entry: bytes | None) -> dict[str, Abroad]:
    try:
        found = json.loads(entry or b"{}")
        return {name: Abroad(**values) for name, values in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
