"""The functions that expressions of rules may call, beside CEL's own.

Each is a plain function with types, a sentence and an example; the CEL declaration and the
documentation are derived from them. One that cannot decide raises `Undecided`: the outcome of the
rule is then unknown. Dates are texts, YYYY-MM-DD, so that they compare as they read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from platguard import dates, versions
from platguard.records import dataclass
from platguard.table_functions import TABLE_FUNCTIONS

if TYPE_CHECKING:
    from platguard.tables import Tables

UNDECIDED = "undecided: "
"""Begins the message of a CEL error that means unknown, not a fault of the rule."""


class Undecided(Exception):
    """The function cannot decide with what is known.

    The reason is a clause that goes on behind a "because".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(UNDECIDED + reason)


def _is_no(text: str, wanted: str) -> str:
    """That a text is not what is wanted, as a reason."""
    return f"{text[:40]!r} is no {wanted}" if text.strip() else f"no {wanted} is given"


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
        raise Undecided(_is_no(text, "date"))
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


def lies_below(path: str, globs: list[str]) -> bool:
    """Whether a path is one of those given or lies below one; `*` and `?` stay in a segment."""
    from fnmatch import fnmatchcase

    segments = path.lower().split("/")
    for glob in globs:
        wanted = glob.lower().strip("/").split("/")
        if len(wanted) <= len(segments) and all(map(fnmatchcase, segments, wanted)):
            return True
    return False


def version_at_least(version: str, least: str) -> bool:
    """Whether a dotted version is the same as another or newer; parts compare as numbers."""
    for text in (version, least):
        if not versions.numbers(text):
            raise Undecided(_is_no(text, "version"))
    return versions.at_least(version, least)


def amount_above(amount: str, most: str) -> bool:
    """Whether an amount of a resource (`8Gi`, `500m`) is greater than another."""
    from platguard.facts.quantities import quantity

    found, limit = quantity(amount), quantity(most)
    if found is None or limit is None:
        raise Undecided(_is_no(amount if found is None else most, "amount of a resource"))
    return found > limit


def undecided(reason: str) -> bool:
    """Leaves the outcome unknown, for a reason that goes on behind a "because"."""
    raise Undecided(reason)


def leaves_only(blocks: list[str], allowed: list[str]) -> bool:
    """Whether the addresses of `0.0.0.0/0 except 10.0.0.0/8` lie in the allowed blocks."""
    from platguard.facts.address_blocks import leaves_only as lie_within

    return lie_within(blocks, allowed)


def next_minor(version: str) -> str:
    """The minor release after a version, without its patch."""
    match versions.numbers(version):
        case (major, minor, *_):
            return f"{major}.{minor + 1}"
    raise Undecided(_is_no(version, "minor release"))


def downtime_disagrees(percent: str, stated: str) -> bool:
    """Whether a stated downtime (`2.5 hours per year`) is not what a target in percent allows.

    The two may differ by 2 percent, because both are rounded; a text that states none disagrees
    with nothing.
    """
    from platguard import error_budget

    target, downtime = error_budget.percent_of(percent), error_budget.stated_downtime(stated)
    return target is not None and downtime is not None and not error_budget.agrees(target, downtime)


def allowed_downtime(percent: str, stated: str) -> str:
    """The downtime that a target allows, in the window for which another is stated."""
    from platguard import error_budget

    target, downtime = error_budget.percent_of(percent), error_budget.stated_downtime(stated)
    if target is None or downtime is None:
        found = (percent, "target in percent") if target is None else (stated, "downtime")
        raise Undecided(_is_no(*found))
    hours = error_budget.allowed_hours(target, downtime.window)
    return f"{error_budget.in_words(hours)} per {downtime.window}"


def availability_of(stated: str) -> str:
    """The target in percent that a stated downtime amounts to."""
    from platguard import error_budget

    downtime = error_budget.stated_downtime(stated)
    if downtime is None:
        raise Undecided(_is_no(stated, "downtime"))
    return error_budget.availability(downtime)


def percent_above(percent: str, limit: str) -> bool:
    """Whether a share in percent is greater than another; exact, whatever the decimals."""
    from platguard import error_budget

    found, most = error_budget.percent_of(percent), error_budget.percent_of(limit)
    if found is None or most is None:
        raise Undecided(_is_no(percent if found is None else limit, "percentage"))
    return found > most


_TEXT, _TEXTS = ("string",), ("string", "string")
_PLAIN = (
    Function(
        "days_between",
        _TEXTS,
        "int",
        days_between,
        "days_between('2025-12-30', '2025-12-31') == 1",
    ),
    Function("count_days", ("int",), "string", dates.count_days, "count_days(1) == '1 day'"),
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
        "lies_below",
        ("string", "list"),
        "bool",
        lies_below,
        "lies_below('reg.io/team/api', ['reg.io/*']) && !lies_below('reg.io.evil.com', ['reg.io'])",
    ),
    Function(
        "version_at_least", _TEXTS, "bool", version_at_least, "version_at_least('1.22', '1.9')"
    ),
    Function(
        "leaves_only",
        ("list", "list"),
        "bool",
        leaves_only,
        "leaves_only(['10.0.0.0/8 except 10.0.0.0/9'], ['10.128.0.0/9'])",
    ),
    Function("next_minor", _TEXT, "string", next_minor, "next_minor('1.9') == '1.10'"),
    Function(
        "downtime_disagrees",
        _TEXTS,
        "bool",
        downtime_disagrees,
        "downtime_disagrees('99.5', '2.5 hours per year')",
    ),
    Function(
        "allowed_downtime",
        _TEXTS,
        "string",
        allowed_downtime,
        "allowed_downtime('99.5', '2.5 hours per year') == '43.8 hours per year'",
    ),
    Function(
        "availability_of",
        _TEXT,
        "string",
        availability_of,
        "availability_of('2.5 hours per year') == '99.97'",
    ),
    Function("amount_above", _TEXTS, "bool", amount_above, "amount_above('8Gi', '8G')"),
    Function(
        "undecided", _TEXT, "bool", undecided, "true || undecided('no version is configured')"
    ),
    Function("percent_above", _TEXTS, "bool", percent_above, "percent_above('99.95', '99.9')"),
)


def functions(tables: Callable[[], Tables]) -> tuple[Function, ...]:
    """Every function, those over dated tables reading the tables when first called."""

    def over_tables(name: str, parameters: tuple[str, ...], returns: str, example: str) -> Function:
        def call(*arguments: Any) -> Any:
            return getattr(tables(), name)(*arguments)

        return Function(name, parameters, returns, call, example)

    return (*_PLAIN, *(over_tables(name, *rest) for name, rest in TABLE_FUNCTIONS.items()))
