"""Lines of a template that only stand for others, and where they belong in the YAML around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNKNOWN = "{{...}}"
"""Stands for something that only a renderer can tell."""

STAND_IN = re.compile(r"\$\(platguard_([0-9]{1,9})\)")
"""Stands for an action of a template, by its number; plain text wherever YAML allows any."""

_ONLY_STAND_INS = re.compile(r"\s*(?:\$\(platguard_[0-9]{1,9}\)\s*)+")
_INDENT = re.compile(r"\bn?indent\s+([0-9]{1,3})")
_BLOCK = re.compile(r"[:\-]\s*[|>][-+0-9]{0,2}$")
_UNKNOWN_VALUE = re.compile(r"(?:: |- )\s*(?:\$\(platguard_[0-9]{1,9}\))+$")
_DASHES = re.compile(r"(?:- +)*")


class Lines:
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
        elif (
            opens
            and following[_key_indent(self._last) :].startswith("- ")
            and (_indent(following) == _key_indent(self._last))
        ):
            # The items of the other branch begin where their key does.
            indent = _key_indent(self._last)
            form = f"- {stand_in}"
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
        first = STAND_IN.search(line)
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
