"""`--scope KEY=GLOB`: which repositories a report is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from platguard.errors import UsageError
from platguard.model.organisation import Placement
from platguard.suggestions import suggestion

KEYS = ("name", "team", "segment", "tier", "wave")
"""The attributes of a repository that a scope may be about."""

Scope = Mapping[str, Sequence[str]]
"""Patterns by key: each key must fit, by one of its patterns."""


def scope_of(given: Sequence[str]) -> Scope:
    """What was given, in its order; UsageError for what is no KEY=GLOB."""
    found: dict[str, list[str]] = {}
    for one in given:
        key, is_given, pattern = one.partition("=")
        if not is_given or key not in KEYS:
            raise UsageError(
                f"--scope {one!r:.60} is none{suggestion(key, KEYS)}",
                hint=f"Write KEY=GLOB with one of {', '.join(KEYS)}. Of a KEY that is given several"
                " times, one has to fit.",
            )
        found.setdefault(key, []).append(pattern)
    return found


def check(scope: Scope, known: Iterable[Placement], teams: Collection[str]) -> None:
    """Raises UsageError for a pattern that fits nothing in the organisation; a team that only the
    inventory names, without a repository, is one."""
    placements = [*known]
    for key, patterns in scope.items():
        values = {getattr(one, key) for one in placements}
        if key == "team":
            values |= {*teams}
        for pattern in patterns:
            # An empty pattern is for the repositories that have none; `*` alone fits these as well.
            if not any(fnmatchcase(value, pattern) for value in values):
                raise UsageError(
                    f"--scope {key}={pattern:.60}: no repository has such a {key}"
                    f"{suggestion(pattern, sorted(values - {''}))}"
                )


def told(scope: Scope) -> str:
    """`team=payments or search, tier=critical`"""
    return ", ".join(f"{key}={of_key(patterns)}" for key, patterns in scope.items())


def of_key(patterns: Iterable[str]) -> str:
    """`payments or search`; what is for repositories without any is told as other empty names."""
    return " or ".join(pattern or "(none)" for pattern in patterns)
