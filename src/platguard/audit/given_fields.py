"""Numbers that people hand in, read strictly: what claims and estimates are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from platguard.errors import UsageError
from platguard.fields import Fields

_MOST = 10**9
Range = tuple[Decimal, Decimal]
"""From the least to the most; both are the same for a single number."""


def number(fields: Fields, key: str) -> Decimal:
    """A number from 0; UsageError for anything else."""
    _need(fields, key)
    return _decimal(fields.value[key], fields.fault(f"{key} must be a number from 0", key))


def numbers(fields: Fields, key: str) -> Range:
    """A number from 0, or a list of the least and the most."""
    _need(fields, key)
    told = f"{key} must be a number from 0, or two such as [8, 12]"
    return range_of(fields.value[key], fields.fault(told, key))


def range_of(value: Any, fault: UsageError) -> Range:
    """A number, or a list of the least and the most; raises `fault` for anything else."""
    pair = value if isinstance(value, list) else [value, value]
    if len(pair) != 2:
        raise fault
    return _decimal(pair[0], fault), _decimal(pair[1], fault)


def people(fields: Fields, key: str) -> int:
    """A whole number from 0."""
    found = fields.integer(key)
    if not 0 <= found <= _MOST:
        raise fields.fault(f"{key} must be a whole number from 0", key)
    return found


def day(fields: Fields, key: str) -> date:
    """A day, which must be there."""
    found = fields.date(key)
    if found is None:
        raise fields.fault(f"{fields.what} has no {key}", hint=f"Add `{key}:`.")
    return found


def _need(fields: Fields, key: str) -> None:
    if not fields.has(key):
        raise fields.fault(f"{fields.what} has no {key}", hint=f"Add `{key}:`.")


def _decimal(value: Any, fault: UsageError) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise fault
    return Decimal(repr(value))
