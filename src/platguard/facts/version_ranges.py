"""Version requirements of several ecosystems as spans of versions, before any table is asked.

A requirement becomes the list of the spans that satisfy it, in order and apart from each other.
Whether a release cycle lies in one of them is all that rules ask, so that pre-releases and build
numbers, in which the ecosystems differ most, are left out.

The grammars: PEP 440 for Python; node-semver ranges for npm; Poetry, which adds carets to PEP 440;
composer/semver for Composer; Gem::Requirement for Ruby.
"""

from __future__ import annotations

import re

from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.versions import Span, following, numbers, shortened, span_of

_MOST = 50
"""Spans of a requirement; one with more is not read."""
_LONGEST = 500
"""Characters of a requirement; no longer one is read."""
_ALL = Span((), None)
_ANY = frozenset({"", "*", "x", "X", "latest", "node", "current", "stable", "lts", "lts/*"})
_EXACT = pattern(r"(?:={1,3}\s*)?v?(\d+(?:\.\d+)*)(?:\.[xX*]+|\.\d*xx)*(?:t|[-+_]\S*)?")
_COMPARISON = pattern(
    r"[\s,]*+(===?|!=|~=|~>|>=|<=|[=<>^~])?\s*+v?(\d+(?:\.\d+)*)((?:\.[xX*])*)([^\s,|<>=~^!]*)"
)
_BARE = pattern(r"[\s,]*+[xX*](?=[\s,]|$)")
_HYPHEN = pattern(r"v?(\d\S*)\s++-\s++v?(\d\S*)")


@dataclass(frozen=True, slots=True)
class Grammar:
    """How an ecosystem reads what requirements of different ecosystems write alike."""

    absent_is_any: bool
    """Whether `18` stands for 18.0 to 18.9 (npm), and not for 18.0.0 alone."""
    tilde_keeps_minor: bool
    """Whether `~3.9` stays below 3.10 (npm, Poetry), and not below 4 (Composer)."""


PEP440 = Grammar(absent_is_any=False, tilde_keeps_minor=True)
POETRY = PEP440
NPM = Grammar(absent_is_any=True, tilde_keeps_minor=True)
COMPOSER = Grammar(absent_is_any=False, tilde_keeps_minor=False)
RUBY = Grammar(absent_is_any=False, tilde_keeps_minor=False)


def exact_version(written: str) -> str:
    """The one version that `written` names, without its variant; empty when it names none.

    `3.9.x` names the cycle 3.9, `18.17.0-alpine` the version 18.17.0.
    """
    found = _EXACT.fullmatch(written.strip().strip("\"'"))
    return found[1] if found else ""


def allowed_spans(requirement: str, grammar: Grammar) -> list[Span] | None:
    """The spans that satisfy a requirement; empty when all versions do, None when not readable."""
    if len(requirement) > _LONGEST:
        return None
    spans: list[Span] = []
    for alternative in re.split(r"\|\|?", requirement):
        found = _conjunction(alternative.strip(), grammar)
        if found is None:
            return None
        spans += found
    merged = _merged(spans)
    return [] if merged == [_ALL] else (merged or None)


def newest_version(requirement: str, cycle_parts: int) -> str:
    """The newest version that `requirement` allows, or empty when later cycles satisfy it.

    For tools that take the newest version which is allowed: when that one has ended, so have all.
    A cycle of the product has `cycle_parts` parts: two in Python (3.9), one in Node.js (18).
    A requirement that names less, such as `3`, is given as it stands.
    """
    if exact := exact_version(requirement):
        return exact
    spans = allowed_spans(requirement, NPM) or []
    upper = spans[-1].upper if spans else None
    if upper is None or len(upper) < cycle_parts:
        return ""  # which cycle comes before 4.0 only a table knows
    newest = upper[:cycle_parts]
    if len(upper) == cycle_parts:
        newest = (*newest[:-1], newest[-1] - 1)
    return ".".join(map(str, newest))


def _conjunction(text: str, grammar: Grammar) -> list[Span] | None:
    """The spans that satisfy every comparison of a text."""
    if text in _ANY:
        return [_ALL]
    if found := _HYPHEN.fullmatch(text):
        text = f">={found[1]} <={found[2]}"
        grammar = Grammar(absent_is_any=True, tilde_keeps_minor=True)
    spans = [_ALL]
    position = 0
    while position < len(text):
        bare = _BARE.match(text, position)
        comparison = bare or _COMPARISON.match(text, position)
        if comparison is None or comparison.end() == position:
            return None
        if not bare and comparison[4].startswith("."):
            return None  # `1.x.5` says nothing
        position = comparison.end()
        if not bare:
            satisfying = _compared(comparison, grammar)
            spans = [a.common(b) for a in spans for b in satisfying if a.holds_any_of(b)]
        if len(spans) > _MOST:
            return None
    return spans


def _compared(comparison: re.Match[str], grammar: Grammar) -> list[Span]:
    operator, version = comparison[1] or "=", numbers(comparison[2])
    if not version:
        return []  # a number of ten digits is no version
    lower = shortened(version)
    whole = _meant(version, grammar.absent_is_any or bool(comparison[3]))
    match operator:
        case ">=":
            return [Span(lower, None)]
        case ">":
            return [Span(whole.upper or (), None)]
        case "<":
            return [Span((), lower)] if lower else []
        case "<=":
            return [Span((), whole.upper)]
        case "!=":
            before = [Span((), whole.lower)] if whole.lower else []
            return [*before, Span(whole.upper or (), None)]
        case "^":
            return [Span(lower, shortened(following(_caret(version))))]
        case "~=" | "~>" | "~":
            return [Span(lower, shortened(following(_kept(operator, version, grammar))))]
    return [whole]


def _meant(version: tuple[int, ...], is_prefix: bool) -> Span:
    """The versions that a number stands for: those that begin with it, or itself alone."""
    if is_prefix and len(version) < 3:
        return span_of(version)
    return span_of((*version, 0, 0)[: max(3, len(version))])


def _caret(version: tuple[int, ...]) -> tuple[int, ...]:
    """The part of a version that `^` keeps: up to its first number that is not zero."""
    first = next((index for index, part in enumerate(version) if part), len(version) - 1)
    return version[: first + 1]


def _kept(operator: str, version: tuple[int, ...], grammar: Grammar) -> tuple[int, ...]:
    """The part of a version that `~` keeps: all but the last number, or the first two."""
    keeps_minor = grammar.tilde_keeps_minor and operator != "~="
    return version[:2] if keeps_minor else version[: max(1, len(version) - 1)]


def _merged(spans: list[Span]) -> list[Span]:
    """The same versions in as few spans as can be, in order."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.lower):
        last = merged[-1] if merged else None
        if last is None or (last.upper is not None and last.upper < span.lower):
            merged.append(span)
        elif last.upper is not None and (span.upper is None or last.upper < span.upper):
            merged[-1] = Span(last.lower, span.upper)
    return merged
