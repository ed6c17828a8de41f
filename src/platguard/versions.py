"""Versions as tuples of integers, because 1.9 comes before 1.16, and spans of them."""

from __future__ import annotations

from platguard.patterns import pattern
from platguard.tuples import NamedTuple

# Nine digits hold every date-like version; the integer conversion of longer ones costs time.
_NUMBERS = pattern(r"v?([0-9]{1,9}(?:\.[0-9]{1,9})*)(?![0-9])")


def numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of `version`: (3, 9, 18) of `v3.9.18-rc1`; empty when it has none."""
    found = _NUMBERS.match(version.strip())
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def at_least(version: str, minimum: str) -> bool:
    """Whether `version` is `minimum` or newer; false where `version` has no numbers."""
    own, least = numbers(version), numbers(minimum)
    return bool(own) and shortened(own) >= shortened(least)


def shortened(version: tuple[int, ...]) -> tuple[int, ...]:
    """The version without zeros at its end; such tuples compare as versions do: 3 equals 3.0."""
    end = len(version)
    while end and version[end - 1] == 0:
        end -= 1
    return version[:end]


def following(version: tuple[int, ...]) -> tuple[int, ...]:
    """The first version after all that begin with `version`: (3, 10) of (3, 9)."""
    return (*version[:-1], version[-1] + 1)


class Span(NamedTuple):
    """The versions from `lower` on and before `upper`; both are `shortened`."""

    lower: tuple[int, ...]
    """Empty where the span has no beginning."""
    upper: tuple[int, ...] | None
    """None where it has no end."""

    def __str__(self) -> str:
        return f"{_dotted(self.lower)}..{_dotted(self.upper or ())}"

    def holds_any_of(self, other: Span) -> bool:
        """Whether the two spans have a version in common."""
        lower, upper = max(self.lower, other.lower), _earlier(self.upper, other.upper)
        return upper is None or lower < upper

    def common(self, other: Span) -> Span:
        """What the two spans have in common, where `holds_any_of` says that there is anything."""
        return Span(max(self.lower, other.lower), _earlier(self.upper, other.upper))


def read_span(text: str) -> Span:
    """The span that a text such as `3.8..3.10`, `3.8..` or `..4` stands for."""
    lower, _, upper = text.partition("..")
    return Span(shortened(numbers(lower)), shortened(numbers(upper)) or None)


def span_of(version: tuple[int, ...]) -> Span:
    """Every version that begins with the given numbers."""
    return Span(shortened(version), shortened(following(version)))


def _earlier(
    first: tuple[int, ...] | None, second: tuple[int, ...] | None
) -> tuple[int, ...] | None:
    if first is None or second is None:
        return first if second is None else second
    return min(first, second)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
