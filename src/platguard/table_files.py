"""The files of the dated tables: what day they describe, and what they hold once a rule asks."""

from __future__ import annotations

import json
import re
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from platguard.builtin import builtin_files
from platguard.cache import Cache
from platguard.identity import identity
from platguard.patterns import pattern

if TYPE_CHECKING:
    from platguard.tables import Tables

_AS_OF = pattern(rb"^as_of: *([0-9-]{10})", re.MULTILINE)


_KNOWN: dict[str, Tables] = {}
"""The tables of this process, by digest: whoever judges many repositories reads them once."""


class TableFiles:
    """The dated tables as files, parsed when a rule first asks for one and then remembered."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._data = {name.removesuffix(".yaml"): data for name, data in builtin_files("data")}
        self.digest = sha256(b"\0".join(self._data.values())).hexdigest()

    @property
    def as_of(self) -> dict[str, str]:
        """The day of each table's data, by name, read without parsing the table."""
        found = {name: _AS_OF.search(data) for name, data in self._data.items()}
        return {name: match[1].decode() for name, match in found.items() if match}

    @cached_property
    def tables(self) -> Tables:
        """The tables, ready to be asked."""
        from platguard.tables import Tables

        if self.digest not in _KNOWN:
            _KNOWN.clear()
            _KNOWN[self.digest] = Tables.from_data(self._plain())
        return _KNOWN[self.digest]

    def _plain(self) -> dict[str, Any]:
        name = f"tables/{identity()}-{self.digest[:32]}"
        remembered = self._cache.get(name)
        if remembered is not None:
            plain: dict[str, Any] = json.loads(remembered)
            return plain
        from platguard.fields import read_document

        plain = {stem: read_document(data, f"{stem}.yaml") for stem, data in self._data.items()}
        self._cache.put(name, json.dumps(plain, separators=(",", ":")).encode())
        return plain
