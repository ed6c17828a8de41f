"""The nodes of a YAML or JSON text with the place of every character: what edits need to know.

Nothing is resolved here. An alias is an alias, a merge key is a key, and what a scalar means is
left to the parsers; so a change that is found by these nodes is a change of the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yaml import YAMLError, events

from platguard.model.document import Problem
from platguard.parsers.yaml import FAULTS, EventParser
from platguard.patterns import pattern

_PROPERTIES = pattern(r"(?:[&!][^\s,\[\]{}]*\s+)+")
_SCALAR, _MAPPING, _SEQUENCE, _ALIAS = "scalar", "mapping", "sequence", "alias"


@dataclass(eq=False, slots=True)
class Node:
    """A part of a text, from `start` up to `end`, counted in characters."""

    kind: str
    """scalar, mapping, sequence, or alias."""
    start: int
    end: int
    line: int
    """From 1, as `column`; of the anchor or the tag, where it has one."""
    column: int
    mark: int
    """As `start`, with the anchor and the tag."""
    flows: bool = False
    """Whether a mapping or a sequence is written in brackets."""
    style: str = ""
    """Of a scalar: `'`, `"`, `|`, `>`, or empty for a plain one."""
    value: str = ""
    """Of a scalar, what its quotes and escapes say."""
    keys: list[Node] = field(default_factory=list)
    """Of a mapping, in order."""
    parts: list[Node] = field(default_factory=list)
    """The values of a mapping, the items of a sequence, in order."""
    anchor: str = ""
    target: Node | None = None
    """What an alias stands for."""
    parent: Node | None = None

    @property
    def is_mapping(self) -> bool:
        """Whether it is a mapping."""
        return self.kind == _MAPPING

    @property
    def is_sequence(self) -> bool:
        """Whether it is a sequence."""
        return self.kind == _SEQUENCE

    @property
    def is_scalar(self) -> bool:
        """Whether it is a scalar."""
        return self.kind == _SCALAR

    def index_of(self, key: str) -> int:
        """The number of the last entry with a key of that text; -1 where there is none."""
        for number in range(len(self.keys) - 1, -1, -1):
            if self.keys[number].is_scalar and self.keys[number].value == key:
                return number
        return -1

    def within(self) -> Iterator[Node]:
        """The node, and every one in it; what an alias stands for is somewhere else."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed([*node.keys, *node.parts])


def spans(text: str) -> list[Node] | Problem:
    """The root of each document of a text without a byte order mark, or why there is none."""
    try:
        return _roots(text)
    except FAULTS as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or type(error).__name__
        return Problem(str(told), mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)


def _roots(text: str) -> list[Node]:
    roots: list[Node] = []
    anchors: dict[str, Node] = {}
    opened: list[Node] = []
    waiting: list[list[Node]] = []
    event: Any
    for event in iter(EventParser(text).get_event, None):
        kind = type(event)
        if kind is events.DocumentStartEvent:
            anchors = {}
        elif kind in (events.MappingEndEvent, events.SequenceEndEvent):
            node, children = opened.pop(), waiting.pop()
            _close(node, children, event)
            _settle(node, waiting, roots)
        elif kind in (events.MappingStartEvent, events.SequenceStartEvent):
            name = _MAPPING if kind is events.MappingStartEvent else _SEQUENCE
            node = _node(name, event, text)
            node.flows = bool(event.flow_style)
            _note_anchor(node, event, anchors)
            opened.append(node)
            waiting.append([])
        elif kind is events.ScalarEvent:
            node = _node(_SCALAR, event, text)
            node.style, node.value = event.style or "", event.value
            _note_anchor(node, event, anchors)
            _settle(node, waiting, roots)
        elif kind is events.AliasEvent:
            node = _node(_ALIAS, event, text)
            node.target = anchors.get(event.anchor)
            if node.target is None:
                raise YAMLError("an alias of an anchor that is not defined")
            _settle(node, waiting, roots)
    return roots


def _node(kind: str, event: Any, text: str) -> Node:
    mark, end = event.start_mark, event.end_mark.index
    start = mark.index
    if kind != _ALIAS and (event.anchor or event.tag):
        found = _PROPERTIES.match(text, start)
        start = min(found.end(), end) if found else start
    return Node(kind, start, end, mark.line + 1, mark.column + 1, mark.index)


def _note_anchor(node: Node, event: Any, anchors: dict[str, Node]) -> None:
    if event.anchor:
        node.anchor = event.anchor
        anchors[event.anchor] = node


def _close(node: Node, children: list[Node], event: Any) -> None:
    if node.is_mapping:
        node.keys, node.parts = children[::2], children[1::2]
    else:
        node.parts = children
    # A block ends with its last part: its own mark stands where the next token begins.
    node.end = event.end_mark.index if node.flows or not children else children[-1].end


def _settle(node: Node, waiting: list[list[Node]], roots: list[Node]) -> None:
    if waiting:
        waiting[-1].append(node)
    else:
        roots.append(node)
    for child in (*node.keys, *node.parts):
        child.parent = node
