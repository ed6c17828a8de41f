"""Exceptions about repositories that are archived or have left the organisation.

A scan cannot tell of these: it judges the repositories that are there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase

MOST = 3
"""How many repositories are named."""


def orphaned(
    patterns: Collection[str],
    present: Collection[str],
    archived: Collection[str],
    left: Mapping[str, date],
) -> str:
    """What is not there any more of the repositories that an exception is for, in a sentence.

    Empty where one of them is there and worked on, or where it is for no repository in particular.
    `left` are those that were there before, each with the last scan that saw it.
    """
    if not patterns or any(_matches(patterns, set(present) - set(archived))):
        return ""
    gone = [f"{name} left, last seen by the scan of {left[name]}"
            for name in _matches(patterns, left)]  # fmt: skip
    gone += [f"{name} is archived" for name in _matches(patterns, archived)]
    if not gone:
        return f"No scan ever saw a repository {' or '.join(sorted(patterns))}."
    more = f", and {len(gone) - MOST} more" if len(gone) > MOST else ""
    return f"{'; '.join(gone[:MOST])}{more}."


def _matches(patterns: Iterable[str], names: Iterable[str]) -> list[str]:
    asked = list(patterns)
    return sorted(name for name in names if any(fnmatchcase(name, one) for one in asked))
