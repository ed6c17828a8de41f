"""Reads JSON of our own: every value that is asked for is there and has its type.

Keys that nobody asks for are passed over: a later version may have written them. The text may be
long and hostile, so it is read by the plain decoder, and places are looked for only in a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from platguard import dates
from platguard.errors import UsageError
from platguard.patterns import pattern
from platguard.records import dataclass

T = TypeVar("T")

MOST = 10**9
"""The largest number that is believed, either way."""

_SURROGATE = pattern(r"[\ud800-\udfff]")
_BETWEEN = pattern(r"[ \t\r\n,:]*")


def as_told(text: str) -> str:
    """Text as our JSON has it: what no encoding can hold is spelled out."""
    return text if text.isascii() else _SURROGATE.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


@dataclass(frozen=True)
class JsonText:
    """The text of a file."""

    text: str
    path: str
    """As it was named."""
    remedy: str
    """What every error says to do."""

    def document(self, what: str) -> JsonObject:
        """The one mapping that it holds; UsageError when it holds anything else."""
        try:
            value = json.loads(self.text, object_pairs_hook=_once, parse_constant=_refuse)
        except json.JSONDecodeError as error:
            raise self.fault(f"not JSON: {error.msg}", error.lineno, error.colno) from None
        except RecursionError:
            raise self.fault("is nested too deep") from None
        except ValueError as error:
            raise self.fault(str(error)) from None
        if not isinstance(value, dict):
            raise self.fault(f"expected {what}, a mapping", 1, 1)
        return JsonObject(value, what, self, ())

    def fault(self, message: str, line: int = 0, column: int = 0) -> UsageError:
        """An error at a place of the file."""
        return UsageError(message, path=self.path, line=line, column=column, hint=self.remedy)

    def place(self, steps: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of what the steps lead to: of a key, of an item, or of the whole."""
        at = start = _after(self.text, 0)
        for step in steps:
            start, at = _member(self.text, at, step)
        return self.text.count("\n", 0, start) + 1, start - self.text.rfind("\n", 0, start)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r:.60} stands twice in one mapping")
    return value


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _after(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _member(text: str, at: int, step: str | int) -> tuple[int, int]:
    """Where a member of the mapping or list at `at` begins, and where its value does."""
    decode, number = json.JSONDecoder().raw_decode, 0
    at = _after(text, at + 1)
    while True:
        start = at
        if isinstance(step, str):
            key, at = decode(text, at)
            at = _after(text, at)
            if key == step:
                return start, at
        elif number == step:
            return start, at
        at, number = _after(text, decode(text, at)[1]), number + 1


class JsonObject:
    """One mapping."""

    def __init__(
        self, value: dict[str, Any], what: str, source: JsonText, steps: tuple[str | int, ...]
    ) -> None:
        """`what` names it in errors; `steps` lead to it."""
        self.value = value
        self._what = what
        self._source = source
        self._steps = steps

    def fault(self, message: str, key: str) -> UsageError:
        """An error at a key of the mapping, or at the mapping itself."""
        steps = (*self._steps, key) if key in self.value else self._steps
        return self._source.fault(message, *self._source.place(steps))

    def need(self, key: str) -> Any:
        """The value of a key that must be there."""
        if key not in self.value:
            raise self.fault(f"{self._what} has no {key}", key)
        return self.value[key]

    def text(self, key: str) -> str:
        """A text, which any encoding can hold."""
        value: str = self._typed(key, str, "text")
        return as_told(value)

    def pattern(self, key: str, pattern: re.Pattern[str]) -> str:
        """A text of some shape."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.fault(f"{key} of {self._what} is none: {value!r:.60}", key)
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """One of some texts."""
        value = self.text(key)
        if value not in choices:
            told = f"{key} of {self._what} must be one of {', '.join(choices)}, not {value!r:.60}"
            raise self.fault(told, key)
        return value

    def date(self, key: str) -> str:
        """A calendar date."""
        value = self.text(key)
        if dates.parse(value) is None:
            told = f"{key} of {self._what} must be a date such as 2026-12-31, not {value!r:.60}"
            raise self.fault(told, key)
        return value

    def integer(self, key: str, least: int = 1) -> int:
        """A whole number."""
        value: int = self._typed(key, int, "a whole number")
        if not least <= value <= MOST:
            raise self.fault(f"{key} of {self._what} must be from {least} to {MOST}", key)
        return value

    def boolean(self, key: str) -> bool:
        """True or false."""
        value: bool = self._typed(key, bool, "true or false")
        return value

    def text_or_none(self, key: str) -> str | None:
        """A text, or null."""
        return None if self.need(key) is None else self.text(key)

    def date_or_none(self, key: str) -> str | None:
        """A calendar date, or null."""
        return None if self.need(key) is None else self.date(key)

    def integer_or_none(self, key: str, least: int = -MOST) -> int | None:
        """A whole number, or null."""
        return None if self.need(key) is None else self.integer(key, least)

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        value: list[str] = self._typed(key, list, "a list")
        if not all(isinstance(item, str) for item in value):
            raise self.fault(f"{key} of {self._what} must hold texts", key)
        return [as_told(item) for item in value]

    def object(self, key: str) -> JsonObject:
        """A mapping."""
        value = self._typed(key, dict, "a mapping")
        return JsonObject(value, f"{key} of {self._what}", self._source, (*self._steps, key))

    def optional(self, key: str) -> JsonObject | None:
        """A mapping, or None for null and for a key that is not there."""
        return None if self.value.get(key) is None else self.object(key)

    def objects(self, key: str, what: str, read: Callable[[JsonObject], T]) -> list[T]:
        """A list of mappings, each read by `read`."""
        items: list[Any] = self._typed(key, list, "a list")
        if not all(isinstance(item, dict) for item in items):
            raise self.fault(f"{key} of {self._what} must hold mappings", key)
        return [
            read(JsonObject(item, what, self._source, (*self._steps, key, number)))
            for number, item in enumerate(items)
        ]

    def _typed(self, key: str, kind: type[Any], name: str) -> Any:
        value = self.need(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(f"{key} of {self._what} must be {name}", key)
        return value
