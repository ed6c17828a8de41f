"""Rules that are a JSON Schema, applied to the manifest of an object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, best_match
from referencing import Registry
from referencing.exceptions import Unresolvable

_WITHOUT_NETWORK: Registry[Any] = Registry()


def check_schema(schema: Mapping[str, Any]) -> str:
    """What is wrong with the schema, or nothing; references may only point into itself."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"{error.json_path}: {error.message}"
    outside = [ref for ref in _references(schema) if not ref.startswith("#")]
    return f"$ref {outside[0]!r} points out of the schema" if outside else ""


def violation(schema: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """Where and how the manifest violates the schema, at its most telling place; or nothing."""
    validator = Draft202012Validator(schema, registry=_WITHOUT_NETWORK)
    try:
        error = best_match(validator.iter_errors(manifest))
    except Unresolvable as unresolvable:
        return f"$ref {unresolvable.ref!r} leads nowhere"
    except RecursionError:
        return "a $ref of the schema leads back to itself"
    return f"{error.json_path[2:] or 'object'}: {error.message}" if error else ""


def _references(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        found = [v for k, v in value.items() if k in ("$ref", "$dynamicRef") and isinstance(v, str)]
        return found + [ref for item in value.values() for ref in _references(item)]
    if isinstance(value, list):
        return [ref for item in value for ref in _references(item)]
    return []
