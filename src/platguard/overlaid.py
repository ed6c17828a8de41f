"""Reads what changes other files before these: Kustomizations, their patches, Skaffold."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from functools import partial
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.facts import MANIFEST, kind_of
from platguard.memory import FactMemory
from platguard.model.blob import Blob
from platguard.model.facts import BuiltImageFact, Fact, KustomizationFact
from platguard.relations import Whole
from platguard.sources import Source
from platguard.sources.hashing import content_id
from platguard.sources.limits import LARGEST

if TYPE_CHECKING:
    from platguard.relations.overlays import Overlays

_OF_PATCHES = frozenset({"workload", "container", "pod_template", "json_patch"})

Files = Callable[[str], Blob | None]
"""Gives the file at a path; None where there is none that can be read."""


def overlays_of(whole: Whole, files: Files, memory: FactMemory) -> Overlays:
    """What Kustomizations and Skaffold make of the facts of other files of a repository."""
    from platguard.relations.overlays import Overlays

    kustomizations = kustomizations_of(whole, files, memory)
    present = set(whole.paths)
    patches = {
        path: list(_facts([path], _OF_PATCHES, files, memory))
        for path in sorted(patches_of(kustomizations) & present)
    }
    built = [
        fact
        for path in whole.skaffolds
        for fact in _facts([path], {"built_image"}, files, memory)
        if isinstance(fact, BuiltImageFact)
    ]
    return Overlays(whole.units, kustomizations, patches, built)


def kustomizations_of(whole: Whole, files: Files, memory: FactMemory) -> list[KustomizationFact]:
    """The Kustomizations of a repository, whether anybody judges them or not."""
    found = _facts(whole.kustomizations, {"kustomization"}, files, memory)
    return [fact for fact in found if isinstance(fact, KustomizationFact)]


def files_of(source: Source) -> Files:
    """The files of a source, as many as somebody asks for."""
    return partial(_file, source)


def _file(source: Source, path: str) -> Blob | None:
    try:
        data = source.read(path)
    except SourceError:
        return None
    if data is None or len(data) > LARGEST:
        return None
    return Blob(path, content_id(data, "sha1"), len(data), partial(bytes, data))


def patches_of(kustomizations: Iterable[KustomizationFact]) -> set[str]:
    """The paths that Kustomizations name as patches."""
    return {
        normpath(join(dirname(fact.path), path)) for fact in kustomizations for path in fact.patches
    }


def _facts(
    paths: Iterable[str], wanted: Container[str], files: Files, memory: FactMemory
) -> Iterator[Fact]:
    """The facts of some files; whatever keeps one from being read is told where it is judged."""
    for path in paths:
        kind, blob = kind_of(path) or MANIFEST, files(path)
        if blob is not None:
            with suppress(Exception):
                yield from memory.facts(blob.content_id, kind, path, blob.read, wanted).facts
