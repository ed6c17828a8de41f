"""Reads JSON of our own: every value that is asked for is there and has its type.

Keys that nobody asks for are passed over: a later version may have written them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from platguard import dates
from platguard.errors import UsageError
from platguard.model.document import Map

T = TypeVar("T")


class JsonObject:
    """One mapping."""

    def __init__(self, value: Map, what: str, path: str, remedy: str) -> None:
        """`what` names it in errors, and `remedy` is what they say to do."""
        self.value = value
        self._what = what
        self._path = path
        self._remedy = remedy

    def fault(self, message: str, key: str) -> UsageError:
        """An error at a key of the mapping, or at the mapping itself."""
        place = self.value.key_place(key) if key in self.value else self.value.start()
        return UsageError(
            message, path=self._path, line=place.line, column=place.column, hint=self._remedy
        )

    def need(self, key: str) -> Any:
        """The value of a key that must be there."""
        if key not in self.value:
            raise self.fault(f"{self._what} has no {key}", key)
        return self.value[key]

    def text(self, key: str) -> str:
        """A text, exactly as it stands."""
        value: str = self._typed(key, str, "text")
        return value

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
        if value < least:
            raise self.fault(f"{key} of {self._what} must be {least} or more", key)
        return value

    def text_or_none(self, key: str) -> str | None:
        """A text, or null."""
        return None if self.need(key) is None else self.text(key)

    def date_or_none(self, key: str) -> str | None:
        """A calendar date, or null."""
        return None if self.need(key) is None else self.date(key)

    def integer_or_none(self, key: str, least: int = -(10**9)) -> int | None:
        """A whole number, or null."""
        return None if self.need(key) is None else self.integer(key, least)

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        value: list[str] = self._typed(key, list, "a list")
        if not all(isinstance(item, str) for item in value):
            raise self.fault(f"{key} of {self._what} must hold texts", key)
        return list(value)

    def object(self, key: str) -> JsonObject:
        """A mapping."""
        value = self._typed(key, Map, "a mapping")
        return JsonObject(value, f"{key} of {self._what}", self._path, self._remedy)

    def optional(self, key: str) -> JsonObject | None:
        """A mapping, or None for null and for a key that is not there."""
        return None if self.value.get(key) is None else self.object(key)

    def objects(self, key: str, what: str, read: Callable[[JsonObject], T]) -> list[T]:
        """A list of mappings, each read by `read`."""
        items: list[Any] = self._typed(key, list, "a list")
        if not all(isinstance(item, Map) for item in items):
            raise self.fault(f"{key} of {self._what} must hold mappings", key)
        return [read(JsonObject(item, what, self._path, self._remedy)) for item in items]

    def _typed(self, key: str, kind: type[Any], name: str) -> Any:
        value = self.need(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(f"{key} of {self._what} must be {name}", key)
        return value
