"""The terms of a run as a row, and what of them decides about findings."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from platguard.history import days
from platguard.model.organisation import Terms

DECIDING = ("tool_version", "standards", "configuration", "tables")
"""What changes the findings of an unchanged commit. Not the register: an exception covers a finding
and does not make it another one; and not the day, whose work is told apart."""


def described(terms: Terms, names: Collection[str], *, whole: bool) -> dict[str, Any]:
    """The columns of `runs` that terms give."""
    return {
        "as_of": days.number(terms.as_of),
        "tool_version": terms.tool_version,
        "timezone": terms.timezone,
        "standards": terms.standards,
        "configuration": terms.configuration,
        "register": terms.register,
        "tables": json.dumps(dict(terms.tables), sort_keys=True),
        "whole": whole,
        "repositories": len(set(names)),
        "exceptions": None if terms.exceptions is None else len(terms.exceptions),
    }


def deciding(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of a row of `runs` decides about findings."""
    return tuple(row[name] for name in DECIDING)
