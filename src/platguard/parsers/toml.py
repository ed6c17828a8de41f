"""TOML: values by the standard library; a second look at the text finds where they stand."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from platguard.model.document import Document, Parsed, Place, Problem
from platguard.parsers.located import Lines, Origin, Site
from platguard.parsers.text import MAX_DEPTH, decode
from platguard.patterns import pattern

_GAP = pattern(r"\s*+(?:#[^\n]*+\s*+)*")
_BLANK = pattern(r"[ \t]*")
_KEY = pattern(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_VALUE = pattern(
    r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*"{3,5}'
    r"|'''[^']*+(?:'(?!'')[^']*+)*'{3,5}"
    r'|"[^"\\]*+(?:\\.[^"\\]*+)*"'
    r"|'[^']*'"
    r"|[^\s,\]}#]+(?: \d[^\s,\]}#]*)?",  # the blank is within a date with a time
    re.DOTALL,
)
# The standard library takes a time that grows with the square of the parts of a dotted key.
_DEEP_KEY = pattern(rf"(?<![\w.\-])(?:[\w\-]++[ \t]*+\.[ \t]*+){{{MAX_DEPTH}}}")
_REASON = pattern(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")


def parse(data: bytes) -> Parsed:
    """One document, a mapping; dates and times are text."""
    decoded = decode(data)
    if isinstance(decoded, Problem):
        return Parsed(problems=[decoded])
    text = decoded.text
    lines = Lines(text)
    if deep := _DEEP_KEY.search(text):
        place = lines.place(deep.start(), deep.start())
        told = f"nested more than {MAX_DEPTH} levels deep"
        return Parsed(problems=[Problem(told, place.line, place.column)])
    try:
        value = Origin(lambda: _Survey(text, lines).table()).settle(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return Parsed(problems=[_problem(str(error), text, lines)])
    except RecursionError:
        return Parsed(problems=[Problem(f"nested more than {MAX_DEPTH} levels deep", 1, 1)])
    except ValueError as error:
        return Parsed(problems=[Problem(str(error), 1, 1)])
    _write_out_dates(value)
    return Parsed([Document(value, lines.place(0, len(text)), decoded.ambiguities())])


def _problem(reason: str, text: str, lines: Lines) -> Problem:
    found = _REASON.fullmatch(reason)
    if found is None:
        return Problem(f"not TOML: {reason}", 1, 1)
    if found[2] is None:
        end = lines.place(len(text), len(text))
        return Problem(f"not TOML: {found[1]}", end.line, end.column)
    return Problem(f"not TOML: {found[1]}", int(found[2]), int(found[3]))


def _write_out_dates(value: Any) -> None:
    for key, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(part, dict | list):
            _write_out_dates(part)
        elif isinstance(part, datetime | date | time):
            value[key] = part.isoformat()


class _Survey:
    """Finds where everything stands in a text that is known to be TOML."""

    def __init__(self, text: str, lines: Lines) -> None:
        self._text = text
        self._lines = lines
        self._at = 0

    def table(self) -> Site:
        """The site of the whole document."""
        root = table = Site(self._lines.place(0, len(self._text)))
        self._skip(_GAP)
        while self._at < len(self._text):
            if self._taken("[["):
                table = self._header(root, many=True)
                self._at += 2
            elif self._taken("["):
                table = self._header(root, many=False)
                self._at += 1
            else:
                self._entry(table)
            self._skip(_GAP)
        return root

    def _header(self, root: Site, *, many: bool) -> Site:
        path = self._path()
        parent = self._descend(root, path[:-1])
        name, place = path[-1]
        if not many:
            return self._descend(parent, path[-1:])
        parent.keys.setdefault(name, place)
        tables = parent.values.setdefault(name, Site(place))
        tables.items.append(Site(place))
        return tables.items[-1]

    def _entry(self, table: Site) -> None:
        path = self._path()
        self._at += 1
        self._skip(_BLANK)
        table = self._descend(table, path[:-1])
        name, table.keys[path[-1][0]] = path[-1]
        table.values[name] = self._value()

    def _descend(self, table: Site, path: list[tuple[str, Place]]) -> Site:
        for name, place in path:
            table.keys.setdefault(name, place)
            table = table.values.setdefault(name, Site(place))
            if table.items:
                table = table.items[-1]
        return table

    def _path(self) -> list[tuple[str, Place]]:
        """The parts of a dotted key; stops at the character after it."""
        path = []
        while True:
            self._skip(_BLANK)
            start = self._at
            token = self._skip(_KEY)
            path.append((_key(token), self._lines.place(start, self._at)))
            self._skip(_BLANK)
            if not self._taken("."):
                return path

    def _value(self) -> Site:
        start = self._at
        site = Site(self._lines.place(start, start + 1))
        if self._taken("["):
            while not self._closed("]"):
                site.items.append(self._value())
        elif self._taken("{"):
            while not self._closed("}"):
                self._entry(site)
        else:
            self._skip(_VALUE)
        site.place = self._lines.place(start, self._at)
        return site

    def _closed(self, bracket: str) -> bool:
        """Passes what separates two items; whether that was the end."""
        self._skip(_GAP)
        if self._taken(","):
            self._skip(_GAP)
        return self._taken(bracket)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise ValueError(f"not TOML at character {self._at}")
        self._at = found.end()
        return found[0]

    def _taken(self, text: str) -> bool:
        taken = self._text.startswith(text, self._at)
        self._at += len(text) if taken else 0
        return taken


def _key(token: str) -> str:
    return str(next(iter(tomllib.loads(f"{token} = 0")))) if token[0] in "\"'" else token
