"""Documents to facts: `kinds` says which files are read by which extractor, one module a platform.

An extractor is a pure function of one file's bytes: no path, no configuration, no table, no date.
What the path adds to a fact is put in by `bind`, when facts are taken out of the cache.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from platguard.facts.kinds import MANIFEST, FileKind, kind_of
from platguard.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from platguard.model.facts import Fact, FileFacts

_LFS = pattern(rb"version https://(?:git-lfs|hawser)\.github\.com/spec/v1\r?\n")
"""What every pointer begins with (git-lfs/git-lfs: docs/spec.md)."""

__all__ = ["MANIFEST", "OF_PATH", "Addresses", "FileKind", "bind", "extract", "kind_of", "of_path"]


def extract(data: bytes, kind: FileKind) -> FileFacts:
    """The facts of one file's content; never raises for anything that the bytes can hold."""
    if _LFS.match(data):
        return _elsewhere(kind)
    module, _, name = kind.extractor.partition(":")
    extractor: Callable[[bytes], FileFacts] = getattr(import_module(module), name)
    from platguard.facts.additions import ADDITIONS

    found = extractor(data)
    for add in ADDITIONS:
        found = add(found, data, kind.name)
    return found


def _elsewhere(kind: FileKind) -> FileFacts:
    """What git has of a file that Git LFS keeps: large data, or a manifest out of sight."""
    from platguard.model.facts import FileFacts

    is_read = kind.counted and kind.name != "manifest-json"
    told = "is kept in Git LFS, and git has no more than a pointer to it"
    return FileFacts([], [(1, 1, told)], recognised=is_read, unrendered=False)


def bind(found: Iterable[Fact], path: str) -> list[Fact]:
    """The facts of a content as facts of the file at `path`; see `Addresses`."""
    addresses = Addresses(path)
    return [replace(fact, path=path, address=addresses.bound(fact.address)) for fact in found]


class Addresses:
    """What a path adds to the addresses of a content's facts.

    Those of Compose projects get the folder's name, those of workflows the file's, and those of
    plain files the path.
    """

    def __init__(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        self._added = {
            "compose": f"{folder.rpartition('/')[2] or '.'}/",
            "gha": f"{name.partition('.')[0]}/",
            "file": path,
        }

    def bound(self, address: str) -> str:
        """The address as it is at the path."""
        scheme, _, rest = address.partition(":")
        added = self._added.get(scheme)
        return address if added is None else f"{scheme}:{added}{rest}"


OF_PATH = {"runtime": ("service",)}
"""Fact types of which the name of a file gives some, and the types that those are made of."""


def of_path(found: Sequence[Fact], path: str) -> list[Fact]:
    """The facts that only the name of a file gives: Compose services that run on Swarm."""
    from platguard.model.facts import ServiceFact

    services = [fact for fact in found if isinstance(fact, ServiceFact)]
    if not services:
        return []
    from platguard.facts.compose import swarm_runtimes

    return [*swarm_runtimes(path, services)]
