"""What stood in a file of one end of a change: whether something came there, or was there already.

The same object often stands in several files, one for each environment. When it is mended in one
file and broken in another one, nothing moved, although the finding is called the same.
"""

from __future__ import annotations

from functools import cached_property

from platguard.errors import PlatguardError
from platguard.facts import bind, extract, kind_of
from platguard.json_fields import as_told
from platguard.model.drift import Identity
from platguard.relations.homes import UNSET
from platguard.sources import Source
from platguard.tuples import NamedTuple


class _Object(NamedTuple):
    """What a file says of an object; a Kustomization may put it into another namespace."""

    rest: tuple[str, ...]
    """The address without the namespace."""
    namespace: str


class StoodThere:
    """The things in the files of one end, by the paths of those files as reports tell them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[str, frozenset[_Object]] = {}

    def has(self, path: str, found: Identity) -> bool:
        """Whether the file at a path says something of what a finding is about."""
        if path not in self._known:
            self._known[path] = frozenset(map(_object, self._addresses(path)))
        wanted = _object(found.address)
        return any(
            wanted.rest == there.rest
            and (UNSET in (wanted.namespace, there.namespace) or wanted == there)
            for there in self._known[path]
        )

    def _addresses(self, path: str) -> set[str]:
        real = path if path.isascii() and "\\" not in path else self._paths.get(path, path)
        kind = kind_of(real)
        try:
            data = self._source.read(real) if kind else None
        except PlatguardError:
            return set()
        if kind is None or data is None:
            return set()
        return {as_told(fact.address) for fact in bind(extract(data, kind).facts, real)}

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Paths by what reports tell of them."""
        return {as_told(path): path for path in self._source.list("")}


def _object(address: str) -> _Object:
    scheme, _, rest = address.partition(":")
    parts = rest.split("/")
    if scheme != "k8s" or len(parts) != 4:
        return _Object((address,), "")
    group, kind, namespace, name = parts
    return _Object((scheme, group, kind, name), namespace)
