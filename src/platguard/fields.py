"""Reads platguard's own files strictly: every key is known, every value has its type.

Each fault is a UsageError that names file, line, column, what was expected, and the nearest key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

from platguard import dates
from platguard.errors import UsageError
from platguard.model.document import Map, Place, Seq
from platguard.parsers import parse
from platguard.suggestions import nearest

T = TypeVar("T")
_WIDE = (
    *((True, False, True, False), (False, True, False, True)),
    *((True, False, False, False), (False, False, False, True)),
)
"""Which of the first four bytes are not NUL in a text without a mark: in UTF-16, then in UTF-32."""


def read_document(data: bytes, path: str) -> Map:
    """The one mapping that a file of ours holds; raises UsageError when it holds anything else."""
    refuse_wide(data, path)
    parsed = parse(data, "strict")
    for problem in parsed.problems:
        raise UsageError(problem.message, path=path, line=problem.line, column=problem.column)
    if len(parsed.documents) != 1 or not isinstance(parsed.documents[0].value, Map):
        hint = _remedy([document.value for document in parsed.documents])
        raise UsageError("expected one mapping", path=path, line=1, column=1, hint=hint)
    value: Map = parsed.documents[0].value
    return value


def refuse_wide(data: bytes, path: str) -> None:
    """Raises UsageError for a text whose characters have two or four bytes and no byte order mark,
    which would say so."""
    # Our files begin with characters of ASCII, whose other bytes are NUL.
    if tuple(map(bool, data[:4])) in _WIDE:
        raise UsageError("UTF-16 or UTF-32, not UTF-8", path=path, hint="Save it as UTF-8.")


def _remedy(values: Sequence[Any]) -> str:
    """What to do about a file that does not hold one mapping."""
    if not values:
        return "The file is empty: write `key: value` lines into it, or remove it."
    if len(values) > 1:
        return f"It holds {len(values)} documents: put each into a file of its own."
    # Never what it says: whoever named the wrong file may have named one with a secret in it.
    held = _named(values[0]) if isinstance(values[0], (Seq, list)) else "one text"
    return f"It holds {held}: write `key: value` lines."


class Fields:
    """The keys of one mapping of ours."""

    may_be_empty: ClassVar[bool] = False
    """Whether a key of a list or a mapping may have no value, which is as if it were not there."""

    def __init__(self, value: Any, path: str, what: str, keys: Sequence[str], at: Place) -> None:
        """Refuses anything but a mapping with some of `keys`; `what` names it in errors."""
        self.path = path
        self.what = what
        if not isinstance(value, Map):
            raise UsageError(
                f"{what} must be a mapping, not {_named(value)}",
                path=path,
                line=at.line,
                column=at.column,
            )
        self.value = value
        for key in value:
            if key not in keys:
                raise self.fault(f"unknown key {key!r} in {what}", key, hint=_hint(key, keys))

    def fault(self, message: str, key: str = "", hint: str = "") -> UsageError:
        """An error at a key of the mapping, or at the mapping itself."""
        place = self.value.start()
        if key in self.value:
            place = self.value.key_place(key)
        return UsageError(message, path=self.path, line=place.line, column=place.column, hint=hint)

    def place(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return self.value.place(key)

    def text_start(self, key: str) -> tuple[int, int]:
        """Line and column at which the value of `key` stands."""
        place = self.value.place(key)
        return place.line, place.column

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.value

    def is_empty(self, key: str) -> bool:
        """Whether the key is there without a value, and that is no fault where it may hold a list
        or a mapping."""
        return self.may_be_empty and self.has(key) and self.value[key] is None

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default the key must be there and not empty."""
        value: str = self._typed(key, str, "text", default)
        if default is None and not value.strip():
            raise self.fault(f"{key} of {self.what} must not be empty", key)
        return value.strip()

    def text_as_written(self, key: str) -> str:
        """A text with the white space around it; the key must be there."""
        value: str = self._typed(key, str, "text", None)
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of some texts."""
        value = self.text(key, default)
        if value != default and value not in choices:
            raise self.fault(
                f"{key} of {self.what} must be one of {', '.join(choices)}, not {value!r}",
                key,
                hint=_hint(value, choices) if nearest(value, choices) else "",
            )
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """True or false."""
        value: bool = self._typed(key, bool, "true or false", default)
        return value

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value: int = self._typed(key, int, "a whole number", default)
        return value

    def date(self, key: str) -> date | None:
        """A calendar date written YYYY-MM-DD, or None when the key is absent."""
        if not self.has(key):
            return None
        value = self.value[key]
        day = dates.parse(value) if isinstance(value, str) else None
        if day is None:
            told = value if isinstance(value, str) else _named(value)
            asked = dates.expected(told)
            raise self.fault(f"{key} of {self.what} is {told}; it {asked}", key)
        return day

    def choices(self, key: str, choices: Sequence[str]) -> list[str]:
        """A list of some of the texts; empty when the key is absent."""
        for value in (found := self.texts(key)):
            if value not in choices:
                raise self.fault(
                    f"{key} of {self.what} has {value!r}, which is none of {', '.join(choices)}",
                    key,
                    hint=_hint(value, choices) if nearest(value, choices) else "",
                )
        return found

    def texts(self, key: str) -> list[str]:
        """A list of texts; empty when the key is absent."""
        return [self._text_of(item, key) for item in self._typed(key, list, "a list", [])]

    def mappings(
        self, key: str, what: str, keys: Sequence[str], read: Callable[[Fields], T]
    ) -> list[T]:
        """A list of mappings, each read by `read`; empty when the key is absent."""
        items = self._typed(key, list, "a list", [])
        places = [items.place(number) for number in range(len(items))] if items else []
        return [
            read(type(self)(item, self.path, what, keys, place))
            for item, place in zip(items, places, strict=True)
        ]

    def mapping(self, key: str, what: str, keys: Sequence[str]) -> Fields | None:
        """A mapping with some of `keys`, or None when the key is absent."""
        if not self.has(key) or self.is_empty(key):
            return None
        return type(self)(self.value[key], self.path, what, keys, self.place(key))

    def named(self, key: str, what: str, keys: Sequence[str]) -> dict[str, Fields]:
        """A mapping from names to mappings; `{name}` in `what` is replaced by each name."""
        value = self._typed(key, dict, "a mapping", {})
        found = {}
        for name, held in value.items():
            place = value.place(name)
            held = _Nothing(place) if held is None and self.may_be_empty else held
            found[name] = type(self)(held, self.path, what.format(name=name), keys, place)
        return found

    def pairs(self, key: str) -> dict[str, str]:
        """A mapping from names to texts, in order; empty when the key is absent."""
        value = self._typed(key, dict, "a mapping", {})
        return {name: self._text_of(value[name], key) for name in value}

    def lists(self, key: str) -> dict[str, list[str]]:
        """A mapping from names to lists of texts; empty when the key is absent."""
        value = self._typed(key, dict, "a mapping", {})
        for name, items in value.items():
            if not isinstance(items, list):
                raise self.fault(f"{name} in {key} of {self.what} must be a list", key)
        return {name: [self._text_of(item, key) for item in value[name]] for name in value}

    def _typed(self, key: str, kind: type[Any], name: str, default: Any) -> Any:
        if key not in self.value:
            if default is None:
                raise self.fault(f"{self.what} has no {key}", hint=f"Add `{key}:`.")
            return default
        value = self.value[key]
        if kind in (list, dict) and default is not None and self.is_empty(key):
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(f"{key} of {self.what} must be {name}, not {_named(value)}", key)
        return value

    def _text_of(self, value: Any, key: str) -> str:
        if not isinstance(value, str):
            raise self.fault(f"{key} of {self.what} must hold texts, not {_named(value)}", key)
        return value


class SettingFields(Fields):
    """The keys of a mapping in a configuration, whose last entries people take out or comment out
    and whose heading they leave."""

    may_be_empty = True


class _Nothing(Map):
    """The mapping that nobody wrote."""

    __slots__ = ("_place",)

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place

    def place(self, key: str) -> Place:
        return self._place

    def key_place(self, key: str) -> Place:
        return self._place

    def start(self) -> Place:
        return self._place


def _named(value: Any) -> str:
    """What a value is, in the words of YAML."""
    if value is None:
        return "nothing"
    if isinstance(value, (Map, dict)):
        return "a mapping"
    if isinstance(value, (Seq, list)):
        return "a list"
    return f"{value!r:.40}"


def _hint(word: str, known: Sequence[str]) -> str:
    near = nearest(word, known)
    return f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(known)}."
