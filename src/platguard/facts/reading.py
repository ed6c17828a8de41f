"""Reading fields of documents that may hold anything in any place."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from platguard.facts.templates import holds_template, is_template
from platguard.model.document import Map
from platguard.patterns import pattern
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.model.document import Place


def text(value: object) -> str:
    """A scalar as text; empty for anything that has none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


_LOGIN = pattern(r"(?<=://)[^\s/]+@(?!sha\d+:)|^[^\s/@:]*:[^\s/]+@(?!sha\d+:|[${])")


def without_login(reference: str) -> str:
    """A reference to an image or a repository, with `***` for a login that it holds."""
    return _LOGIN.sub("***@", reference)


def mapping(value: object) -> dict[str, Any]:
    """The mapping itself, or an empty one where something else stands."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[Any]:
    """The list itself, or an empty one where something else stands."""
    return value if isinstance(value, list) else []


def follow(value: object, path: tuple[str, ...]) -> object:
    """What stands at `path` within nested mappings; None when there is nothing."""
    for key in path:
        value = mapping(value).get(key)
    return value


def texts(value: object) -> dict[str, str]:
    """A mapping of scalars, such as labels, as text."""
    return {text(key): text(item) for key, item in mapping(value).items()}


def plain(value: Any) -> Any:
    """A copy in plain JSON types."""
    if isinstance(value, dict):
        return {text(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


@dataclass(slots=True)
class Reading:
    """Collects what a fact says of its fields: places, unknown ones, invalid ones."""

    places: dict[str, Place] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)

    def find(self, name: str, holder: dict[str, Any], key: str) -> Any:
        """The value of `key`, whose place is remembered as that of the field `name`."""
        value = holder.get(key)
        if value is not None and isinstance(holder, Map):
            self.places.setdefault(name, holder.place(key))
        if holds_template(value):
            self.doubt(name)
        return value

    def doubt(self, *names: str) -> None:
        """Remembers that the fields `names` could not be known."""
        self.unknown += [name for name in names if name not in self.unknown]

    def refuse(self, key: str) -> None:
        """Remembers that the API server refuses the value of `key`."""
        if key not in self.invalid:
            self.invalid.append(key)

    def flag(self, name: str, holder: dict[str, Any], key: str) -> bool | None:
        """A boolean; None when absent, templated or of another type."""
        value = self.find(name, holder, key)
        if value is None or isinstance(value, bool):
            return value
        if not is_template(value):
            self.refuse(key)
        return None

    def number(self, name: str, holder: dict[str, Any], key: str) -> int | None:
        """An integer; None when absent, templated or of another type."""
        value = self.find(name, holder, key)
        # JSON knows one kind of number: the API server takes 1e3 for an integer.
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None and not is_template(value):
            self.refuse(key)
        return None
