"""Lines of a template that only stand for others, and where they belong in the YAML around them."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.facts.template_forms import (
    Form,
    indent_of,
    is_stand_in,
    says_something,
    wanted_indent,
    written,
)

UNKNOWN = "{{...}}"
"""Stands for something that only a renderer can tell."""


class Lines:
    """Lines in which those that only stand for others find their place in the YAML around."""

    def __init__(self, lines: Sequence[str], actions: Sequence[str]) -> None:
        self._lines = lines
        self._actions = actions
        self._written: list[str] = []
        self._opened = -1
        """The column of the key that the last line ends with; -1 when it ends with none."""
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
                if is_stand_in(line):
                    indent = wanted_indent(line, self._actions)
                    self._place(line.strip(), indent, following[number])
                else:
                    self._keep(line)
        return self._written

    def _following(self) -> list[str]:
        """For each line, the next that says something itself."""
        found = [""] * len(self._lines)
        for number in range(len(self._lines) - 2, -1, -1):
            line = self._lines[number + 1]
            says = says_something(line) and not is_stand_in(line)
            found[number] = line if says else found[number + 1]
        return found

    def _goes_on(self, line: str) -> bool:
        """Whether the line is within a text, or within what is unknown; then it is done."""
        is_action = is_stand_in(line)
        indent = wanted_indent(line, self._actions) if is_action else indent_of(line)
        if self._within < 0 or indent <= self._within:
            self._within = -1
            return False
        whole = " " * indent + line.strip() if is_action else line
        self._written.append(whole if self._is_text else "")
        return True

    def _keep(self, line: str) -> None:
        self._written.append(line)
        if not says_something(line):
            return
        said = written(line)
        self._levels = [level for level in self._levels if level[0] <= said.indent]
        if said.dashes:
            self._enter(said.indent, "item")
        if said.column > said.indent or not said.dashes:
            self._enter(said.column, "key")
        self._opened = said.column if said.is_key and said.form is Form.OPEN else -1
        self._is_text = said.form is Form.TEXT
        if self._is_text or said.form is Form.UNKNOWN:
            is_whole_item = bool(said.dashes) and not said.is_key
            self._within = said.indent if is_whole_item or self._is_text else said.column

    def _enter(self, indent: int, kind: str) -> None:
        while self._levels and self._levels[-1][0] == indent and self._levels[-1][1] == "item":
            self._levels.pop()
        if (indent, kind) not in self._levels:
            self._levels.append((indent, kind))

    def _place(self, stand_in: str, indent: int, following: str) -> None:
        self._levels = [level for level in self._levels if level[0] <= indent]
        level, kind = self._levels[-1] if self._levels else (-1, "")
        opened = self._opened
        comes = indent_of(following) == indent and bool(following)
        is_item = comes and following[indent:].startswith("- ")
        if level == indent and kind == "value":
            form = ""  # what stands there is unknown already
        elif level == indent:
            form = f"- {stand_in}" if kind == "item" or is_item else f'"{UNKNOWN}":'
        elif opened >= 0 and indent_of(following) == opened and following[opened:].startswith("- "):
            # The items of the other branch begin where their key does.
            indent = opened
            form = f"- {stand_in}"
        elif opened >= 0 and not comes:
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
        self._opened = -1 if form else self._opened
        self._is_text, self._within = False, indent
