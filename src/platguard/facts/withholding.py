"""The last look at the facts of a file: no text in them holds a credential.

Extractors leave the values of secrets out where they know the field. This is for the fields where
nobody expects one: a version, the name of a task, the pattern of a code owner, a key of a mapping.
What is withheld is known by its shape, whatever is glued to it, is a part of what has such a shape
in the file, or is the login of an address. This is wider than what people are told of: a text too
many is missed by nobody, and one too few is told for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from platguard.facts.credential_shapes import cores, is_key_body, may_hold
from platguard.model.document import Place
from platguard.model.facts import FileFacts
from platguard.patterns import pattern
from platguard.records import dataclass

WITHHELD = "***"
"""Stands where a credential stood, as where the login of an address stood."""

_LOGIN = pattern(r"(?<=://)[^\s/@:]{0,200}:[^\s/]{1,2000}@(?!sha\d+:)")
"""A digest stands behind an `@` as well: `docker://alpine:3@sha256:...`."""
_BYTES_OF_LOGIN = pattern(rb"://[^\s/@:]{0,200}:[^\s/]{1,2000}@")
_OTHER_WRITING = (rb"\/", rb"\u", rb"\U", rb"\x", b"&#", b"\0")
"""Escapes of JSON, YAML, TOML and XML, and UTF-16: what stands in the facts need not stand in the
bytes."""
_REST = pattern(r"[\w+/=-]*")
"""A core tells how a credential begins: what goes on behind it is of it, too."""
_WORD = pattern(r"[A-Za-z0-9]{16,}")
"""What is kept of a credential in small letters, or in parts."""
_KEY = "private-key"
_KEY_ENDS = "-----END"
_LONGEST_KEY = 20_000

_Made = TypeVar("_Made")


def withheld(found: FileFacts, data: bytes, kind: str) -> FileFacts:
    """The facts of a file without any credential that its bytes hold; mostly the same ones."""
    facts, problems = without_credentials((found.facts, found.problems), data)
    if facts is found.facts and problems is found.problems:
        return found
    return replace(found, facts=facts, problems=problems)


def without_credentials(value: _Made, data: bytes) -> _Made:
    """`value`, which was made of the bytes of a file, without any credential that they hold.

    It may be nested, of lists, tuples, mappings and records; mostly it is the same one.
    """
    if may_hold(data):
        held: _Made = _withholding(data).of(value)
    elif _BYTES_OF_LOGIN.search(data) or any(sign in data for sign in _OTHER_WRITING):
        held = _Withholding(frozenset(), frozenset()).of(value)
    else:
        held = value
    return held


def holds_credential(text: str) -> bool:
    """Whether anything in a text has the shape of a credential, whatever is glued to it."""
    return bool(cores(text))


@dataclass(frozen=True, slots=True)
class _Withholding:
    """What is withheld of the facts of one file."""

    cores: frozenset[str]
    """The cores of its credentials, in small letters: some fields keep names in these, or in
    capitals."""
    words: frozenset[str]
    """The words of its credentials, in small letters: some fields keep parts."""

    def of(self, value: Any) -> Any:
        """`value` itself where nothing within it is to be withheld, otherwise a copy."""
        if isinstance(value, str):
            return self._of_text(value)
        if isinstance(value, list | tuple):
            items = [self.of(item) for item in value]
            is_same = all(item is old for item, old in zip(items, value, strict=True))
            return value if is_same else type(value)(items)
        if isinstance(value, dict):
            entries = {self.of(key): self.of(item) for key, item in value.items()}
            return value if entries == value else entries
        if is_dataclass(value) and not isinstance(value, type | Place):
            changed = {}
            for field in fields(value):
                old = getattr(value, field.name)
                new = self.of(old)
                if new is not old:
                    changed[field.name] = new
            return replace(value, **changed) if changed else value
        return value

    def _of_text(self, text: str) -> str:
        if "://" in text and "@" in text:
            text = _LOGIN.sub(f"{WITHHELD}@", text)
        kept: list[str] = []
        done = 0
        for start, end in sorted((*_spans(text, cores(text)), *self._known(text))):
            if end > done:
                kept += [text[done:start], WITHHELD] if start > done or not done else []
                done = end
        return "".join([*kept, text[done:]]) if done else text

    def _known(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of what stands in the file as a credential or a part of one."""
        if self.cores:
            found = cores(text, any_case=True)
            yield from _spans(text, [c for c in found if text[c[0] : c[1]].lower() in self.cores])
        if self.words:
            for word in _WORD.finditer(text):
                if word[0].lower() in self.words:
                    yield word.span()


def _spans(text: str, found: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """(start, end) of credentials with what goes on behind them, given their cores in order.

    Behind the header of a private key that is everything.
    """
    done = 0
    for start, end, shape in found:
        if end > done:
            done = len(text) if shape == _KEY else _end(text, end)
            yield start, done


def _end(text: str, start: int) -> int:
    rest = _REST.match(text, start)
    return rest.end() if rest else start


def _withholding(data: bytes) -> _Withholding:
    """What the credentials in the bytes of a file are made of."""
    text = data.decode("utf-8", "replace")
    found = cores(text)
    words: set[str] = set()
    done = 0
    for start, end, shape in found:
        if end <= done:
            continue
        first, last = max(start, done), _end_in_file(text, end, shape)
        while first > done and text[first - 1].isalnum():
            first -= 1
        # A word goes on to its own end, which is the same wherever it is written again.
        while last < len(text) and text[last].isalnum():
            last += 1
        words.update(word[0].lower() for word in _WORD.finditer(text, first, last))
        done = last
    lowered = (text[start:end].lower() for start, end, shape in found if shape != _KEY)
    return _Withholding(frozenset(lowered), frozenset(words))


def _end_in_file(text: str, end: int, shape: str) -> int:
    """Where a credential ends whose core ends at `end`."""
    if shape != _KEY:
        return _end(text, end)
    if not is_key_body(text, end):
        return end
    last = text.find(_KEY_ENDS, end, end + _LONGEST_KEY)
    return last if last >= 0 else min(end + _LONGEST_KEY, len(text))
