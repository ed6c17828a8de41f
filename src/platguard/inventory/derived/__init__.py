"""Inventories from what is there: clones, catalogs and owners in them, listings of a host.

Nothing is guessed: what a source does not say stays empty and is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from platguard.model.organisation import Member


class Derived(NamedTuple):
    """A repository that was found."""

    member: Member
    notes: Sequence[str] = ()
    """What could not be known of it, and what was decided, each a few words."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.member.placement.name

    def placed(self, *notes: str, **values: str) -> Derived:
        """The same with more of its placement, and more notes."""
        given: dict[str, Any] = {key: value for key, value in values.items() if value}
        member = replace(self.member, placement=replace(self.member.placement, **given))
        return Derived(member, (*self.notes, *notes))


def in_order(found: Sequence[Derived]) -> list[Derived]:
    """By name, each name once: of two that are called alike, the second gets a number."""
    taken: set[str] = set()
    named = []
    for item in sorted(found, key=lambda d: (d.name.casefold(), d.name, d.member.path)):
        name, number = item.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{item.name}-{number}"
        taken.add(name.casefold())
        notes = (f"another one is called {item.name}",) if number > 1 else ()
        named.append(item.placed(*notes, name=name))
    return sorted(named, key=lambda d: (d.name.casefold(), d.name))
