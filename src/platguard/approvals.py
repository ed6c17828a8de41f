"""Who may approve: two roles, two people, each in the role on the day."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

REQUIRED_ROLES = ("platform", "leadership")
"""The roles that must approve an exception, or a shorter notice."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who holds a role, and when."""

    name: str
    since: date | None = None
    """The first day on which they hold it; None for since ever."""
    until: date | None = None
    """The last day on which they hold it; None for no end."""
    signs_as: tuple[str, ...] = ()
    """SSH principals or fingerprints of OpenPGP keys of their signatures; the name is one, too."""


Roles = Mapping[str, Sequence[Member]]
"""The members of each role of the organisation."""


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one person, however they are written: see `folded`."""
    return _person(one) == _person(other)


def holds_role(name: str, role: str, on: date, roles: Roles) -> bool:
    """Whether `name` is a member of `role` on that day."""
    return any(
        same_person(member.name, name)
        and (member.since is None or member.since <= on)
        and (member.until is None or on <= member.until)
        for member in roles.get(role, ())
    )


def missing_roles(given: Iterable[str]) -> list[str]:
    """The required roles that are not among `given`."""
    held = set(given)
    return [role for role in REQUIRED_ROLES if role not in held]


def by_two_people(approvals: Iterable[tuple[str, str]]) -> bool:
    """Whether (role, name) pairs hold both required roles in the hands of different people."""
    people: dict[str, set[str]] = {role: set() for role in REQUIRED_ROLES}
    for role, name in approvals:
        if role in people:
            people[role].add(_person(name))
    first, second = people.values()
    return bool(first and second) and len(first | second) > 1


def folded(name: str) -> str:
    """A name without what the eye does not see: case, width, ligatures, invisible characters."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if not _is_invisible(c))
    return unicodedata.normalize("NFKC", visible.casefold()).strip()


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc")


def _person(name: str) -> str:
    return folded(name).removeprefix("@")
