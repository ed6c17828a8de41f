"""Rules that are a JSON Schema: what they find, and schemas that lead nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from platguard.schema_rules import check_schema, violation

REPLICAS = {"properties": {"spec": {"properties": {"replicas": {"minimum": 2}}}}}


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (REPLICAS, "spec.replicas: 1 is less than the minimum of 2"),
        ({"required": ["status"]}, "object: 'status' is a required property"),
        ({"required": ["spec"]}, ""),
        ({"$ref": "#/$defs/none"}, "$ref '/$defs/none' leads nowhere"),
        ({"$ref": "#"}, "a $ref of the schema leads back to itself"),
    ],
)
def test_the_first_violation_is_told(schema: dict[str, Any], told: str) -> None:
    assert violation(schema, {"spec": {"replicas": 1}}) == told


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (REPLICAS, ""),
        ({"type": "mapping"}, "is not valid"),
        ({"items": [{"$ref": "https://platform.example/a.json"}]}, "is not of type"),
        ({"not": {"$ref": "https://platform.example/a.json"}}, "points out of the schema"),
    ],
)
def test_a_schema_is_checked(schema: dict[str, Any], told: str) -> None:
    found = check_schema(schema)
    assert told in found
    assert bool(found) == bool(told)
