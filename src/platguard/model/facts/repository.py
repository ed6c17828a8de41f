"""The repository itself."""

from __future__ import annotations

from dataclasses import dataclass

from platguard.model.facts.base import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryFact(Fact):
    """The repository itself. A relation over its files and its history."""

    files: list[str]
    """Well-known files that exist: README.md, CODEOWNERS, catalog-info.yaml, ..."""
    first_commit_on: str
    """Day of the first commit; unknown in a shallow clone or without git."""
