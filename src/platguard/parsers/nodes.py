"""Events of a YAML stream to values that know where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from platguard.model.document import Ambiguity, Document, Place
from platguard.parsers.marked import YamlMap, YamlSeq, entry_places, place_between
from platguard.parsers.scalars import MergeKey, ScalarError, Scalars, key_text
from platguard.parsers.text import MAX_AMBIGUITIES, MAX_DEPTH
from platguard.records import dataclass

MAX_NODES = 1_000_000
"""A document with more nodes, aliases counted as what they stand for, is not read."""

_MAX_EVENTS = 2 * MAX_NODES
_TOO_MANY = f"more than {MAX_NODES} nodes, aliases counted as what they stand for"
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
_TEXT = frozenset({str})


class Unreadable(ValueError):
    """Why a document is not read, and the mark where that shows."""

    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(message)
        self.message = message
        self.mark = mark


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a kind of reader reads YAML."""

    scalars: Scalars
    merges: bool = True
    """Whether `<<` merges; otherwise it is a key like any other."""
    written_wins: bool = False
    """Whether a key that stands in a mapping wins over a merged one, wherever it stands."""
    strict: bool = False
    """Whether everything is refused that two readers may read differently."""
    first_only: bool = False
    """Whether text after the end of a document (`...`) is never read, as by kubectl."""


class _Anchor:
    """What an alias stands for, once it is complete."""

    __slots__ = ("_depth", "complete", "nodes", "value")

    def __init__(self, nodes: int) -> None:
        self._depth = -1
        self.complete = False
        self.nodes = nodes
        self.value: Any = None

    def finish(self, value: Any, nodes: int) -> None:
        """Keeps the value, and how many nodes it has with its aliases written out."""
        self.complete, self.value, self.nodes = True, value, nodes - self.nodes

    def depth(self) -> int:
        """How many mappings and sequences of the value lie within each other."""
        if self._depth < 0:
            level = {id(self.value): self.value} if _holds(self.value) else {}
            self._depth = 0
            while level:
                self._depth += 1
                level = {id(part): part for above in level.values() for part in _parts(above)}
        return self._depth


def _holds(value: Any) -> bool:
    return isinstance(value, YamlMap | YamlSeq)


def _parts(value: Any) -> Iterator[Any]:
    return filter(_holds, value.values() if isinstance(value, YamlMap) else value)


class Builder:
    """Builds the value of one document from its events."""

    def __init__(self, dialect: Dialect, first_line: int) -> None:
        self._ambiguities: list[Ambiguity] = []
        self._dialect = dialect
        self._first_line = first_line
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0

    # One long loop, because it runs for every node of every manifest.
    def build(self, stream: Iterator[Any]) -> Document | None:
        """The document that the events up to its end make; None when nothing is written in it."""
        scalars = self._dialect.scalars
        items: list[Any] = []
        marks: list[Any] = []
        opened: list[tuple[list[Any], list[Any], _Anchor | None]] = []
        event: Any = None
        try:
            for event in islice(stream, _MAX_EVENTS):
                kind = type(event)
                if kind is ScalarEvent:
                    if event.tag is None and event.anchor is None:
                        text = event.value
                        items.append(scalars[text] if event.implicit[0] else text)
                    else:
                        items.append(self._marked_scalar(event))
                    marks += (event.start_mark, event.end_mark)
                elif kind is MappingStartEvent or kind is SequenceStartEvent:
                    opened.append((items, marks, self._open(event, len(opened))))
                    items, marks = [], [event.start_mark, event.start_mark]
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    value = self._close(event, items, marks)
                    span = marks[:2]
                    items, marks, anchor = opened.pop()
                    if anchor is not None:
                        anchor.finish(value, self._nodes)
                    items.append(value)
                    marks += span
                elif kind is AliasEvent:
                    items.append(self._alias(event, len(opened)))
                    marks += (event.start_mark, event.end_mark)
                else:
                    if items[0] is None and marks[0].index == marks[1].index:
                        return None
                    place = place_between(self._first_line, marks, 0)
                    return Document(items[0], place, tuple(self._ambiguities))
        except ScalarError as error:
            raise Unreadable(str(error), event.start_mark) from error
        raise Unreadable(_TOO_MANY, event.start_mark)

    def _marked_scalar(self, event: Any) -> Any:
        self._refuse_if_strict(event)
        if event.tag is not None:
            value = self._dialect.scalars.tagged(event.tag, event.value)
        elif event.implicit[0]:
            value = self._dialect.scalars[event.value]
        else:
            value = event.value
        if event.anchor is not None:
            anchor = self._anchors[event.anchor] = _Anchor(self._nodes)
            anchor.finish(value, self._nodes)
        return value

    def _open(self, event: Any, depth: int) -> _Anchor | None:
        if depth >= MAX_DEPTH:
            raise Unreadable(_TOO_DEEP, event.start_mark)
        if event.anchor is None:
            if event.tag is not None:
                self._refuse_if_strict(event)
            return None
        self._refuse_if_strict(event)
        # Known from here on, so that a mapping that holds itself is found.
        anchor = self._anchors[event.anchor] = _Anchor(self._nodes)
        return anchor

    def _close(self, event: Any, items: list[Any], marks: list[Any]) -> YamlMap | YamlSeq:
        self._count(len(items), event)
        if event.end_mark.index > event.start_mark.index:
            marks[1] = event.end_mark
        else:
            # A block ends with its last item; its own end is where the next token begins.
            marks[1] = marks[-1]
        if type(event) is MappingEndEvent:
            return self._mapping(items, marks)
        sequence = YamlSeq(items)
        sequence.first_line = self._first_line
        sequence.marks = marks
        return sequence

    def _alias(self, event: Any, depth: int) -> Any:
        self._refuse_if_strict(event)
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            raise Unreadable("an alias of an anchor that is not defined", event.start_mark)
        if not anchor.complete:
            raise Unreadable("an alias within its own anchor", event.start_mark)
        self._count(anchor.nodes, event)
        if depth + anchor.depth() > MAX_DEPTH:
            raise Unreadable(_TOO_DEEP, event.start_mark)
        return anchor.value

    def _count(self, nodes: int, event: Any) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise Unreadable(_TOO_MANY, event.start_mark)

    def _refuse_if_strict(self, event: Any) -> None:
        if self._dialect.strict:
            tagged = type(event) is not AliasEvent and event.tag is not None
            what = "tags" if tagged else "anchors and aliases"
            raise Unreadable(f"{what} are not allowed here; write the value out", event.start_mark)

    def _mapping(self, items: list[Any], marks: list[Any]) -> YamlMap:
        keys = items[::2]
        plain = _TEXT.issuperset(map(type, keys))
        mapping = YamlMap(zip(keys, items[1::2], strict=False) if plain else ())
        mapping.first_line = self._first_line
        mapping.marks = marks
        mapping.moved = None
        if len(mapping) != len(keys):
            mapping.clear()
            self._settle(mapping, items)
        return mapping

    def _settle(self, mapping: YamlMap, items: list[Any]) -> None:
        """Fills a mapping whose keys are merged, repeated or not text, in the order of the text."""
        mapping.moved = {}
        written: set[str] = set()
        for number in range(len(items) // 2):
            key, value = items[2 * number], items[2 * number + 1]
            mark = mapping.marks[2 + 4 * number]
            if type(key) is MergeKey and (self._dialect.merges or self._dialect.strict):
                self._merge(mapping, value, mark, written)
                continue
            name = self._key(key, mark)
            places = entry_places(self._first_line, mapping.marks, number)
            if name in written:
                if self._dialect.strict:
                    raise Unreadable(f"the key '{name}' is repeated", mark)
                self._note("duplicate-key", name, places[0], mapping.moved[name][0])
            written.add(name)
            mapping[name] = value
            mapping.moved[name] = places

    def _merge(self, mapping: YamlMap, value: Any, mark: Any, written: set[str]) -> None:
        if self._dialect.strict:
            raise Unreadable("merge keys are not allowed here; write the keys out", mark)
        sources = [value] if isinstance(value, YamlMap) else value
        if not isinstance(sources, list) or not all(isinstance(s, YamlMap) for s in sources):
            raise Unreadable("<< expects a mapping or a list of mappings", mark)
        moved = mapping.moved
        assert moved is not None
        above = set(mapping)
        # As kubectl does it: the first of a list wins, and a merge overrides what stands above it.
        for source in reversed(sources):
            for name, merged in source.items():
                if self._dialect.written_wins and name in written:
                    continue
                places = source.key_place(name), source.place(name)
                if name in above and mapping[name] != merged:
                    self._note("merge-override", name, places[0], moved[name][0])
                mapping[name] = merged
                moved[name] = places

    def _key(self, key: Any, mark: Any) -> str:
        if self._dialect.strict and not isinstance(key, str):
            raise Unreadable("a key must be text; put it in quotes", mark)
        try:
            return key_text(key)
        except ScalarError as error:
            raise Unreadable(str(error), mark) from error

    def _note(self, kind: str, key: str, place: Place, other: Place) -> None:
        if len(self._ambiguities) < MAX_AMBIGUITIES:
            self._ambiguities.append(Ambiguity(kind, key, place, other))
