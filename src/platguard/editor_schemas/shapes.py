"""The few shapes that platguard's own files are made of, as JSON Schema.

Draft 7 is the newest draft that editors understand everywhere (SchemaStore asks for it in its
CONTRIBUTING.md). Each shape is described, and shows an example where it does not list its values:
that is what an editor offers and explains. What `fields.Fields` reads is what a shape allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Shape = dict[str, Any]
"""A JSON Schema."""

DRAFT = "http://json-schema.org/draft-07/schema#"
_DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def text(description: str, *examples: str) -> Shape:
    """A text that may be empty, as `Fields.text` with a default reads it."""
    return {"description": description, "type": "string", **_examples(examples)}


def words(description: str, *examples: str, pattern: str = r"\S") -> Shape:
    """A text that says something, as `Fields.text` without a default reads it."""
    return {**text(description, *examples), "pattern": pattern}


def day(description: str, example: str = "2027-03-31") -> Shape:
    """A calendar date, as `Fields.date` reads it."""
    return {**words(description, example, pattern=_DAY), "format": "date"}


def flag(description: str, default: bool) -> Shape:
    """True or false."""
    return {"description": description, "type": "boolean", "default": default}


def integer(description: str, example: int, low: int, high: int | None = None) -> Shape:
    """A whole number within bounds."""
    shape = {"description": description, "type": "integer", "minimum": low, "examples": [example]}
    return shape if high is None else {**shape, "maximum": high}


def choice(description: str, values: Sequence[str] | Mapping[str, str]) -> Shape:
    """One of some texts, each with its meaning where `values` tells it.

    `oneOf` of constants is how SchemaStore documents the values of an enumeration.
    """
    if not isinstance(values, Mapping):
        return {"description": description, "type": "string", "enum": list(values)}
    meanings = [{"const": value, "description": told} for value, told in values.items()]
    return {"description": description, "type": "string", "oneOf": meanings}


def offering(values: Sequence[str]) -> Shape:
    """What makes an editor offer texts without refusing others.

    As `examples` they would all be shown at once with the description.
    """
    return {"anyOf": [{"enum": list(values)}, {"type": "string"}]} if values else {}


def listed(description: str, items: Shape, example: Sequence[Any] = (), least: int = 0) -> Shape:
    """A list; `least` is the smallest number of its items."""
    shape = {"description": description, "type": "array", "items": items}
    shape |= _examples((list(example),) if example else ())
    return {**shape, "minItems": least} if least else shape


def texts(description: str, *example: str) -> Shape:
    """A list of texts."""
    return listed(description, {"type": "string"}, example)


def mapping(
    description: str,
    keys: Mapping[str, Shape],
    required: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
) -> Shape:
    """A mapping with these keys and no other; `more` is what else must hold of it."""
    shape = {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "properties": dict(keys),
    }
    return {**shape, **({"required": list(required)} if required else {}), **(more or {})}


def named(description: str, value: Shape, example: Mapping[str, Any] | None = None) -> Shape:
    """A mapping from names to values of one shape."""
    shape = {"description": description, "type": "object", "additionalProperties": value}
    return {**shape, **_examples((dict(example),) if example else ())}


def may_be_empty(shape: Shape) -> Shape:
    """A shape in whose mappings the keys of lists and of mappings may have no value, as
    `SettingFields` reads them; where a key is required, or a list must hold something, it needs
    one."""
    needed = shape.get("required", ())
    changed = {
        "properties": {
            name: may_be_empty(key) if name in needed else _or_nothing(key)
            for name, key in shape.get("properties", {}).items()
        },
    }
    for part in ("additionalProperties", "items"):
        inner = shape.get(part)
        if isinstance(inner, dict):
            changed[part] = _or_nothing(inner) if part != "items" else may_be_empty(inner)
    return {**shape, **{part: inner for part, inner in changed.items() if part in shape}}


def _or_nothing(shape: Shape) -> Shape:
    """The shape, or nothing where it is one of a list or of a mapping."""
    inner = may_be_empty(shape)
    if inner.get("type") in ("array", "object") and "minItems" not in inner:
        return {**inner, "type": [inner["type"], "null"]}
    return inner


def reference(name: str) -> Shape:
    """The shape that the document defines under a name."""
    return {"$ref": f"#/definitions/{name}"}


def described(description: str, name: str) -> Shape:
    """What the document defines under a name, with a description of its own.

    In draft 7 the neighbours of `$ref` are ignored, and editors show the innermost description.
    """
    return {"description": description, "allOf": [reference(name)]}


def undescribed(shape: Shape) -> Shape:
    """A shape to be defined, which each of its users describes."""
    return {key: value for key, value in shape.items() if key != "description"}


def document(
    name: str, title: str, shape: Shape, definitions: Mapping[str, Shape] | None = None
) -> Shape:
    """A whole schema; `name` stands in its identifier, with the version of the format."""
    head = {"$schema": DRAFT, "$id": f"urn:platguard:schema:{name}", "title": title}
    return {**head, **shape, **({"definitions": dict(definitions)} if definitions else {})}


def _examples(examples: Sequence[Any]) -> Shape:
    return {"examples": list(examples)} if examples else {}
