"""Facts as JSON rows and back: the form in which they are remembered."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import fields
from functools import cache
from typing import Any

from platguard.facts import Addresses
from platguard.model import facts as fact_model
from platguard.model.document import Place
from platguard.model.facts import FACT_NAMES, FACT_TYPES, Fact, FileFacts
from platguard.patterns import pattern

EXTRACTION = 6
"""Raised with every change of what is extracted, so that remembered facts are read anew."""

_LIST = pattern(r"list\[([A-Z]\w+)\]")
"""The type of a field that holds records."""
_UNBOUND = frozenset({"path"})
"""Fields that a fact has only once it is bound to a path."""


def encode(found: FileFacts) -> bytes:
    """One line of JSON. Names that are not UTF-8 stay what they are, escaped."""
    rows = [_row(fact) for fact in found.facts]
    whole = [rows, found.problems, found.recognised, found.unrendered]
    return json.dumps(whole, separators=(",", ":")).encode("ascii")


def decode(line: bytes, path: str, wanted: Container[str]) -> FileFacts:
    """What `encode` was given, as facts of the file at `path`, of the wanted types only.

    Raises ValueError for anything that `encode` did not write.
    """
    addresses = Addresses(path)
    try:
        rows, problems, recognised, unrendered = json.loads(line)
        facts = [_fact(row, path, addresses) for row in rows if row[0] in wanted]
        told = [(at, column, message) for at, column, message in problems]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ValueError("not remembered facts") from error
    return FileFacts(facts, told, recognised, unrendered)


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(FACT_TYPES[kind]) if field.name not in _UNBOUND)


@cache
def _records(kind: str) -> dict[str, tuple[Any, tuple[str, ...]]]:
    """The fields of a fact type that hold records: the record's class, and its fields."""
    told = ((field.name, _LIST.fullmatch(str(field.type))) for field in fields(FACT_TYPES[kind]))
    classes = {name: getattr(fact_model, found[1]) for name, found in told if found}
    return {name: (cls, tuple(f.name for f in fields(cls))) for name, cls in classes.items()}


def _row(fact: Fact) -> list[Any]:
    kind = FACT_NAMES[type(fact)]
    records = _records(kind)
    row: list[Any] = [kind]
    for name in _names(kind):
        value = getattr(fact, name)
        if name in records:
            _, inner = records[name]
            value = [[getattr(item, each) for each in inner] for item in value]
        row.append(value)
    return row


def _fact(row: list[Any], path: str, addresses: Addresses) -> Fact:
    kind = row[0]
    values = dict(zip(_names(kind), row[1:], strict=True))
    values["path"] = path
    values["address"] = addresses.bound(values["address"])
    values["places"] = {name: _place(Place, place) for name, place in values["places"].items()}
    for name, (cls, inner) in _records(kind).items():
        values[name] = [cls(**dict(zip(inner, item, strict=True))) for item in values[name]]
    return FACT_TYPES[kind](**values)


_place = tuple.__new__  # what Place(*place) ends in, at a third of its cost
