"""What changed since a day, by rule and by team, from what the history answers."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from platguard.audit.champion import champions
from platguard.audit.drift import Movement, by_rule, by_team, total
from platguard.audit.questions import Questions
from platguard.audit.scorecard import month_of
from platguard.model.audit import Champion, Drift, Rate


def days_of(since: date, as_of: date) -> list[date]:
    """The days of which `drift` wants to know what fails."""
    return sorted({since, _month_before(as_of), as_of})


def drift(
    questions: Questions,
    moved: Movement,
    since: date,
    as_of: date,
    over: Rate,
) -> Drift:
    """From one day to another. `over` are the repositories that were judged on both, of all in
    scope."""
    pair, flows = moved.pairs[since], moved.flows[since]
    return Drift(
        since=since,
        total=total(pair, flows, moved.of_rules),
        rules=by_rule(pair, flows, moved.of_rules),
        teams=by_team(pair, flows, moved.of_teams),
        champions=_champions(questions, moved, as_of),
        repositories=over,
    )


def _champions(questions: Questions, moved: Movement, as_of: date) -> list[Champion]:
    """Of the month that the day is in, since the end of the month before, over what was judged on
    both: what cannot be seen any more is not mended."""
    before = _month_before(as_of)
    if not questions.days(before - timedelta(days=31), before):
        return []
    pair = moved.pairs[before]
    failed = Counter[str]()
    for one in (*pair.then, *pair.hidden_then):
        failed[one.team] += one.number
    return champions(month_of(as_of), failed, moved.flows[before])


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)
