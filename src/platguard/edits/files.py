"""A file that may be edited: where its parts are, and its text after an edit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from platguard.edits.dockerfiles import with_instruction
from platguard.edits.effects import (
    Delta,
    Route,
    after,
    delta,
    follow,
    in_short,
    plain,
    told,
    uses,
)
from platguard.edits.layout import Change, Layout, applied
from platguard.edits.mappings import Editor, pointed_at
from platguard.edits.refusal import Refused
from platguard.edits.steps import steps_of
from platguard.model.document import Place, Problem
from platguard.model.standard import Edit
from platguard.parsers import parse
from platguard.parsers.spans import Node, spans

_BOM = b"\xef\xbb\xbf"
_GENERATED = re.compile(
    r"^[ \t]*(?:#|//|<!--|\"_?(?:comment|generated)).{0,200}?"
    r"(?:\bDO NOT EDIT\b|@generated\b|\b(?:auto-?|automatically )generated\b)",
    re.IGNORECASE,
)
_HEAD = 15
"""Lines at the top of a file that may say that it is made by a program."""
_TEMPLATE = re.compile(r"(?<!\$)\{\{|\{%")
_BLOCKS = ("|", ">")


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
    column: int
    text: str
    """The scalar, or the rest of the line from within one; of a file without structure, the rest
    of the line."""


class EditableFile:
    """The text of a file, and what reads it."""

    def __init__(self, data: bytes, kind: str) -> None:
        """`kind` is the name of a FileKind. Refused for what nobody may edit."""
        self._mark = _BOM if data.startswith(_BOM) else b""
        try:
            self.text = data[len(self._mark) :].decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("it is not UTF-8") from None
        if any(map(_GENERATED.search, self.text.split("\n", _HEAD)[:_HEAD])):
            raise Refused("its header says that a program makes it")
        self._kind = kind
        self.dialect = _DIALECTS.get(kind, "text")
        self._has_structure = self.dialect in _STRUCTURED
        self._roots: list[Node] = []
        if self._has_structure:
            if _TEMPLATE.search(self.text):
                raise Refused("it is a template")
            self._roots = self._read(self.text)
            if self.dialect == "kubernetes" and any(_holds_services(it) for it in self._roots):
                self.dialect = "compose"

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self._mark + self.text.encode("utf-8")

    def spot(self, place: Place, up: int = 0) -> Spot:
        """The spot at a place, `up` mappings above; Refused where nothing begins there."""
        if not self._has_structure:
            text = _rest_of_line(self.text, place.line, place.column)
            return Spot(-1, (), (), place.line, place.column, text)
        node = pointed_at(self._node_at(place))
        text = node.value if node.is_scalar else ""
        part = node
        if node.is_scalar and not node.anchor and _begins_elsewhere(node, place):
            # Within a scalar, such as a command within a script.
            text = _rest_of_line(self.text, place.line, place.column)
            start = _index_at(self.text, place.line, place.column)
            text = text[: max(0, node.end - start)]
        if (key := _key_number(node)) is not None:
            part = pointed_at(node.parent.parts[key])  # type: ignore[union-attr]
            text = part.value if part.is_scalar else ""
        holder = node if node.is_mapping else _mapping_above(node)
        for _ in range(up):
            holder = _mapping_above(holder)
        number, route = self._route(holder)
        own = self._route(part)[1][len(route) :] if not part.is_mapping else ()
        return Spot(number, route, own, place.line, place.column, text)

    def with_edit(self, spot: Spot, edit: Edit, wishes: int = 1) -> EditableFile:
        """The file after a filled edit, which `wishes` findings want at this spot.

        Refused when anything else would change, or anything that fewer want than use it.
        """
        if edit.instruction:
            return self._read_again(with_instruction(self.text, edit.instruction))
        if edit.replace:
            return self._with_text(spot, edit.replace, wishes)
        if not self._has_structure:
            raise Refused("it is no YAML and no JSON")
        text = self.text
        for step in steps_of(edit):
            roots = self._read(text)
            layout = Layout(text, roots[spot.document])
            holder = _node_on(roots[spot.document], spot.route)
            editor = Editor(layout, holder, edit.before, as_json=self.dialect == "json")
            change = editor.change(step)
            text = applied(text, change) if change else text
        target = (spot.document, *spot.route)
        before = follow(self._values(self.text), target)
        wanted = after(before, edit)
        expected = in_short(delta(before, wanted))
        return self._checked(text, target, told(wanted), expected.__eq__, wishes)

    def _with_text(self, spot: Spot, text: str, wishes: int) -> EditableFile:
        start = _index_at(self.text, spot.line, spot.column)
        if not self._has_structure:
            new = applied(self.text, Change(start, start + len(spot.text), text))
            return self._read_again(new)
        root = self._roots[spot.document]
        node = _node_on(root, (*spot.route, *spot.part))
        layout = Layout(self.text, root)
        target = (spot.document, *spot.route, *spot.part)
        if node.style in _BLOCKS or node.value != spot.text:
            new = applied(self.text, Change(start, start + len(spot.text), text))
            return self._checked(
                new, target, "", partial(_is_one_replacement, old=spot.text, new=text), wishes
            )
        editor = Editor(layout, root, "", as_json=self.dialect == "json")
        change = editor.rewritten(node, text)
        new = applied(self.text, change) if change else self.text
        is_wanted = partial(_is_exactly, old=spot.text, new=text)
        return self._checked(new, target, told(text), is_wanted, wishes)

    def _checked(
        self, text: str, target: Route, value: str, is_wanted: Callable[[Delta], bool], wishes: int
    ) -> EditableFile:
        """The file with a new text, once only what is wanted differs and `target` has its value."""
        if text == self.text:
            raise Refused("nothing would change")
        old, new = self._values(self.text), self._values(text)
        found = uses(old, new, lambda differing: is_wanted(in_short(differing)))
        if value and told(follow(new, target)) != value:
            raise Refused("a merge key or an anchor gives the value")
        # A Compose file keeps what several services share below a key of its own: `x-common`.
        users = [route for route in found if not _is_extension(route)]
        if len(users) > wishes:
            raise Refused(
                f"an anchor shares the value among {len(users)} places, and not all of them want "
                "the change"
            )
        return self._read_again(text)

    def _read_again(self, text: str) -> EditableFile:
        made = EditableFile(self._mark + text.encode("utf-8"), self._kind)
        if made.dialect != self.dialect:
            raise Refused("it would become another kind of file")
        return made

    def _read(self, text: str) -> list[Node]:
        found = spans(text)
        if isinstance(found, Problem):
            raise Refused("a part of it cannot be read")
        return [root for root in found if not (root.is_scalar and root.start == root.end)]

    def _values(self, text: str) -> list[Any]:
        parsed = parse(text.encode("utf-8"), self.dialect)
        if parsed.problems or len(parsed.documents) != len(self._read(text)):
            raise Refused("a part of it cannot be read")
        return [plain(document.value) for document in parsed.documents]

    def _node_at(self, place: Place) -> Node:
        """The innermost node that begins at a place, or the scalar around it."""
        index = _index_at(self.text, place.line, place.column)
        found = None
        for root in self._roots:
            for node in root.within():
                if (node.line, node.column) == (place.line, place.column) or (
                    node.is_scalar and node.start <= index < node.end
                ):
                    # A block mapping begins where its first key does: the key is the inner one,
                    # and the mapping that is meant holds it.
                    found = node
        if found is None:
            raise Refused("nothing stands where it was found")
        return found

    def _route(self, node: Node) -> tuple[int, Route]:
        """The number of the document, and the way to a node in it."""
        route: list[str | int] = []
        while node.parent is not None:
            parent = node.parent
            number = next((n for n, part in enumerate(parent.parts) if part is node), -1)
            if number < 0:
                raise Refused("it is a key")
            route.append(_name(parent, number) if parent.is_mapping else number)
            node = parent
        return self._roots.index(node), tuple(reversed(route))


_STRUCTURED = ("workflow", "kubernetes", "compose", "json")
_DIALECTS = {
    "workflow": "workflow",
    "action": "workflow",
    "manifest": "kubernetes",
    "values": "kubernetes",
    "manifest-json": "json",
    "versions-package": "json",
    "versions-composer": "json",
    "versions-dotnet-sdk": "json",
}
"""Dialects of parsers, by kind of file; everything else is edited line by line."""


def _is_extension(route: Route) -> bool:
    return len(route) > 1 and str(route[1]).startswith("x-")


def _begins_elsewhere(node: Node, place: Place) -> bool:
    return (node.line, node.column) != (place.line, place.column)


def _holds_services(root: Node) -> bool:
    return root.is_mapping and root.index_of("services") >= 0 and root.index_of("kind") < 0


def _name(mapping: Node, number: int) -> str:
    key = mapping.keys[number]
    if not key.is_scalar or (key.value == "<<" and not key.style):
        raise Refused("it stands in a merge key")
    if [it.value for it in mapping.keys if it.is_scalar].count(key.value) > 1:
        raise Refused(f"the key {key.value} is repeated")
    return key.value


def _node_on(root: Node, route: Route) -> Node:
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


def _index_at(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            raise Refused("nothing stands where it was found")
    return start + column - 1


def _rest_of_line(text: str, line: int, column: int) -> str:
    start = _index_at(text, line, column)
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)].rstrip("\r")


def _is_exactly(found: Delta, old: str, new: str) -> bool:
    """Whether one text has changed, from `old` to `new`."""
    return [_loaded(change) for change in found.values()] == [(old, new)]


def _is_one_replacement(found: Delta, old: str, new: str) -> bool:
    """Whether one text has changed, and in it one place."""
    if len(found) != 1:
        return False
    before, now = _loaded(next(iter(found.values())))
    at = before.find(old)
    while at >= 0:
        if f"{before[:at]}{new}{before[at + len(old) :]}" == now:
            return True
        at = before.find(old, at + 1)
    return False


def _loaded(change: tuple[str | None, str | None]) -> tuple[str, str]:
    before, now = (json.loads(text) if text else "" for text in change)
    return (before, now) if isinstance(before, str) and isinstance(now, str) else ("", "")
