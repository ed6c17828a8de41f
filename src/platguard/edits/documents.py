"""One document of YAML or JSON: its text after an edit, held against its values before."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from platguard.edits.effects import (
    Delta,
    Route,
    after,
    common_way,
    delta,
    follow,
    in_short,
    plain,
    told,
    uses,
)
from platguard.edits.layout import Change, Layout, applied
from platguard.edits.mappings import Editor
from platguard.edits.refusal import Refused
from platguard.edits.spots import Spot, index_at, node_on, spot_in
from platguard.edits.steps import steps_of
from platguard.model.document import Problem
from platguard.model.standard import Edit
from platguard.parsers import parse
from platguard.parsers.spans import Node, spans

_BLOCKS = ("|", ">")
_UNREADABLE = "a part of it cannot be read"


class EditableDocument:
    """The text of one document, from its marker on."""

    def __init__(self, text: str, dialect: str) -> None:
        """`dialect` is a key of PARSERS. Nothing is read before somebody asks."""
        self.text = text
        self._given_dialect = dialect

    @cached_property
    def root(self) -> Node:
        """Its root; Refused for a text that cannot be read, or that holds nothing."""
        found = spans(self.text)
        if isinstance(found, Problem):
            raise Refused(_UNREADABLE)
        roots = [root for root in found if not (root.is_scalar and root.start == root.end)]
        if len(roots) != 1:
            raise Refused(_UNREADABLE)
        if roots[0].is_mapping and roots[0].index_of("sops") >= 0:
            raise Refused("SOPS has signed it: edit it with sops")
        return roots[0]

    @cached_property
    def is_broken(self) -> bool:
        """Whether nobody can read it."""
        return isinstance(spans(self.text), Problem)

    @cached_property
    def value(self) -> Any:
        """What its reader reads, in plain types; Refused where that is in doubt."""
        parsed = parse(self.text.encode("utf-8"), self._dialect)
        if parsed.problems or len(parsed.documents) != 1:
            raise Refused(_UNREADABLE)
        return plain(parsed.documents[0].value)

    @property
    def _dialect(self) -> str:
        is_compose = (
            self._given_dialect == "kubernetes"
            and self.root.is_mapping
            and self.root.index_of("services") >= 0
            and self.root.index_of("kind") < 0
        )
        return "compose" if is_compose else self._given_dialect

    def spot(self, line: int, column: int, up: int, number: int) -> Spot:
        """The spot at a place; `number` is that of the document in its file."""
        return spot_in(self.root, self.text, line, column, up, number)

    def with_steps(self, spot: Spot, edit: Edit, wishes: int) -> EditableDocument:
        """The document after an edit of a mapping."""
        text, root = self.text, self.root
        for step in steps_of(edit):
            editor = self._editor(text, root, node_on(root, spot.route), edit.before)
            change = editor.change(step)
            if change is not None:
                text = applied(text, change)
                root = EditableDocument(text, self._given_dialect).root
        before = follow(self.value, spot.route)
        if not isinstance(before, dict):
            raise Refused("no mapping stands there")
        wanted = after(before, edit)
        changed = delta(before, wanted)
        way = common_way(changed)
        target, value = (*spot.route, *way), told(follow(wanted, way))
        return self._checked(text, target, value, in_short(changed).__eq__, wishes)

    def with_text(self, spot: Spot, text: str, wishes: int) -> EditableDocument:
        """The document with another text in the place of the scalar, or of a piece of a line."""
        route = (*spot.route, *spot.part)
        node = node_on(self.root, route)
        if node.style in _BLOCKS or node.value != spot.text:
            start = index_at(self.text, spot.line, spot.column)
            if not self.text.startswith(spot.text, start):
                raise Refused("something else stands there now")
            new = applied(self.text, Change(start, start + len(spot.text), text))
            is_one = partial(_is_one_replacement, old=spot.text, new=text)
            return self._checked(new, route, "", is_one, wishes)
        change = self._editor(self.text, self.root, self.root, "").rewritten(node, text)
        is_wanted = partial(_is_exactly, old=spot.text, new=text)
        return self._checked(applied(self.text, change), route, told(text), is_wanted, wishes)

    def _editor(self, text: str, root: Node, target: Node, before: str) -> Editor:
        return Editor(Layout(text, root), target, before, as_json=self._given_dialect == "json")

    def _checked(
        self, text: str, target: Route, value: str, is_wanted: Callable[[Delta], bool], wishes: int
    ) -> EditableDocument:
        """The document of a text in which only what is wanted differs, and `target` has its value.

        Refused for any other text.
        """
        if text == self.text:
            raise Refused("nothing would change")
        new = EditableDocument(text, self._given_dialect)
        found = uses(self.value, new.value, lambda differing: is_wanted(in_short(differing)))
        if value and told(follow(new.value, target)) != value:
            raise Refused("a merge key or an anchor gives the value")
        # A Compose file keeps what several services share below a key of its own: `x-common`.
        users = [route for route in found if not str(route[0] if route else "").startswith("x-")]
        if len(users) > wishes:
            raise Refused(
                f"an anchor shares the value among {len(users)} places, and not all of them want "
                "the change"
            )
        return new


def _is_exactly(found: Delta, old: str, new: str) -> bool:
    """Whether one value has changed, from the text or the number `old` to the text `new`."""
    changes = [(_loaded(before), _loaded(now)) for before, now in found.values()]
    return len(changes) == 1 and changes[0][1] == new and changes[0][0] in (old, _number(old))


def _is_one_replacement(found: Delta, old: str, new: str) -> bool:
    """Whether one text has changed, and in it one place."""
    if len(found) != 1:
        return False
    before, now = map(_loaded, next(iter(found.values())))
    if not isinstance(before, str):
        return False
    at = before.find(old)
    while at >= 0:
        if f"{before[:at]}{new}{before[at + len(old) :]}" == now:
            return True
        at = before.find(old, at + 1)
    return False


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
