"""The table of fields, annotations and labels of Kubernetes that have a successor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard import table_fields as fields
from platguard.records import dataclass

TABLE = "kubernetes-fields"
_FIELDS = ("field", "deprecated", "removed", "effect", "advice", "successor")


@dataclass(frozen=True, slots=True)
class FieldLife:
    """The life of one field."""

    deprecated: str
    """The Kubernetes minor since which it has a successor."""
    removed: str
    """The Kubernetes minor since which it has no effect; empty while it has one."""
    effect: str
    """What comes of it since then; empty while it has an effect."""
    advice: str
    """What to use instead, as a sentence."""
    successor: str
    """The name that takes its place with the same value; empty where it takes more than that."""


def read_kubernetes_fields(data: Mapping[str, Any]) -> dict[str, FieldLife]:
    """The life of each field by its name in facts."""
    fields.head(data, TABLE, "fields")
    lives: dict[str, FieldLife] = {}
    for number, row in enumerate(fields.rows(data["fields"], TABLE, "fields")):
        place = f"fields[{number}]"
        fields.only(row, _FIELDS, TABLE, place)
        name = fields.text(row, "field", TABLE, place)
        if name in lives:
            raise fields.fault(TABLE, place, f"{name} has a row already", "one row for each")
        life = FieldLife(
            deprecated=fields.minor(row, "deprecated", TABLE, place),
            removed=fields.minor(row, "removed", TABLE, place),
            effect=str(row.get("effect", "")),
            advice=fields.text(row, "advice", TABLE, place),
            successor=str(row.get("successor", "")),
        )
        if not life.deprecated or bool(life.removed) != bool(life.effect):
            told, expected = "is not complete", "deprecated, and effect beside removed"
            raise fields.fault(TABLE, place, told, expected)
        lives[name] = life
    return lives
