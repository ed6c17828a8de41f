"""Templates of charts as YAML, so that what they say literally can be judged.

Nothing is rendered. What stands under a condition is read as if the condition holds; an action in
a value makes the value unknown; one that stands for whole lines makes everything unknown that is
missing where it stands; and a key that two branches give is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from platguard.facts.template_actions import depending_on, spans
from platguard.model.document import Ambiguity, Document, Map, Parsed, Place
from platguard.parsers import parse
from platguard.parsers.text import MAX_AMBIGUITIES

UNKNOWN = "{{...}}"
"""Stands for something that only a renderer can tell."""

_STAND_IN = re.compile(r"\$\(platguard_([0-9]{1,9})\)")
_ONLY_STAND_INS = re.compile(r"\s*(?:\$\(platguard_[0-9]{1,9}\)\s*)+")
_INDENT = re.compile(r"\bn?indent\s+([0-9]{1,3})")
_BLOCK = re.compile(r"[:\-]\s*[|>][-+0-9]{0,2}$")
_UNKNOWN_VALUE = re.compile(r"(?:: |- )\s*(?:\$\(platguard_[0-9]{1,9}\))+$")
_VERSION = re.compile(r"^([ \t]*apiVersion:[ \t]+)([\w./-]+)[ \t]*$", re.MULTILINE)
_DASHES = re.compile(r"(?:- +)*")


def parse_unrendered(data: bytes, dialect: str) -> Parsed:
    """The documents of a template, in which every action is unknown."""
    blanked = _Blanked(_without_versions(data.decode("utf-8", "replace")))
    parsed = parse(blanked.text.encode("utf-8", "replace"), dialect)
    documents = [_restored(document, blanked.actions) for document in parsed.documents]
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


@dataclass(slots=True)
class _Blanked:
    """A template with a stand-in for each action, line by line as it was."""

    text: str
    actions: list[str] = field(default_factory=list)
    """The text of each action that has a stand-in, by its number."""

    def __post_init__(self) -> None:
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
            owed += written.count("\n")
            position = span.end
        parts += _lines_paid(self.text[position:] + "\n", owed)
        self.text = "\n".join(_Lines("".join(parts).split("\n"), self.actions).placed())

    def _shares_its_line(self, start: int, end: int) -> bool:
        """Whether a condition that goes on over lines stands within a text."""
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        after = self.text[end : (self.text.find("\n", end) + 1 or len(self.text) + 1) - 1]
        texts = (part.strip() for part in (before, after) if "{{" not in part and "}}" not in part)
        return any(text and not text.startswith("#") for text in texts)


def _lines_paid(text: str, owed: int) -> list[str]:
    """A text with the lines that the actions before it took, after its first line."""
    first, newline, rest = text.partition("\n")
    return [first, newline, "\n" * owed, rest] if newline else [text]


class _Lines:
    """Lines in which those that only stand for others find their place in the YAML around."""

    def __init__(self, lines: Sequence[str], actions: Sequence[str]) -> None:
        self._lines = lines
        self._actions = actions
        self._written: list[str] = []
        self._last = ""
        """The last line that is neither empty nor a comment."""
        self._levels: list[tuple[int, str]] = []
        """Indentation and kind, `item` or `key`, of what may go on at each level."""
        self._within = -1
        """Indentation of what is a block of text, or unknown as a whole; -1 for none."""
        self._is_text = False
        """Whether that is a block of text."""

    def placed(self) -> list[str]:
        """The lines, as YAML."""
        following = self._following()
        for number, line in enumerate(self._lines):
            if not line.strip():
                self._written.append("")
            elif not self._goes_on(line):
                if _ONLY_STAND_INS.fullmatch(line):
                    self._place(line.strip(), self._wanted_indent(line), following[number])
                else:
                    self._keep(line)
        return self._written

    def _following(self) -> list[str]:
        """For each line, the next that says something itself."""
        found = [""] * len(self._lines)
        for number in range(len(self._lines) - 2, -1, -1):
            line = self._lines[number + 1]
            says = _says_something(line) and not _ONLY_STAND_INS.fullmatch(line)
            found[number] = line if says else found[number + 1]
        return found

    def _goes_on(self, line: str) -> bool:
        """Whether the line is within a text, or within what is unknown; then it is done."""
        is_stand_in = _ONLY_STAND_INS.fullmatch(line) is not None
        indent = self._wanted_indent(line) if is_stand_in else _indent(line)
        if self._within < 0 or indent <= self._within:
            self._within = -1
            return False
        whole = " " * indent + line.strip() if is_stand_in else line
        self._written.append(whole if self._is_text else "")
        return True

    def _keep(self, line: str) -> None:
        self._written.append(line)
        if not _says_something(line):
            return
        indent, key = _indent(line), _key_indent(line)
        self._levels = [level for level in self._levels if level[0] <= indent]
        if key > indent or line[indent:].startswith("-"):
            self._enter(indent, "item")
        if key > indent or not line[indent:].startswith("-"):
            self._enter(key, "key")
        self._last = line.rstrip()
        self._is_text = _BLOCK.search(self._last) is not None
        if self._is_text or _UNKNOWN_VALUE.search(self._last):
            is_whole_item = _ONLY_STAND_INS.fullmatch(self._last[key:]) is not None
            self._within = indent if is_whole_item or self._is_text else key

    def _enter(self, indent: int, kind: str) -> None:
        while self._levels and self._levels[-1][0] == indent and self._levels[-1][1] == "item":
            self._levels.pop()
        if (indent, kind) not in self._levels:
            self._levels.append((indent, kind))

    def _place(self, stand_in: str, indent: int, following: str) -> None:
        self._levels = [level for level in self._levels if level[0] <= indent]
        level, kind = self._levels[-1] if self._levels else (-1, "")
        opens = self._last.endswith(":")
        comes = _indent(following) == indent and bool(following)
        is_item = comes and following[indent:].startswith("- ")
        if level == indent and kind == "value":
            form = ""  # what stands there is unknown already
        elif level == indent and kind == "key" and opens and _key_indent(self._last) == indent:
            form = f"- {stand_in}" if is_item else ""
            if not is_item:
                self._complete(stand_in)
        elif level == indent:
            form = f"- {stand_in}" if kind == "item" or is_item else f'"{UNKNOWN}":'
        elif opens and not comes:
            form = stand_in
        else:
            form = f"- {stand_in}" if is_item else f'"{UNKNOWN}":'
        self._written.append(" " * indent + form if form else "")
        if form.startswith("- "):
            self._enter(indent, "item")
        elif form.startswith('"'):
            self._enter(indent, "key")
        elif form:
            self._enter(indent, "value")
        self._last = form or self._last
        self._is_text, self._within = False, indent

    def _complete(self, stand_in: str) -> None:
        """Gives a value to the key that was last written."""
        for number in range(len(self._written) - 1, -1, -1):
            if self._written[number].rstrip() == self._last:
                self._written[number] = self._last = f"{self._last} {stand_in}"
                return

    def _wanted_indent(self, line: str) -> int:
        first = _STAND_IN.search(line)
        action = self._actions[int(first[1])] if first else ""
        wanted = _INDENT.findall(action)
        return int(wanted[-1]) if wanted else _indent(line)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _key_indent(line: str) -> int:
    """Where the key of a line begins, behind the dashes of items that begin there as well."""
    indent = _indent(line)
    dashes = _DASHES.match(line, indent)
    return dashes.end() if dashes else indent


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


def _restored(document: Document, actions: Sequence[str]) -> Document:
    """The document with the text of each action in the place of its stand-in."""
    repeated = {found.place for found in document.ambiguities if found.kind == "duplicate-key"}
    # With so many, not all of them are told.
    lost = len(document.ambiguities) >= MAX_AMBIGUITIES
    value = UNKNOWN if lost else _Restoring(actions, repeated).value(document.value)
    if isinstance(value, OpenMap) and not value.keys() >= {"apiVersion", "kind"}:
        value = value.written  # not an object for all that is known
    return Document(value, document.place, tuple(filter(_is_no_branch, document.ambiguities)))


def _is_no_branch(ambiguity: Ambiguity) -> bool:
    return ambiguity.kind != "duplicate-key"


class _Restoring:
    """Puts actions back into values; what an alias stands for is done once."""

    def __init__(self, actions: Sequence[str], repeated: set[Place]) -> None:
        self._actions = actions
        self._repeated = repeated
        self._done: dict[int, Any] = {}

    def value(self, value: Any) -> Any:
        """A value of the document."""
        if isinstance(value, str):
            return self._text(value)
        if not isinstance(value, dict | list):
            return value
        if id(value) not in self._done:
            self._done[id(value)] = value
            self._done[id(value)] = self._within(value)
        return self._done[id(value)]

    def _within(self, value: Any) -> Any:
        if isinstance(value, list):
            value[:] = [self.value(item) for item in value]
            return value
        for key in list(value):
            repeated = value.key_place(key) in self._repeated
            value[key] = UNKNOWN if repeated else self.value(value[key])
        if any("$(platguard_" in key for key in value):
            self._rename(value)
        return OpenMap(value) if UNKNOWN in value else value

    def _rename(self, mapping: Map) -> None:
        """Puts actions back into keys, in the order in which places are known."""
        entries = {self._text(key): item for key, item in mapping.items()}
        if len(entries) == len(mapping):
            mapping.clear()
            mapping.update(entries)

    def _text(self, text: str) -> str:
        return _STAND_IN.sub(self._action, text) if "$(platguard_" in text else text

    def _action(self, found: re.Match[str]) -> str:
        number = int(found[1])
        return " ".join(self._actions[number].split()) if number < len(self._actions) else UNKNOWN
