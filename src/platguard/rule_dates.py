"""The dates of a rule as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from platguard.model.lifecycle import Lifecycle


def date_lines(life: Lifecycle) -> Iterator[str]:
    """Each date of a rule, and what people are to do by then."""
    days = {
        "announced on": life.announced,
        "warns from": life.warn_from or life.announced,
        "enforced from": life.enforced_from,
        "retired from": life.retired_from,
    }
    yield from (f"{name} {day}" for name, day in days.items() if day)
    if life.replacement:
        yield f"replacement: {life.replacement}"
    if life.guide:
        yield f"guide: {life.guide}"
