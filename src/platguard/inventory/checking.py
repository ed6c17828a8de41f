"""What a scan of an inventory would stumble on, as far as this machine can tell."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from platguard.errors import PlatguardError
from platguard.inventory.folders import is_repository, origin_url
from platguard.model.organisation import Inventory, Member
from platguard.sources.git import Git


class Trouble(NamedTuple):
    """What is wrong with one repository."""

    name: str
    message: str


def troubles(inventory: Inventory, environ: Mapping[str, str]) -> Iterator[Trouble]:
    """Repositories that could not be judged, and clones of one origin, in the order of names.

    What is fetched is not asked for: that needs the network.
    """
    origins: dict[str, str] = {}
    for member in inventory.members:
        name = member.placement.name
        if not member.path:
            continue
        if message := _trouble(member, environ):
            yield Trouble(name, message)
        elif origin := origin_url(member.path):
            other = origins.setdefault(origin.removesuffix("/").removesuffix(".git"), name)
            if other != name:
                yield Trouble(name, f"{member.path} is a clone of the same origin as {other}")


def _trouble(member: Member, environ: Mapping[str, str]) -> str:
    path = member.path
    if not os.path.isdir(path):
        return f"{path} is no folder" if os.path.lexists(path) else f"{path} is not there"
    if not is_repository(path):
        return f"{path} is no repository"
    try:
        git = Git.find(path, environ)
        if git is None:
            return f"git does not take {path} for a repository"
        if git.head is None and member.revision == "HEAD":
            return f"{path} has no commit"
        git.resolve(member.revision)
    except PlatguardError as error:
        return str(error)
    return ""
