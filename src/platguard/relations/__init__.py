"""Facts that need more than one file: network coverage, namespaces, the repository itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from platguard.model.facts import Fact
from platguard.relations.network import relate_networks
from platguard.relations.repository import relate_repository
from platguard.relations.units import deploy_units

__all__ = ["deploy_units", "relate", "relate_networks", "relate_repository"]


def relate(facts: Iterable[Fact], paths: Iterable[str], first_commit_on: str | None) -> list[Fact]:
    """Every fact that only the whole repository gives; `facts` are bound, `paths` are all files.

    `first_commit_on` is the day of the first commit, None when it cannot be known.
    """
    files = list(paths)
    units: Mapping[str, str] = deploy_units(files)
    return [*relate_networks(facts, units), relate_repository(files, first_commit_on)]
