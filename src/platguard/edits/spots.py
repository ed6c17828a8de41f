"""Where an edit begins, and which text stands there."""

from __future__ import annotations

from platguard.edits.effects import Route
from platguard.edits.entries import pointed_at
from platguard.edits.refusal import Refused
from platguard.parsers.spans import Node
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an edit begins, in terms that moved lines and characters leave alone."""

    document: int
    """Number of the document; -1 in a file without structure."""
    route: Route
    """The way to the mapping that stands there, or holds what stands there."""
    part: Route
    """The way from there to the scalar that stands there; empty where none does."""
    line: int
    """From the beginning of the document, from 1; so is `column`."""
    column: int
    text: str
    """The scalar, or the rest of the line from within one; of a file without structure, the rest
    of the line."""


def index_at(text: str, line: int, column: int) -> int:
    """The index of a place in a text; Refused where the text has no such line."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            raise Refused("nothing stands where it was found")
    return start + column - 1


def rest_of_line(text: str, line: int, column: int) -> str:
    """What stands on a line from a column on."""
    start = index_at(text, line, column)
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)].rstrip("\r")


def spot_in(root: Node, text: str, line: int, column: int, up: int, number: int) -> Spot:
    """The spot at a place of a document, `up` mappings above."""
    node = pointed_at(_node_at(root, text, line, column))
    part, said = node, node.value if node.is_scalar else ""
    if node.is_scalar and _is_within(node, text, line, column):
        # Such as a command within a script.
        start = index_at(text, line, column)
        said = rest_of_line(text, line, column)[: max(0, node.end - start)]
    number_of_key = _key_number(node)
    if number_of_key is not None and node.parent is not None:
        part = pointed_at(node.parent.parts[number_of_key])
        said = part.value if part.is_scalar else ""
    holder = node if node.is_mapping else _mapping_above(node)
    for _ in range(up):
        holder = _mapping_above(holder)
    route = _route(holder)
    own = _route(part)[len(route) :] if not part.is_mapping else ()
    return Spot(number, route, own, line, column, said)


def node_on(root: Node, route: Route) -> Node:
    """The node that a route leads to; Refused where it leads nowhere."""
    node = root
    for step in route:
        if node.is_mapping and isinstance(step, str) and node.index_of(step) >= 0:
            node = node.parts[node.index_of(step)]
        elif node.is_sequence and isinstance(step, int) and step < len(node.parts):
            node = node.parts[step]
        else:
            raise Refused("nothing stands where it was found")
        node = pointed_at(node)
    return node


def _node_at(root: Node, text: str, line: int, column: int) -> Node:
    """The innermost node that begins at a place, or the scalar around it.

    A block mapping begins where its first key does: the key is the inner one, and what is meant
    is the mapping that holds it.
    """
    index = index_at(text, line, column)
    found = None
    for node in root.within():
        begins = (node.line, node.column) == (line, column)
        if begins or (node.is_scalar and node.start <= index < node.end):
            found = node
    if found is None:
        raise Refused("nothing stands where it was found")
    return found


def _is_within(node: Node, text: str, line: int, column: int) -> bool:
    """Whether a place lies in a scalar, behind its beginning."""
    begins = (node.line, node.column) == (line, column)
    return not begins and node.start < index_at(text, line, column) < node.end


def _key_number(node: Node) -> int | None:
    keys = node.parent.keys if node.parent is not None else []
    return next((number for number, key in enumerate(keys) if key is node), None)


def _mapping_above(node: Node) -> Node:
    above = node.parent
    while above is not None and not above.is_mapping:
        above = above.parent
    if above is None:
        raise Refused("no mapping stands around it")
    return above


def _route(node: Node) -> Route:
    """The way to a node in its document."""
    route: list[str | int] = []
    while node.parent is not None:
        parent = node.parent
        number = next((n for n, part in enumerate(parent.parts) if part is node), -1)
        if number < 0:
            raise Refused("it is a key")
        route.append(_name(parent, number) if parent.is_mapping else number)
        node = parent
    return tuple(reversed(route))


def _name(mapping: Node, number: int) -> str:
    key = mapping.keys[number]
    if not key.is_scalar or (key.value == "<<" and not key.style):
        raise Refused("it stands in a merge key")
    if [it.value for it in mapping.keys if it.is_scalar].count(key.value) > 1:
        raise Refused(f"the key {key.value} is repeated")
    return key.value
