"""What a backfill comes to, as the history has it: also what an interrupted call did of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from platguard import __version__
from platguard.assembly import EMPTY, INCOMPLETE, PASS
from platguard.history.questions import coverage, tallies
from platguard.history.questions.past import gaps
from platguard.model import organisation as status
from platguard.model.organisation_backfill import DayLine, GapLine, OrganisationBackfill

if TYPE_CHECKING:
    from platguard.history.database import Database
    from platguard.organisation.backfill import Backfill

_WHOLE = (status.JUDGED, status.EMPTY)
_OUTCOMES = ("passed", "failed", "exempt", "unknown")


def summary(
    database: Database,
    backfill: Backfill,
    notices: Sequence[str],
    *,
    is_faulty: bool = False,
    allow_incomplete: bool = False,
) -> OrganisationBackfill:
    """The days that were asked for and on which somebody was there.

    The exit code is 4 when nothing was judged on any, 3 where a repository was not judged, or not
    in full, or a day is `is_faulty`, unless that is allowed, and else 0.
    """
    new = set(backfill.days)
    days = sorted({*backfill.known, *new})
    if not days:
        return OrganisationBackfill([], [], notices, database.name, EMPTY, __version__)
    statuses: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for one in coverage(database, days[0], days[-1]):
        statuses[one.as_of][one.status] = one.repositories
    sums: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for tally in tallies(database, days[0], days[-1]):
        sums[tally.as_of].update({name: getattr(tally, name) for name in _OUTCOMES})
    lines = [
        DayLine(
            day=day,
            statuses=statuses[day],
            is_new=day in new,
            **{name: sums[day][name] for name in _OUTCOMES},
        )
        for day in days
    ]
    told = [
        GapLine(gap.repository, gap.status, gap.reason, gap.first, gap.last)
        for gap in gaps(database, days[0], days[-1])
        if any(gap.first <= day <= gap.last for day in days)
    ]
    is_whole = all(name in _WHOLE for line in lines for name in line.statuses) and not is_faulty
    is_judged = any(line.statuses.get(name) for line in lines for name in status.WITH_FINDINGS)
    code = PASS if is_whole or allow_incomplete else INCOMPLETE
    return OrganisationBackfill(
        lines, told, notices, database.name, code if is_judged else EMPTY, __version__
    )
