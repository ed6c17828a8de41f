"""JSON, strictly as its standard has it: one value after another, as kubectl reads a stream.

And JSON with comments, as Visual Studio Code, TypeScript and others read files of theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from platguard.model.document import Ambiguity, Document, Parsed, Place, Problem
from platguard.parsers.located import Lines, LocatedMap, Origin, Site
from platguard.parsers.text import MAX_AMBIGUITIES, MAX_DEPTH, decode
from platguard.patterns import pattern

_SPACE = pattern(r"[ \t\r\n]*")
# What is opened and never closed ends with the text, so that nothing is looked at twice.
_COMMENT = pattern(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
    r"|(?P<comment>//[^\r\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z))",
    re.DOTALL,
)
_LAST_COMMA = pattern(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
    r"|[{\[][ \t\r\n]*+,"  # which is behind no item
    r"|(?P<comma>,)(?=[ \t\r\n]*+[}\]])",
    re.DOTALL,
)
_VISIBLE = pattern(r"[^\r\n]")
_TOKEN = pattern(r'"[^"\\]*+(?:\\.[^"\\]*+)*"|[{}\[\]]|[^\s{}\[\],:"]+')


def parse(data: bytes) -> Parsed:
    """The values of `data`, usually one."""
    return _parsed(data, lambda text: text)


def parse_with_comments(data: bytes) -> Parsed:
    """The values of `data`, in which comments and a comma behind the last item are allowed, as in
    what editors call JSON with comments (microsoft/node-jsonc-parser, `allowTrailingComma`)."""
    return _parsed(data, _without_comments)


def _without_comments(text: str) -> str:
    """The text with spaces in the place of comments and last commas: everything keeps its place."""

    def blank(found: re.Match[str]) -> str:
        return _VISIBLE.sub(" ", found[0]) if found.lastgroup else found[0]

    return _LAST_COMMA.sub(blank, _COMMENT.sub(blank, text))


def _parsed(data: bytes, prepared: Callable[[str], str]) -> Parsed:
    decoded = decode(data)
    if isinstance(decoded, Problem):
        return Parsed(problems=[decoded])
    parsed = documents(prepared(decoded.text))
    for number, document in enumerate(parsed.documents):
        doubts = decoded.ambiguities(document.place.line, document.place.end_line)
        if doubts:
            value, place, ambiguities = document.value, document.place, document.ambiguities
            parsed.documents[number] = Document(value, place, ambiguities + doubts)
    return parsed


def documents(text: str, first_line: int = 0) -> Parsed:
    """The values that stand in `text` one after another, up to the first that is not JSON."""
    parsed = Parsed()
    lines = Lines(text, first_line)
    at = _after_space(text, 0)
    while at < len(text):
        try:
            document, at = _document(text, at, lines)
        except json.JSONDecodeError as error:
            place = lines.place(error.pos, error.pos)
            parsed.problems.append(Problem(f"not JSON: {error.msg}", place.line, place.column))
            return parsed
        except (ValueError, RecursionError) as error:
            place = lines.place(at, at)
            deep = isinstance(error, RecursionError)
            message = f"nested more than {MAX_DEPTH} levels deep" if deep else str(error)
            parsed.problems.append(Problem(message, place.line, place.column))
            return parsed
        parsed.documents.append(document)
        at = _after_space(text, at)
    return parsed


def _document(text: str, start: int, lines: Lines) -> tuple[Document, int]:
    repeated: list[LocatedMap] = []

    def mapping(pairs: list[tuple[str, Any]]) -> LocatedMap:
        made = LocatedMap(pairs)
        if len(made) != len(pairs):
            repeated.append(made)
        return made

    decoder = json.JSONDecoder(object_pairs_hook=mapping, parse_constant=_refuse)
    value, end = decoder.raw_decode(text, start)
    origin = Origin(lambda: _Survey(text, start, end, lines).value())
    value = origin.settle(value)
    ambiguities: list[Ambiguity] = []
    if repeated:
        survey = _Survey(text, start, end, lines)
        survey.value()
        ambiguities = survey.repeated
    return Document(value, lines.place(start, end), tuple(ambiguities)), end


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _Survey:
    """Finds where everything stands in a text that is known to be JSON."""

    def __init__(self, text: str, start: int, end: int, lines: Lines) -> None:
        self.repeated: list[Ambiguity] = []
        self._tokens = _TOKEN.finditer(text, start, end)
        self._lines = lines

    def value(self) -> Site:
        """The site of the next value."""
        return self._value(next(self._tokens))

    def _value(self, token: re.Match[str]) -> Site:
        site = Site(self._place(token))
        if token[0] == "[":
            while (token := next(self._tokens))[0] != "]":
                site.items.append(self._value(token))
        elif token[0] == "{":
            while (token := next(self._tokens))[0] != "}":
                self._entry(site, token)
        else:
            return site
        site.place = site.place._replace(end_line=self._place(token).line)
        return site

    def _entry(self, site: Site, token: re.Match[str]) -> None:
        key: str = json.loads(token[0], strict=False)
        place = self._place(token)
        if key in site.keys and len(self.repeated) < MAX_AMBIGUITIES:
            self.repeated.append(Ambiguity("duplicate-key", key, place, site.keys[key]))
        site.keys[key], site.values[key] = place, self._value(next(self._tokens))

    def _place(self, token: re.Match[str]) -> Place:
        return self._lines.place(token.start(), token.end())
