"""The functions that expressions of rules may call, beside CEL's own.

Each is a plain function with types, a sentence and an example; the CEL declaration and the
documentation are derived from them. One that cannot decide raises `Undecided`: the outcome of the
rule is then unknown. Dates are texts, YYYY-MM-DD, so that they compare as they read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from platguard import dates, versions

if TYPE_CHECKING:
    from platguard.tables import Tables

UNDECIDED = "undecided: "
"""Begins the message of a CEL error that means unknown, not a fault of the rule."""


class Undecided(Exception):
    """The function cannot decide with what is known."""

    def __init__(self, reason: str) -> None:
        super().__init__(UNDECIDED + reason)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the expression language."""

    name: str
    parameters: tuple[str, ...]
    """CEL types: string, int, bool, list, map_of_lists."""
    returns: str
    call: Callable[..., Any]
    example: str
    """An expression that is true with the built-in tables."""

    @property
    def summary(self) -> str:
        """The first line of what it does."""
        from platguard.tables import Tables

        documented = getattr(Tables, self.name, self.call)
        return (documented.__doc__ or "").strip().splitlines()[0]


def day(text: str) -> date:
    """The calendar date that a date or an RFC 3339 instant names; Undecided when none."""
    found = dates.parse(text[:10])
    if found is None:
        raise Undecided(f"{text[:40]!r} is not a date")
    return found


def days_between(start: str, end: str) -> int:
    """Whole days from the first date to the second; negative when it lies before."""
    return (day(end) - day(start)).days


def last_rotated(
    annotated_on: str, encrypted_on: str, changed_on: dict[str, list[str]], as_of: str
) -> str:
    """The day of the newest evidence of rotation, of the worst key; empty without evidence.

    Best evidence first: the annotation, what SOPS recorded, what git shows. Evidence later than
    `as_of` is ignored.
    """
    for recorded in (annotated_on, encrypted_on):
        if recorded and day(recorded).isoformat() <= as_of:
            return day(recorded).isoformat()
    return min(_newest(changed_on, as_of).values(), default="")


def stalest_key(changed_on: dict[str, list[str]], as_of: str) -> str:
    """The key whose value git shows unchanged for the longest time; empty without evidence."""
    newest = _newest(changed_on, as_of)
    return min(newest, key=lambda key: (newest[key], key), default="")


def _newest(changed_on: dict[str, list[str]], as_of: str) -> dict[str, str]:
    """The last day on which each key changed, of those that did."""
    known = {key: [day for day in days if day <= as_of] for key, days in changed_on.items()}
    return {key: max(days) for key, days in known.items() if days}


def matches_any(text: str, globs: list[str]) -> bool:
    """Whether the text matches one of the globs (`*`, `?`), in any case."""
    from fnmatch import fnmatchcase

    return any(fnmatchcase(text.lower(), glob.lower()) for glob in globs)


def version_at_least(version: str, least: str) -> bool:
    """Whether a dotted version is the same as another or newer; parts compare as numbers."""
    for text in (version, least):
        if not versions.numbers(text):
            raise Undecided(f"{text[:40]!r} is not a version")
    return versions.at_least(version, least)


def next_minor(version: str) -> str:
    """The minor release after a version, without its patch."""
    match versions.numbers(version):
        case (major, minor, *_):
            return f"{major}.{minor + 1}"
    raise Undecided(f"{version[:40]!r} names no minor release")


_TEXT, _TEXTS = ("string",), ("string", "string")
_PLAIN = (
    Function(
        "days_between",
        _TEXTS,
        "int",
        days_between,
        "days_between('2025-12-30', '2025-12-31') == 1",
    ),
    Function(
        "last_rotated",
        ("string", "string", "map_of_lists", "string"),
        "string",
        last_rotated,
        "last_rotated('2025-08-01', '', {}, '2025-09-01') == '2025-08-01'",
    ),
    Function(
        "stalest_key",
        ("map_of_lists", "string"),
        "string",
        stalest_key,
        "stalest_key({'a': ['2025-08-01'], 'b': ['2025-07-01']}, '2025-09-01') == 'b'",
    ),
    Function(
        "matches_any",
        ("string", "list"),
        "bool",
        matches_any,
        "matches_any('TOKEN_TTL', ['token_*'])",
    ),
    Function(
        "version_at_least", _TEXTS, "bool", version_at_least, "version_at_least('1.22', '1.9')"
    ),
    Function("next_minor", _TEXT, "string", next_minor, "next_minor('1.9') == '1.10'"),
)
_OVER_TABLES = {
    "has_support": ("bool", "has_support('python', '3.9')"),
    "support_ends": ("string", "support_ends('python', '3.9') == '2025-10-31'"),
    "extended_support_ends": (
        "string",
        "extended_support_ends('ubuntu', '20.04') == '2030-04-02'",
    ),
    "newest_supported": ("string", "newest_supported('python', '2026-11-22') == '3.14'"),
    "oldest_supported": ("string", "oldest_supported('kubernetes', '2026-11-22') == '1.35'"),
    "api_removed_in": ("string", "api_removed_in('batch/v1beta1', 'CronJob') == '1.25'"),
    "api_deprecated_in": ("string", "api_deprecated_in('batch/v1beta1', 'CronJob') == '1.21'"),
    "api_removal_is_planned": ("bool", "!api_removal_is_planned('batch/v1beta1', 'CronJob')"),
    "api_advice": ("string", "api_advice('batch/v1beta1', 'CronJob').contains('batch/v1')"),
}
"""The methods of Tables that take two texts: what they give, and an example."""


TABLE_FUNCTIONS = tuple(_OVER_TABLES)
"""The functions whose answers come from dated tables."""


def functions(tables: Callable[[], Tables]) -> tuple[Function, ...]:
    """Every function, those over dated tables reading the tables when first called."""

    def over_tables(name: str, returns: str, example: str) -> Function:
        def call(first: str, second: str) -> Any:
            return getattr(tables(), name)(first, second)

        return Function(name, _TEXTS, returns, call, example)

    return (*_PLAIN, *(over_tables(name, *rest) for name, rest in _OVER_TABLES.items()))
