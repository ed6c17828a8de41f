"""Days that the history knows already, and that were judged by something else than a backfill
judges by: by a scan of their own time, or by the standards of an earlier call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from platguard import lifecycle
from platguard.counting import counted
from platguard.model.organisation import Terms

if TYPE_CHECKING:
    from platguard.history.database import Database

_NAMED = 4
"""Days that a sentence names."""


def known_days(database: Database, since: date, until: date) -> list[date]:
    """The days of complete runs from one day through another, in order."""
    from platguard.history.questions import runs

    return sorted({run.as_of for run in runs(database, since, until) if run.is_complete})


def judged_otherwise(
    database: Database,
    days: Iterable[date],
    terms: Callable[[date], Terms | None],
    announced_by: date | None,
) -> list[date]:
    """Which of these days were judged by others than `terms` has for each; one for which it has
    none is left out. `announced_by` is the day by which the rules of a backfill are announced; None
    for those of each day."""
    from platguard.history.questions import runs
    from platguard.history.questions.judging import judged_on

    asked = sorted(days)
    if not asked:
        return []
    last = {run.as_of: run.terms for run in runs(database, asked[0], asked[-1]) if run.is_complete}
    judged = dict(judged_on(database, asked[0], asked[-1]))
    found = []
    for day in asked:
        mine = terms(day)
        if mine is None or day not in last:
            continue
        digests = (last[day].standards, last[day].configuration)
        is_same = digests == (mine.standards, mine.configuration)
        # Where nobody could be judged, no rule was.
        rules = judged.get(day)
        if not is_same or (rules is not None and rules != _rules(mine, announced_by)):
            found.append(day)
    return found


def _rules(terms: Terms, announced_by: date | None) -> frozenset[str]:
    """The rules that judge by these terms."""
    return frozenset(
        note.id
        for note in terms.rules
        if lifecycle.is_evaluated(note.state)
        or (note.state == "draft" and _is_by(note.announced, announced_by))
    )


def _is_by(day: date | None, by: date | None) -> bool:
    return day is not None and by is not None and day <= by


def told_of_others(others: list[date], *, known: int) -> str:
    """What somebody should know of these days, of so many that are known."""
    names = ", ".join(map(str, others[:_NAMED]))
    more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
    verb = "was" if len(others) == 1 else "were"
    return (
        f"{len(others):,} of {counted(known, 'known day')} in this time {verb} judged by other"
        f" standards, settings or rules than these ({names}{more}): reports compare days over the"
        " rules that were judged on both, and say where these are not all. The same command with"
        " --again judges all known days of this time by these, also those of scans."
    )
