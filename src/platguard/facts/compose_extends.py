"""Services of Compose files with what they take from the services that they extend.

A service takes every key that it does not have itself. Mappings are merged key by key, lists are
joined, and of two volumes with one target the service's own counts; `command`, `entrypoint` and
`healthcheck.test` are replaced as a whole (compose-spec 05-services.md, `extends`, and 13-merge.md;
compose-go loader/extends.go and override/merge.go). What another file says is not read here.
"""

from __future__ import annotations

from typing import Any

from platguard.facts.compose_values import names
from platguard.facts.reading import text
from platguard.model.document import Map, Place, Seq

EXTENDS = "extends"
_REPLACED = frozenset({"command", "entrypoint", "test"})
_LONGEST_CHAIN = 16
_MOST_TAKEN = 50_000
"""More entries than that are not taken within one file."""


class _Merged(Map):
    """A mapping over the one that it extends."""

    __slots__ = ("base", "own")

    def __init__(self, own: Map, base: Map) -> None:
        super().__init__(_entries(own, base))
        self.own = own
        self.base = base

    def place(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return self._holder(key).place(key)

    def key_place(self, key: str) -> Place:
        """Where `key` itself stands."""
        return self._holder(key).key_place(key)

    def start(self) -> Place:
        """Where the mapping stands."""
        return self.own.start()

    def _holder(self, key: str) -> Map:
        return self.base if key not in self.own and key in self.base else self.own


class _Joined(Seq):
    """Items of a list, and where each stands."""

    __slots__ = ("beginning", "places")

    def __init__(self, items: list[tuple[Any, Place]], beginning: Place) -> None:
        super().__init__(item for item, _ in items)
        self.places = [place for _, place in items]
        self.beginning = beginning

    def place(self, index: int) -> Place:
        """Where the item stands."""
        return self.places[index] if 0 <= index < len(self.places) else self.beginning

    def start(self) -> Place:
        """Where the sequence stands."""
        return self.beginning


def with_inherited(services: Map) -> dict[str, Any]:
    """The services by name, each with what it takes from others of the file.

    One that extends a service of another file, or one that is not to be found, keeps its `extends`.
    """
    whole = _Whole(services)
    return {name: whole.service(name) for name in services}


class _Whole:
    """Services with what they take, each put together once."""

    def __init__(self, services: Map) -> None:
        self._services = services
        self._done: dict[str, Any] = {}
        self._taken = 0

    def service(self, name: str) -> Any:
        """The service of that name; as it is written where not all that it takes is known."""
        chain: list[str] = []
        at: str | None = name
        while at is not None and at not in self._done:
            if at in chain or len(chain) == _LONGEST_CHAIN or not self._is_service(at):
                break
            chain.append(at)
            at = _extended(self._services[at])
        base = self._done.get(at) if at is not None else None
        for known in reversed(chain):
            base = self._done[known] = self._over(self._services[known], base)
        return self._done.get(name, self._services[name])

    def _is_service(self, name: str) -> bool:
        return isinstance(self._services.get(name), Map)

    def _over(self, service: Map, base: Any) -> Map:
        if EXTENDS not in service or not isinstance(base, Map) or EXTENDS in base:
            return service
        if self._taken <= _MOST_TAKEN:
            self._taken += _size(base)
        if self._taken > _MOST_TAKEN:
            return service
        merged = _Merged(service, base)
        del merged[EXTENDS]
        return merged


def _extended(service: Map) -> str | None:
    """The service of the same file that a service extends; None when there is none."""
    written = service.get(EXTENDS)
    if isinstance(written, str):
        return written
    if isinstance(written, Map) and "file" not in written:
        return text(written.get("service")) or None
    return None


def _size(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 1
    return 1 + sum(map(_size, value.values() if isinstance(value, dict) else value))


def _entries(own: Map, base: Map) -> dict[str, Any]:
    merged = {**base, **own}
    for key in own:
        if key in base and key not in _REPLACED:
            merged[key] = _merged(key, own, base)
    return merged


def _merged(key: str, own: Map, base: Map) -> Any:
    mine, theirs = own[key], base[key]
    if isinstance(mine, Map) and isinstance(theirs, Map):
        return _Merged(mine, theirs)
    if not isinstance(mine, dict | list) or not isinstance(theirs, dict | list):
        return mine
    if isinstance(mine, Seq) and isinstance(theirs, Seq):
        replaced = {_target(item) for item in mine} if key == "volumes" else set()
        kept = [(item, theirs.place(i)) for i, item in enumerate(theirs)]
        kept = [(item, place) for item, place in kept if _target(item) not in replaced]
        added = [(item, mine.place(i)) for i, item in enumerate(mine)]
        return _Joined([*kept, *added], own.place(key))
    # A list beside a mapping: `- NAME=value` and `NAME: value` are the same thing.
    return _Joined(
        [(name, base.place(key)) for name in names(theirs)]
        + [(name, own.place(key)) for name in names(mine)],
        own.place(key),
    )


def _target(volume: Any) -> str:
    """Where a volume is mounted: `target`, or the second part of `source:target:mode`."""
    if isinstance(volume, dict):
        return text(volume.get("target"))
    parts = text(volume).split(":")
    return parts[1] if len(parts) > 1 else parts[0]
