"""Keys of mappings as they are written, aliases followed."""

from __future__ import annotations

from platguard.edits.refusal import Refused
from platguard.parsers.spans import Node


def pointed_at(node: Node) -> Node:
    """What an alias stands for, or the node itself."""
    return node.target if node.target is not None else node


def entry(mapping: Node, key: str) -> Node | None:
    """The value of a key; None where it is not written there. Refused for one that is repeated."""
    names = [it.value for it in mapping.keys if it.is_scalar]
    if names.count(key) > 1:
        raise Refused(f"the key {key} is repeated")
    number = mapping.index_of(key)
    return None if number < 0 else pointed_at(mapping.parts[number])
