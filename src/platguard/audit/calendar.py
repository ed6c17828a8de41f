"""What the days ahead bring: rules that begin to warn or are enforced, exceptions that end, and
support that does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from platguard.counting import counted
from platguard.model.audit import CalendarDay, RegisterRow
from platguard.model.ending import Ending
from platguard.model.organisation import RuleNote
from platguard.model.policy_exception import IN_FORCE

AHEAD = timedelta(days=90)
_NAMED = 3
"""How many repositories are named."""
_EVENTS = {
    "announced": "is announced",
    "warns": "starts to warn",
    "enforced": "is enforced from",
    "retired": "is retired from",
}


def calendar(
    as_of: date,
    rules: Iterable[RuleNote],
    exceptions: Iterable[RegisterRow],
    endings: Iterable[Ending] = (),
) -> list[CalendarDay]:
    """Everything from the day itself through 90 days later, by day and subject.

    An exception covers through its sunset, so that it stands on that day; a rule is enforced from
    its date on.
    """
    found = [
        *_of_rules(as_of, rules),
        *_of_exceptions(as_of, exceptions),
        *_of_endings(as_of, endings),
    ]
    ahead = [entry for entry in found if timedelta(0) <= entry.day - as_of <= AHEAD]
    return sorted(ahead, key=lambda entry: (entry.day, entry.kind, entry.subject))


def _of_rules(as_of: date, rules: Iterable[RuleNote]) -> Iterator[CalendarDay]:
    for rule in rules:
        days = (rule.announced, rule.warn_from, rule.enforced_from, rule.retired_from)
        for (kind, told), day in zip(_EVENTS.items(), days, strict=True):
            # A rule that warns from its announcement on does both at once; one entry suffices.
            if day and not (kind == "warns" and day == rule.announced):
                yield CalendarDay(day, (day - as_of).days, kind, rule.id, f"{rule.id} {told} {day}")


def _of_endings(as_of: date, endings: Iterable[Ending]) -> Iterator[CalendarDay]:
    by_thing: dict[tuple[date, str, str], list[Ending]] = defaultdict(list)
    for one in endings:
        by_thing[one.day, one.what, one.rule].append(one)
    for (day, what, rule), own in by_thing.items():
        where = ", ".join(sorted(one.repository for one in own))
        if len(own) > _NAMED:
            where = f"{len(own)} repositories"
        places = counted(sum(one.findings for one in own), "place")
        told = f"{what} ends on {day}: {places} in {where} ({rule})"
        yield CalendarDay(day, (day - as_of).days, "ends", what, told)


def _of_exceptions(as_of: date, exceptions: Iterable[RegisterRow]) -> Iterator[CalendarDay]:
    for row in exceptions:
        if row.sunset and row.state in IN_FORCE:
            held = counted(row.matches, "finding") if row.matches else "nothing"
            told = f"{row.id} of {row.team or 'nobody'} covers {held} through {row.sunset}"
            yield CalendarDay(row.sunset, (row.sunset - as_of).days, "exception", row.id, told)
