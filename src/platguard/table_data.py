"""The content of the dated tables, read strictly: a fault names its place in the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from platguard import dates, versions
from platguard.errors import UsageError

NO_END = "9999-12-31"
"""Stands for the last supported day of what is supported without an announced end."""

_HEAD = ("table", "as_of", "source", "license")
_CYCLE_FIELDS = ("ends", "extended", "names", "short_lived")
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


@dataclass(frozen=True, slots=True)
class Cycle:
    """The part of a product's versions that shares one end of support."""

    name: str
    """`3.9`, as the table writes it."""
    spellings: tuple[str, ...]
    """Other ways to write it: `bookworm`, `1.8`."""
    ends: str
    """Last supported day, or NO_END."""
    extended: str
    """Last day of extended support; `ends` where there is none."""
    short_lived: bool
    """Whether longer-lived cycles are to be preferred."""


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


def read_support(data: Mapping[str, Any]) -> dict[str, tuple[Cycle, ...]]:
    """The cycles of each product, oldest first, by every name that the product has."""
    _head(data, "support", "products")
    products: dict[str, tuple[Cycle, ...]] = {}
    for name, product in _mapping(data["products"], "support", "products").items():
        place = f"products.{name}"
        _only(product, ("also", "cycles"), "support", place)
        cycles = _cycles(product.get("cycles"), f"{place}.cycles")
        for alias in (name, *_texts(product.get("also", []), "support", f"{place}.also")):
            if alias in products:
                raise _fault("support", place, f"the name {alias} is taken", "one that is free")
            products[alias] = cycles
    return products


def read_apis(data: Mapping[str, Any]) -> dict[tuple[str, str], ApiLife]:
    """The life of each (API version, kind); a kind also stands for its List."""
    _head(data, "kubernetes-apis", "apis")
    lives: dict[tuple[str, str], ApiLife] = {}
    rows = data["apis"]
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise _fault("kubernetes-apis", "apis", "is not a list", "a list of rows")
    for number, row in enumerate(rows):
        place = f"apis[{number}]"
        life = _life(row, place)
        version = _text(row, "api_version", "kubernetes-apis", place)
        for kind in _texts(row.get("kinds"), "kubernetes-apis", f"{place}.kinds"):
            if (version, kind) in lives:
                told = f"{version} {kind} has a row already"
                raise _fault("kubernetes-apis", place, told, "one row for each")
            lives[version, kind] = lives[version, f"{kind}List"] = life
    return lives


def _head(data: Mapping[str, Any], table: str, content: str) -> None:
    _only(data, (*_HEAD, content), table, "the table")
    for name in _HEAD:
        _text(data, name, table, "the table")
    if data["table"] != table:
        raise _fault(table, "table", f"is {data['table']}", table)
    _day(data["as_of"], table, "as_of")
    if content not in data:
        raise _fault(table, content, "is missing", "the rows of the table")


def _cycles(written: Any, place: str) -> tuple[Cycle, ...]:
    found = [
        _cycle(name, value, f"{place}.{name}")
        for name, value in _mapping(written, "support", place).items()
    ]
    return tuple(sorted(found, key=lambda cycle: versions.numbers(cycle.name)))


def _cycle(name: Any, value: Any, place: str) -> Cycle:
    if not isinstance(name, str) or not versions.numbers(name):
        raise _fault("support", place, f"the cycle is {name!r}", 'a version in quotes: "3.10"')
    _only(value, _CYCLE_FIELDS, "support", place)
    ends = _text(value, "ends", "support", place)
    end = NO_END if ends == "none" else _day(ends, "support", f"{place}.ends")
    extended = value.get("extended", "")
    last = _day(extended, "support", f"{place}.extended") if extended else end
    if last < end:
        raise _fault("support", f"{place}.extended", f"is {last}", f"a day after ends, {end}")
    names = _texts(value.get("names", []), "support", f"{place}.names")
    return Cycle(name, names, end, last, _claim(value, "short_lived", "support", place))


def _life(row: Any, place: str) -> ApiLife:
    table = "kubernetes-apis"
    _only(row, _API_FIELDS, table, place)
    deprecated = _minor(row, "deprecated", place)
    removed = _minor(row, "removed", place)
    unserved = _claim(row, "unserved", table, place)
    if not (deprecated or removed or unserved):
        raise _fault(table, place, "says nothing", "deprecated, removed or unserved")
    if deprecated and removed and versions.numbers(removed) <= versions.numbers(deprecated):
        raise _fault(table, f"{place}.removed", f"is {removed}", f"one after {deprecated}")
    return ApiLife(
        deprecated=deprecated,
        removed=removed,
        replacement=str(row.get("replacement", "")),
        safe=_claim(row, "safe", table, place),
        note=str(row.get("note", "")),
        unserved=unserved,
    )


def _minor(row: Mapping[str, Any], name: str, place: str) -> str:
    value = row.get(name, "")
    # Unquoted, YAML reads 1.20 as the number 1.2.
    if not isinstance(value, str) or (value and len(versions.numbers(value)) != 2):
        raise _fault("kubernetes-apis", f"{place}.{name}", f"is {value!r}", 'as in "1.22"')
    return value


def _mapping(value: Any, table: str, place: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise _fault(table, place, "is not a mapping", "names and their values")
    return value


def _only(value: Any, fields: Sequence[str], table: str, place: str) -> None:
    for name in _mapping(value, table, place):
        if name not in fields:
            raise _fault(table, place, f"has the unknown field {name}", ", ".join(fields))


def _text(value: Mapping[str, Any], name: str, table: str, place: str) -> str:
    text = str(value.get(name, ""))
    if not text:
        raise _fault(table, place, f"has no {name}", "a value")
    return text


def _texts(value: Any, table: str, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _fault(table, place, "is not a list of texts", "as in [one, two]")
    return tuple(value)


def _claim(value: Mapping[str, Any], name: str, table: str, place: str) -> bool:
    claim = value.get(name, False)
    if not isinstance(claim, bool):
        raise _fault(table, f"{place}.{name}", f"is {claim!r}", "true or false")
    return claim


def _day(value: Any, table: str, place: str) -> str:
    day = dates.parse(str(value))
    if day is None:
        raise _fault(table, place, f"is {value}", "a date as YYYY-MM-DD")
    return day.isoformat()


def _fault(table: str, place: str, told: str, expected: str) -> UsageError:
    return UsageError(f"table {table}: {place} {told}; expected {expected}.")
