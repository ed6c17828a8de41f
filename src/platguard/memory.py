"""Facts by content: read once, remembered, and bound to the path where they are found."""

from __future__ import annotations

from collections.abc import Callable, Container
from copy import copy
from dataclasses import replace
from functools import cached_property
from hashlib import sha256

from platguard.cache import Cache, open_entry, seal
from platguard.fact_rows import EXTRACTION, decode, encode
from platguard.facts import FileKind, bind, extract
from platguard.identity import identity
from platguard.model.facts import FACT_NAMES, FACT_TYPES, FileFacts, ObjectFact
from platguard.records import dataclass


@dataclass(slots=True)
class Statistics:
    """How much was read and how much was remembered."""

    parsed: int = 0
    """Contents that were parsed."""
    remembered: int = 0
    """Contents whose facts came from the cache."""


class FactMemory:
    """The facts of contents. A pack per repository holds what its last scan used, so that an
    unchanged repository costs one read; single entries are shared by all repositories."""

    def __init__(self, cache: Cache, root: str, *, manifests: bool = False) -> None:
        """`root` names the repository, for its pack; `manifests` keeps whole objects as well."""
        self.statistics = Statistics()
        self.manifests = manifests
        """Whether whole objects are kept as well."""
        self._cache = cache
        self._folder = f"facts-{EXTRACTION}-{identity()}"
        name = sha256(f"{manifests}\0{root}".encode("utf-8", "surrogateescape")).hexdigest()
        self._pack_name = f"{self._folder}/packs/{name[:32]}"
        self._used: dict[str, bytes] = {}
        self._new = False

    @cached_property
    def _pack(self) -> dict[str, bytes]:
        return self._cache.get_pack(self._pack_name)

    def singly(self) -> FactMemory:
        """The same memory for those who ask for a few contents, which the pack is too much for."""
        other = copy(self)
        other._pack = {}
        return other

    def facts(
        self,
        content_id: str,
        kind: FileKind,
        path: str,
        read: Callable[[], bytes],
        wanted: Container[str] = FACT_TYPES,
    ) -> FileFacts:
        """The facts of a content as those of the file at `path`, of the wanted types only.

        It is parsed only when its facts are not remembered. Raises what `read` raises.
        """
        key = f"{content_id}.{kind.name}{'.whole' if self.manifests else ''}"
        found = self._remembered(key, path, wanted)
        if found is not None:
            self.statistics.remembered += 1
            return found
        found = self._extracted(read(), kind)
        self.statistics.parsed += 1
        self._remember(key, found)
        facts = [fact for fact in found.facts if FACT_NAMES[type(fact)] in wanted]
        return replace(found, facts=bind(facts, path))

    def _extracted(self, data: bytes, kind: FileKind) -> FileFacts:
        found = extract(data, kind)
        if not self.manifests or not any(isinstance(fact, ObjectFact) for fact in found.facts):
            return found
        from platguard.facts.blanking import manifests

        whole = iter(manifests(data, "json" if kind.name == "manifest-json" else "kubernetes"))
        facts = [
            replace(fact, manifest=next(whole)) if isinstance(fact, ObjectFact) else fact
            for fact in found.facts
        ]
        return replace(found, facts=facts)

    def _remembered(self, key: str, path: str, wanted: Container[str]) -> FileFacts | None:
        sealed = self._pack.get(key, b"")
        entry = open_entry(sealed)
        if entry is None:
            self._new = True
            entry = self._cache.get(self._entry_name(key))
            if entry is None:
                return None
            sealed = seal(entry)
        try:
            found = decode(entry, path, wanted)
        except ValueError:
            return None
        self._used[key] = sealed
        return found

    def _remember(self, key: str, found: FileFacts) -> None:
        if self._cache.enabled:
            entry = encode(found)
            self._used[key] = seal(entry)
            self._cache.put(self._entry_name(key), entry)

    def _entry_name(self, key: str) -> str:
        return f"{self._folder}/{key[:2]}/{key[2:]}"

    def close(self, *, whole: bool) -> None:
        """Writes the pack anew when the scan saw the whole repository and something changed."""
        if whole and (self._new or len(self._used) < len(self._pack)):
            self._cache.put_pack(self._pack_name, iter(self._used.items()))
