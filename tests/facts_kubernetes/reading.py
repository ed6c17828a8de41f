"""Facts of a manifest, by type."""

from __future__ import annotations

from textwrap import dedent
from typing import TypeVar

from platguard.facts.manifests import extract_yaml
from platguard.model.facts import Fact, FileFacts

F = TypeVar("F", bound=Fact)


def read(manifest: str) -> FileFacts:
    """What a manifest says."""
    return extract_yaml(dedent(manifest).encode())


def facts(manifest: str, of: type[F]) -> list[F]:
    """The facts of one type, in order."""
    return [fact for fact in read(manifest).facts if isinstance(fact, of)]


def only(manifest: str, of: type[F]) -> F:
    """The one fact of its type."""
    [fact] = facts(manifest, of)
    return fact
