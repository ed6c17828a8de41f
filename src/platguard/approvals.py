"""Who may approve: two roles, two people, each in the role on the day."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from platguard.patterns import pattern
from platguard.records import dataclass

_LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts with letters that cannot be told from those of another."""

# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, controls, the blank Braille
# pattern, and marks of format.
_INVISIBLE = pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

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


@lru_cache(maxsize=20_000)
def folded(name: str) -> str:
    """A name without what the eye does not see: case, width, ligatures, invisible characters."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if not _INVISIBLE.match(c))
    return unicodedata.normalize("NFKC", visible.casefold()).strip()


def scripts_of(name: str) -> list[str]:
    """The scripts that the letters of a name are from: several make a name that looks like another.

    The first word of a letter's Unicode name is its script, but for a few that CJK names share.
    """
    letters = (c for c in unicodedata.normalize("NFKC", name) if c.isalpha())
    found = {unicodedata.name(letter, "UNKNOWN").partition(" ")[0] for letter in letters}
    return sorted(found & _LOOK_ALIKE)


def _person(name: str) -> str:
    return folded(name).removeprefix("@")
