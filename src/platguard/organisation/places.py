"""Where the repositories of an inventory lie: their own folders, or mirrors that are fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from platguard.errors import PlatguardError, SourceError
from platguard.facts import kind_of
from platguard.mirrors.fetching import Mirror, Mirrors
from platguard.model.organisation import Member
from platguard.organisation.orders import Order
from platguard.organisation.quarantine import Quarantine
from platguard.relations.gists import tells_by_its_content

Found = Mapping[str, Mirror | PlatguardError]
"""The mirror of each URL, or why there is none."""


def is_read(path: str) -> bool:
    """Whether a scan of a commit reads the contents of the file at a path."""
    return kind_of(path) is not None or tells_by_its_content(path)


def fetched(members: Sequence[Member], mirrors: Mirrors, told: Callable[[int, int], None]) -> Found:
    """Brings the mirrors of all members up to date; `told` hears how many are, and of how many."""
    wanted = [(member.url, member.revision) for member in members if member.url]
    found: dict[str, Mirror | PlatguardError] = {}
    if not wanted:
        return found
    for url, mirror in mirrors.fetch_all(wanted):
        found[url] = mirror
        told(len(found), len(wanted))
    return found


def known(members: Sequence[Member], mirrors: Mirrors) -> Found:
    """The mirrors as they are, without asking anybody."""
    absent = SourceError("it was never fetched", hint="Scan without --no-fetch.")
    urls = (member.url for member in members if member.url)
    return {url: mirrors.known(url) or absent for url in urls}


def orders_of(members: Sequence[Member], found: Found, quarantine: Quarantine) -> Iterator[Order]:
    """An order for each member."""
    for member in members:
        mirror = found[member.url] if member.url else None
        if isinstance(mirror, PlatguardError):
            yield Order(member, "", fault=str(mirror))
            continue
        folder = mirror.folder if mirror else member.path
        poison = quarantine.poison(folder)
        stale = ""
        if mirror and mirror.problem:
            stale = f"on {mirror.fetched.date()}, and not now ({mirror.problem})"
        yield Order(
            member,
            folder,
            avoided=poison.commit if poison else "",
            avoided_reason=poison.reason if poison else "",
            stale=stale,
        )
