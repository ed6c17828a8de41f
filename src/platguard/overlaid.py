"""Reads what changes other files before these: Kustomizations, their patches, Skaffold."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from functools import partial
from posixpath import dirname, join, normpath

from platguard.errors import SourceError
from platguard.facts import kind_of
from platguard.memory import FactMemory
from platguard.model.facts import BuiltImageFact, Fact, KustomizationFact
from platguard.relations import Whole
from platguard.relations.overlays import Overlays
from platguard.sources import Source
from platguard.sources.hashing import content_id
from platguard.sources.limits import LARGEST

_OF_PATCHES = frozenset({"workload", "container", "pod_template", "json_patch"})


def overlays_of(whole: Whole, source: Source, memory: FactMemory) -> Overlays:
    """What Kustomizations and Skaffold make of the facts of other files of a repository."""
    found = _facts(whole.kustomizations, {"kustomization"}, source, memory)
    kustomizations = [fact for fact in found if isinstance(fact, KustomizationFact)]
    present = set(whole.paths)
    patches = {
        path: list(_facts([path], _OF_PATCHES, source, memory))
        for path in sorted(_patch_paths(kustomizations) & present)
    }
    built = [
        fact
        for path in whole.skaffolds
        for fact in _facts([path], {"built_image"}, source, memory)
        if isinstance(fact, BuiltImageFact)
    ]
    return Overlays(whole.units, kustomizations, patches, built)


def _patch_paths(kustomizations: Iterable[KustomizationFact]) -> set[str]:
    return {
        normpath(join(dirname(fact.path), path)) for fact in kustomizations for path in fact.patches
    }


def _facts(
    paths: Iterable[str], wanted: Container[str], source: Source, memory: FactMemory
) -> Iterator[Fact]:
    """The facts of some files; whatever keeps one from being read is told where it is judged."""
    for path in paths:
        kind, data = kind_of(path), _bytes(path, source)
        if kind is not None and data is not None:
            read = partial(bytes, data)
            with suppress(Exception):
                yield from memory.facts(content_id(data, "sha1"), kind, path, read, wanted).facts


def _bytes(path: str, source: Source) -> bytes | None:
    try:
        data = source.read(path)
    except SourceError:
        return None
    return data if data is not None and len(data) <= LARGEST else None
