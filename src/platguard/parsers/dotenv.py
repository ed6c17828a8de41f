"""Files of variables (`.env`), as Compose reads them: `NAME=value`, quotes, comments, `export`.

Quoted values may go over several lines, and a comment begins with a blank and `#`
(compose-spec/compose-go: dotenv/parser.go). Lines that assign nothing are passed over.
"""

from __future__ import annotations

import re

from platguard.model.document import NOWHERE, Document, Parsed, Place
from platguard.parsers import text
from platguard.parsers.named_lines import LineMap
from platguard.patterns import pattern

_NAME = pattern(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*")
_PLAIN = pattern(r"[^\n]*")
_COMMENT = pattern(r"(?:^|[ \t])#.*", re.DOTALL)
_ESCAPED = pattern(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def parse(data: bytes) -> Parsed:
    """One document, a mapping of names to texts; of a repeated name the last one counts."""
    read = text.parse(data)
    documents = [
        Document(_variables(document.value.replace("\r\n", "\n")), NOWHERE, document.ambiguities)
        for document in read.documents
    ]
    return Parsed(documents, read.problems)


def _variables(source: str) -> LineMap:
    variables = LineMap()
    position, line = 0, 1
    unclosed: set[str] = set()
    while position < len(source):
        begin = position
        if found := _NAME.match(source, position):
            value, position = _value(source, found.end(), unclosed)
            end_line = line + source.count("\n", begin, position)
            key_at = Place(line, found.start(1) - begin + 1, line)
            value_at = Place(line, found.end() - begin + 1, end_line)
            variables.put(found[1], value, key_at, value_at)
        newline = source.find("\n", position)
        position = len(source) if newline < 0 else newline + 1
        line += source.count("\n", begin, position)
    return variables


def _value(source: str, start: int, unclosed: set[str]) -> tuple[str, int]:
    """A value and where it ends; a quote that nothing closes is a plain character."""
    quote = source[start : start + 1]
    if quote in ("'", '"') and quote and quote not in unclosed:
        end = _closing(source, start + 1, quote)
        if end >= 0:
            inner = source[start + 1 : end]
            return (_unescaped(inner) if quote == '"' else inner), end + 1
        unclosed.add(quote)
    plain = _PLAIN.match(source, start)
    written = plain[0] if plain else ""
    return _COMMENT.sub("", written).strip(), start + len(written)


def _closing(source: str, start: int, quote: str) -> int:
    """Where the quote closes, a backslash before it aside; -1 when it does not."""
    end = source.find(quote, start)
    while end >= 0:
        backslashes = end - len(source[start:end].rstrip("\\")) - start
        if quote == "'" or backslashes % 2 == 0:
            return end
        start, end = end + 1, source.find(quote, end + 1)
    return -1


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), value)
