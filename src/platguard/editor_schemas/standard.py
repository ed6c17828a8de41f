"""The schema of a standard."""

from __future__ import annotations

from platguard.editor_schemas.edits import nested
from platguard.editor_schemas.lifecycle import lifecycle
from platguard.editor_schemas.rule import rule
from platguard.editor_schemas.shapes import (
    Shape,
    document,
    listed,
    mapping,
    reference,
    texts,
    undescribed,
    words,
)


def standard_schema() -> Shape:
    """What `standards.read_standard` reads."""
    keys = {
        "standard": words("Its name in reports and in pages.", "delivery"),
        "title": words("What it is about.", "Deployments can be rolled out safely"),
        "owner": words("The team that keeps it.", "team-platform"),
        "contact": words("Whom to ask; whom platguard.yaml names unless given.", "#platform"),
        "rules": listed("What it expects.", reference("rule"), least=1),
        "retired_ids": texts("Ids of rules that are gone; they are not given again.", "old-rule"),
    }
    required = ["standard", "title", "owner", "rules"]
    told = "What a platform expects in one area: https://cel.dev is the language of its rules."
    shape = mapping(told, keys, required)
    definitions = {"rule": rule(), "lifecycle": undescribed(lifecycle()), **nested()}
    return document("standard-v1", "platguard standard, version 1", shape, definitions)
