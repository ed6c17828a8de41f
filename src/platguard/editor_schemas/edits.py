"""The shape of an edit: how what a rule finds is mended."""

from __future__ import annotations

from platguard.edit_fields import EDIT_KEYS, OF_MAPPINGS, OF_TEXTS
from platguard.editor_schemas.shapes import (
    Shape,
    choice,
    mapping,
    named,
    reference,
    text,
    words,
)
from platguard.model.repair import REPAIRS

_TEMPLATE: Shape = {"type": "string", "pattern": "^\\{"}
_LIST: Shape = {"anyOf": [{"type": "array", "items": {"type": "string"}}, _TEMPLATE]}
"""Texts, or the one expression that gives them."""


def edit() -> Shape:
    """One edit. Where it leads, and what it makes of a file, `standards test` tells."""
    alone = [key for key in EDIT_KEYS if key not in (*OF_TEXTS, *OF_MAPPINGS, "up", "before")]
    others = [key for key in EDIT_KEYS if key not in alone]
    ways = [
        *(
            {"required": [key], "properties": dict.fromkeys(_without(others, key), False)}
            for key in OF_TEXTS
        ),
        {
            "anyOf": [{"required": [key]} for key in OF_MAPPINGS],
            "properties": dict.fromkeys(OF_TEXTS, False),
        },
    ]
    return mapping(
        "A change of the file in which the rule finds something.",
        _keys(),
        ["class"],
        {
            "oneOf": ways,
            "if": {"required": ["create"]},
            "then": {"properties": {"class": {"const": "suggest"}}},
        },
    )


def nested() -> dict[str, Shape]:
    """The definitions of values that stand at the end of keys of any depth."""
    return {
        "lists_below": _below({"type": "array"}, "lists_below"),
        "texts_below": _below(_LIST, "texts_below"),
        "names_below": _below({"type": "string"}, "names_below"),
    }


def _below(leaf: Shape, name: str) -> Shape:
    inner = {"anyOf": [leaf, reference(name)]}
    return {"type": "object", "minProperties": 1, "additionalProperties": inner}


def _without(keys: list[str], key: str) -> list[str]:
    return [other for other in keys if other != key]


def _keys() -> dict[str, Shape]:
    return {
        "class": choice("Who makes it.", REPAIRS),
        "when": text("A CEL expression. Where it does not hold, there is no such edit.", "true"),
        "at": text(
            "The field at whose place it begins, or the type of fact for the fact itself; where "
            "the finding is reported unless given.",
            "container",
        ),
        "up": {
            "description": "How many mappings to climb from what stands there.",
            "type": "integer",
            "examples": [1],
        },
        "before": text(
            "The key of the mapping above which a new one is written; its end unless given.",
            "ports",
        ),
        "set": {
            **named("What to write into the mapping; within nested ones, what they name.", {}),
            "minProperties": 1,
            "examples": [{"securityContext": {"allowPrivilegeEscalation": False}}],
        },
        "append": {
            "description": "Items to add to lists that have them not.",
            "allOf": [reference("lists_below")],
            "examples": [{"securityContext": {"capabilities": {"drop": ["ALL"]}}}],
        },
        "remove": {
            "description": "Keys, or items of lists, to take out.",
            "anyOf": [_LIST, reference("texts_below"), {"type": "object", "maxProperties": 0}],
            "examples": [["version"]],
        },
        "rename": {
            "description": "New names of keys.",
            "allOf": [reference("names_below")],
            "examples": [{"serviceAccount": "serviceAccountName"}],
        },
        "replace": words(
            "What takes the place of the text that stands there, `text`.",
            "{text.replace('k8s.gcr.io/', 'registry.k8s.io/')}",
        ),
        "instruction": words("A line for the last stage of a Dockerfile.", "USER 65532:65532"),
        "create": {
            **named(
                "The text of new files, by path from the folder of the file.", {"type": "string"}
            ),
            "minProperties": 1,
            "propertyNames": {"pattern": r"^(?!/)(?!(.*/)?\.\.(/|$))"},
            "examples": [{"network-policy.yaml": "kind: NetworkPolicy\n"}],
        },
    }
