"""Ends of support and lives of API versions, as their dated tables hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard import table_fields as fields
from platguard import versions
from platguard.patterns import pattern
from platguard.records import dataclass

NO_END = "9999-12-31"
"""Stands for the last supported day of what is supported without an announced end."""

_SUPPORT, _APIS = "support", "kubernetes-apis"
_CYCLE_FIELDS = ("released", "ends", "extended", "names", "short_lived", "heir")
_API_FIELDS = (
    "api_version",
    "kinds",
    "deprecated",
    "removed",
    "replacement",
    "safe",
    "note",
    "component",
    "unserved",
)
_FAMILY = pattern(r"[a-z.]*")


@dataclass(frozen=True, slots=True)
class Cycle:
    """The part of a product's versions that shares one end of support."""

    name: str
    """`3.9`, as the table writes it; `python3.9` of a product with cycles of several families."""
    spellings: tuple[str, ...]
    """Other ways to write it: `bookworm`, `1.8`."""
    released: str
    """The day of its first release, or empty."""
    ends: str
    """Last supported day, or NO_END."""
    extended: str
    """Last day of extended support; `ends` where there is none."""
    short_lived: bool
    """Whether longer-lived cycles are to be preferred."""
    heir: str
    """The family that follows where its own ends: `provided.al` of `go1.x`; or empty."""

    @property
    def family(self) -> str:
        """What stands before the number: `python` of `python3.9`; empty of most products."""
        return family_of(self.name)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of a cycle, (3, 9) of `3.9` and of `python3.9`."""
        return versions.numbers(self.name.removeprefix(self.family))


@dataclass(frozen=True, slots=True)
class ApiLife:
    """The life of one API version of one kind."""

    deprecated: str
    """Kubernetes minor, or empty."""
    removed: str
    """Kubernetes minor, or empty."""
    replacement: str
    """API version, or empty when nothing replaces it."""
    safe: bool
    """Whether only the version changes."""
    note: str
    """What else to do, or empty."""
    unserved: bool
    """Whether no release serves it any more, whatever the cluster's version."""


def family_of(name: str) -> str:
    """What stands before the number of a cycle's name: `python` of `python3.9`."""
    found = _FAMILY.match(name)
    return found[0] if found else ""


def read_support(data: Mapping[str, Any]) -> dict[str, tuple[Cycle, ...]]:
    """The cycles of each product, oldest first, by every name that the product has."""
    fields.head(data, _SUPPORT, "products")
    products: dict[str, tuple[Cycle, ...]] = {}
    for name, product in fields.mapping(data["products"], _SUPPORT, "products").items():
        place = f"products.{name}"
        fields.only(product, ("also", "cycles"), _SUPPORT, place)
        cycles = _cycles(product.get("cycles"), f"{place}.cycles")
        for alias in (name, *fields.texts(product.get("also", []), _SUPPORT, f"{place}.also")):
            if alias in products:
                told = f"the name {alias} is taken"
                raise fields.fault(_SUPPORT, place, told, "one that is free")
            products[alias] = cycles
    return products


def read_apis(data: Mapping[str, Any]) -> dict[tuple[str, str], ApiLife]:
    """The life of each (API version, kind); a kind also stands for its List."""
    fields.head(data, _APIS, "apis")
    lives: dict[tuple[str, str], ApiLife] = {}
    for number, row in enumerate(fields.rows(data["apis"], _APIS, "apis")):
        place = f"apis[{number}]"
        life = _life(row, place)
        version = fields.text(row, "api_version", _APIS, place)
        for kind in fields.texts(row.get("kinds"), _APIS, f"{place}.kinds"):
            if (version, kind) in lives:
                told = f"{version} {kind} has a row already"
                raise fields.fault(_APIS, place, told, "one row for each")
            lives[version, kind] = lives[version, f"{kind}List"] = life
    return lives


def _cycles(written: Any, place: str) -> tuple[Cycle, ...]:
    found = [
        _cycle(name, value, f"{place}.{name}")
        for name, value in fields.mapping(written, _SUPPORT, place).items()
    ]
    return tuple(sorted(found, key=lambda cycle: (cycle.family, cycle.numbers)))


def _cycle(name: Any, value: Any, place: str) -> Cycle:
    if not isinstance(name, str) or not (family_of(name) or versions.numbers(name)):
        told = f"the cycle is {name!r}"
        raise fields.fault(_SUPPORT, place, told, 'a version in quotes: "3.10"')
    fields.only(value, _CYCLE_FIELDS, _SUPPORT, place)
    ends = _end(fields.text(value, "ends", _SUPPORT, place), f"{place}.ends")
    extended = value.get("extended", "")
    last = _end(extended, f"{place}.extended") if extended else ends
    if last < ends:
        told = f"is {last}"
        raise fields.fault(_SUPPORT, f"{place}.extended", told, f"a day after ends, {ends}")
    released = value.get("released", "")
    return Cycle(
        name=name,
        spellings=fields.texts(value.get("names", []), _SUPPORT, f"{place}.names"),
        released=fields.day(released, _SUPPORT, f"{place}.released") if released else "",
        ends=ends,
        extended=last,
        short_lived=fields.claim(value, "short_lived", _SUPPORT, place),
        heir=str(value.get("heir", "")),
    )


def _end(value: Any, place: str) -> str:
    return NO_END if value == "none" else fields.day(value, _SUPPORT, place)


def _life(row: Any, place: str) -> ApiLife:
    fields.only(row, _API_FIELDS, _APIS, place)
    deprecated = fields.minor(row, "deprecated", _APIS, place)
    removed = fields.minor(row, "removed", _APIS, place)
    unserved = fields.claim(row, "unserved", _APIS, place)
    if not (deprecated or removed or unserved):
        raise fields.fault(_APIS, place, "says nothing", "deprecated, removed or unserved")
    if deprecated and removed and versions.numbers(removed) <= versions.numbers(deprecated):
        told = f"is {removed}"
        raise fields.fault(_APIS, f"{place}.removed", told, f"one after {deprecated}")
    return ApiLife(
        deprecated=deprecated,
        removed=removed,
        replacement=str(row.get("replacement", "")),
        safe=fields.claim(row, "safe", _APIS, place),
        note=str(row.get("note", "")),
        unserved=unserved,
    )
