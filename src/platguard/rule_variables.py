"""The variables that the expressions of a rule may use, and scopes that declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from platguard.expressions import Expressions, Scope
from platguard.model import facts as fact_model
from platguard.model.facts import FACT_TYPES
from platguard.patterns import pattern

_RECORDS = pattern(r"list\[([A-Z]\w+)\]")
"""The type of a field that holds records."""


class Scopes:
    """Scopes by their variables: making one costs more than compiling an expression in it."""

    def __init__(self, expressions: Expressions) -> None:
        self._expressions = expressions
        self._known: dict[frozenset[tuple[str, str]], Scope] = {}

    def scope(self, variables: Mapping[str, str]) -> Scope:
        """The scope of these variables."""
        key = frozenset(variables.items())
        if key not in self._known:
            self._known[key] = self._expressions.scope(variables)
        return self._known[key]


def fact_variables(fact_type: str) -> dict[str, str]:
    """The variables of a fact type: its fields of plain types, by dotted name."""
    hidden = {"places", "unknown"}
    return {
        f"{fact_type}.{field.name}": str(field.type)
        for field in fields(FACT_TYPES[fact_type])
        if field.name not in hidden and not _RECORDS.fullmatch(str(field.type))
    }


def records(fact_type: str) -> dict[str, str]:
    """The fields of a fact type that hold records, and the name of the record's class."""
    found = ((f.name, _RECORDS.fullmatch(str(f.type))) for f in fields(FACT_TYPES[fact_type]))
    return {name: match[1] for name, match in found if match}


def item_variables(fact_type: str, field: str) -> dict[str, str]:
    """The variables of an item of a list of records: `item.` and the fields of the record."""
    record = getattr(fact_model, records(fact_type)[field])
    return {f"item.{field.name}": str(field.type) for field in fields(record)}
