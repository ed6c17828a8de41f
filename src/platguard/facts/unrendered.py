"""Templates of charts as YAML, so that what they say literally can be judged.

Nothing is rendered. What stands under a condition is read as if the condition holds; an action in
a value makes the value unknown; one that stands for whole lines makes everything unknown that is
missing where it stands; and a key that two branches give is unknown. So is a flag under a
condition that names it. A line that belongs to one thing in some renderings and to another in
others is left out, and both are unknown as far as it could tell of them (see `template_owners`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from platguard.facts.template_actions import depending_on, spans, switched
from platguard.facts.template_forms import STAND_IN
from platguard.facts.template_lines import UNKNOWN, Lines
from platguard.facts.template_owners import ANY, More, Owned, TemplateLine, owned
from platguard.model.document import Ambiguity, Document, Map, Parsed, Place
from platguard.parsers import parse
from platguard.parsers.text import MAX_AMBIGUITIES
from platguard.patterns import pattern

_MARK = "\x01"
"""Stands around the word of a condition, within the text; YAML allows no such character."""

_VERSION = pattern(r"^([ \t]*apiVersion:[ \t]+)([\w./-]+)[ \t]*$", re.MULTILINE)


def parse_unrendered(data: bytes, dialect: str) -> Parsed:
    """The documents of a template, in which every action is unknown."""
    blanked = _Blanked(_without_switches(_without_versions(data.decode("utf-8", "replace"))))
    parsed = parse(blanked.text.encode("utf-8", "replace"), dialect)
    documents = [_restored(document, blanked) for document in parsed.documents]
    return Parsed(documents, parsed.problems)


def _without_versions(text: str) -> str:
    """A template whose API versions are actions where they depend on what the cluster offers.

    `.Capabilities.APIVersions.Has` is how a chart supports old clusters besides new ones.
    """
    parts: list[str] = []
    position = 0
    for start, end in sorted(depending_on(text, ".Capabilities")):
        start = max(start, position)
        if start < end:
            parts += [text[position:start], _VERSION.sub(r'\1{{ "\2" }}', text[start:end])]
            position = end
    return "".join([*parts, text[position:]])


def _without_switches(text: str) -> str:
    """A template whose flags are actions where its values switch them on."""
    parts: list[str] = []
    position = 0
    for start, end in switched(text):
        parts += [text[position:start], f'{{{{ "{text[start:end]}" }}}}']
        position = end
    return "".join([*parts, text[position:]])


@dataclass(slots=True)
class _Blanked:
    """A template with a stand-in for each action, line by line as it was."""

    text: str
    actions: list[str] = field(default_factory=list)
    """The text of each action that has a stand-in, by its number."""
    owned: Owned = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.text.replace(_MARK, "\ufffd")
        parts: list[str] = []
        position = owed = 0
        for span in spans(self.text):
            before = self.text[position : span.start]
            parts += _lines_paid(before, owed)
            owed = 0 if "\n" in before else owed
            written = self.text[span.start : span.end]
            if not span.is_silent or self._shares_its_line(span.start, span.end):
                parts.append(f"$(platguard_{len(self.actions)})")
                self.actions.append(written)
            if span.word:
                parts.append(f"{_MARK}{span.word}{_MARK}")
            owed += written.count("\n")
            position = span.end
        parts += _lines_paid(self.text[position:] + "\n", owed)
        lines = [_template_line(line) for line in "".join(parts).split("\n")]
        self.owned = owned(lines, self.actions)
        self.text = "\n".join(Lines(self.owned.lines, self.actions).placed())

    def _shares_its_line(self, start: int, end: int) -> bool:
        """Whether a condition that goes on over lines stands within a text."""
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        after = self.text[end : (self.text.find("\n", end) + 1 or len(self.text) + 1) - 1]
        texts = (part.strip() for part in (before, after) if "{{" not in part and "}}" not in part)
        return any(text and not text.startswith("#") for text in texts)


def _template_line(line: str) -> TemplateLine:
    """A line and the words of the conditions in it: those before what it says, and the others."""
    if _MARK not in line:
        return TemplateLine(line)
    parts = line.split(_MARK)
    said = next((at for at in range(0, len(parts), 2) if parts[at].strip()), len(parts))
    words = [(at, parts[at]) for at in range(1, len(parts), 2)]
    return TemplateLine(
        "".join(parts[::2]),
        tuple(word for at, word in words if at < said),
        tuple(word for at, word in words if at > said),
    )


def _lines_paid(text: str, owed: int) -> list[str]:
    """A text with the lines that the actions before it took, after its first line."""
    first, newline, rest = text.partition("\n")
    return [first, newline, "\n" * owed, rest] if newline else [text]


class OpenMap(Map):
    """A mapping into which something else puts more keys: what it lacks is unknown, not absent."""

    __slots__ = ("written",)

    def __init__(self, written: Map) -> None:
        super().__init__(written)
        self.written = written

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, unknown where none is written."""
        return super().get(key, UNKNOWN)

    def place(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return self.written.place(key)

    def key_place(self, key: str) -> Place:
        """Where `key` itself stands."""
        return self.written.key_place(key)

    def start(self) -> Place:
        """Where the mapping stands."""
        return self.written.start()


def _restored(document: Document, blanked: _Blanked) -> Document:
    """The document with the text of each action in the place of its stand-in."""
    repeated = {found.place for found in document.ambiguities if found.kind == "duplicate-key"}
    # With so many, not all of them are told.
    lost = len(document.ambiguities) >= MAX_AMBIGUITIES
    more = blanked.owned.of_document(document.place.line)
    value = UNKNOWN if lost else _Restoring(blanked, repeated).value(document.value, more)
    if isinstance(value, OpenMap) and not value.keys() >= {"apiVersion", "kind"}:
        value = value.written  # not an object for all that is known
    return Document(value, document.place, tuple(filter(_is_no_branch, document.ambiguities)))


def _is_no_branch(ambiguity: Ambiguity) -> bool:
    return ambiguity.kind != "duplicate-key"


class _Restoring:
    """Puts actions back into values; what an alias stands for is done once."""

    def __init__(self, blanked: _Blanked, repeated: set[Place]) -> None:
        self._actions = blanked.actions
        self._owned = blanked.owned
        self._repeated = repeated
        self._done: dict[int, Any] = {}

    def value(self, value: Any, more: More | None) -> Any:
        """A value of the document; `more` is what it may hold besides, None for nothing."""
        if isinstance(value, str):
            return self._text(value) if more is None else UNKNOWN
        if not isinstance(value, dict | list):
            return value if more is None else UNKNOWN
        if id(value) not in self._done:
            self._done[id(value)] = value
            within = self._within_list if isinstance(value, list) else self._within
            self._done[id(value)] = within(value, more)
        return self._done[id(value)]

    def _within(self, mapping: Any, more: More | None) -> Any:
        given_again = more or frozenset()
        for key in list(mapping):
            place = mapping.key_place(key)
            found = self.value(mapping[key], self._owned.keys.get(place[:2]))
            is_sure = place not in self._repeated and given_again.isdisjoint((key, ANY))
            mapping[key] = found if is_sure else UNKNOWN
        is_named_by_action = any("$(platguard_" in key for key in mapping)
        if is_named_by_action:
            self._rename(mapping)
        if more is None and not is_named_by_action and UNKNOWN not in mapping:
            return mapping
        opened = OpenMap(mapping)
        if more is not None:
            opened.setdefault(UNKNOWN, None)
        return opened

    def _within_list(self, listed: Any, more: More | None) -> Any:
        places = [listed.place(index)[:2] for index in range(len(listed))]
        listed[:] = [
            self.value(item, self._owned.items.get(place))
            for item, place in zip(listed, places, strict=True)
        ]
        if more is not None:
            listed.append(UNKNOWN)
        return listed

    def _rename(self, mapping: Map) -> None:
        """Puts actions back into keys, in the order in which places are known."""
        entries = {self._text(key): item for key, item in mapping.items()}
        if len(entries) == len(mapping):
            mapping.clear()
            mapping.update(entries)

    def _text(self, text: str) -> str:
        return STAND_IN.sub(self._action, text) if "$(platguard_" in text else text

    def _action(self, found: re.Match[str]) -> str:
        number = int(found[1])
        return " ".join(self._actions[number].split()) if number < len(self._actions) else UNKNOWN
