"""Strict readings of a dated table's fields: a fault names its table and its place in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from platguard import dates, versions
from platguard.errors import UsageError

_HEAD = ("table", "as_of", "source", "license")


def head(data: Mapping[str, Any], table: str, *contents: str) -> None:
    """Refuses a table that is not `table`, or lacks a day, a source or one of `contents`."""
    only(data, (*_HEAD, *contents), table, "the table")
    for name in _HEAD:
        text(data, name, table, "the table")
    if data["table"] != table:
        raise fault(table, "table", f"is {data['table']}", table)
    day(data["as_of"], table, "as_of")
    for content in contents:
        if content not in data:
            raise fault(table, content, "is missing", "the rows of the table")


def rows(value: Any, table: str, place: str) -> Sequence[Any]:
    """A list of rows."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise fault(table, place, "is not a list", "a list of rows")
    return value


def mapping(value: Any, table: str, place: str) -> Mapping[Any, Any]:
    """A mapping."""
    if not isinstance(value, Mapping):
        raise fault(table, place, "is not a mapping", "names and their values")
    return value


def only(value: Any, fields: Sequence[str], table: str, place: str) -> None:
    """Refuses what is no mapping, or has a field beside `fields`."""
    for name in mapping(value, table, place):
        if name not in fields:
            raise fault(table, place, f"has the unknown field {name}", ", ".join(fields))


def text(value: Mapping[str, Any], name: str, table: str, place: str) -> str:
    """A text that must be there."""
    found = str(value.get(name, ""))
    if not found:
        raise fault(table, place, f"has no {name}", "a value")
    return found


def texts(value: Any, table: str, place: str) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise fault(table, place, "is not a list of texts", "as in [one, two]")
    return tuple(value)


def claim(value: Mapping[str, Any], name: str, table: str, place: str) -> bool:
    """A boolean, false when absent."""
    found = value.get(name, False)
    if not isinstance(found, bool):
        raise fault(table, f"{place}.{name}", f"is {found!r}", "true or false")
    return found


def day(value: Any, table: str, place: str) -> str:
    """A day, as YYYY-MM-DD."""
    found = dates.parse(str(value))
    if found is None:
        raise fault(table, place, f"is {value}", "a date as YYYY-MM-DD")
    return found.isoformat()


def minor(value: Mapping[str, Any], name: str, table: str, place: str) -> str:
    """A Kubernetes minor, empty when absent."""
    found = value.get(name, "")
    # Unquoted, YAML reads 1.20 as the number 1.2.
    if not isinstance(found, str) or (found and len(versions.numbers(found)) != 2):
        raise fault(table, f"{place}.{name}", f"is {found!r}", 'as in "1.22"')
    return found


def fault(table: str, place: str, told: str, expected: str) -> UsageError:
    """What is wrong at a place of a table, and what was expected there."""
    return UsageError(f"table {table}: {place} {told}; expected {expected}.")
