"""Reads what a rule expects of a fact: `require`, `deny` or `schema`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard.fields import Fields
from platguard.model.document import Map
from platguard.tuples import NamedTuple

EXPECTATION_KEYS = ("require", "deny", "schema")


class Expectation(NamedTuple):
    """Exactly one of three, the others empty; each is as in Rule."""

    require: str
    deny: str
    schema: Mapping[str, Any] | None


def read_expectation(fields: Fields) -> Expectation:
    """What is expected. Raises UsageError unless there is exactly one of the three keys."""
    given = [key for key in EXPECTATION_KEYS if fields.has(key)]
    if len(given) != 1:
        told = " and ".join(given) or "none of them"
        raise fields.fault(
            f"{fields.what} must have exactly one of require, deny, schema; it has {told}",
            given[-1] if given else "",
        )
    return Expectation(
        require=fields.text("require") if given == ["require"] else "",
        deny=fields.text("deny") if given == ["deny"] else "",
        schema=_schema(fields) if given == ["schema"] else None,
    )


def _schema(fields: Fields) -> Map:
    schema = fields.value["schema"]
    if not isinstance(schema, Map):
        raise fields.fault("schema must be a JSON Schema", "schema")
    from platguard.schema_rules import check_schema

    wrong = check_schema(schema)
    if wrong:
        raise fields.fault(f"schema of {fields.what}: {wrong}", "schema")
    return schema
