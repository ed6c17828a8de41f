"""What changed since a day, by rule and by team, from what the history answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from platguard.audit.champion import champions
from platguard.audit.drift import Movement, Pair, Standing, by_rule, by_team, total
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
    teams: Mapping[str, str],
    over: Rate,
) -> Drift:
    """From one day to another, for repositories whose team is given, by name. `over` are those that
    were judged on both days, of all of them."""
    pair, flows = moved.pairs[since], moved.flows
    return Drift(
        since=since,
        total=total(pair, flows, moved.of_rules),
        rules=by_rule(pair, flows, moved.of_rules),
        teams=by_team(pair, flows, moved.of_teams),
        champions=_champions(questions, as_of, teams, moved.pairs),
        repositories=over,
    )


def _champions(
    questions: Questions,
    as_of: date,
    teams: Mapping[str, str],
    pairs: Mapping[date, Pair],
) -> list[Champion]:
    """Of the month that the day is in, against the end of the month before, over what was judged on
    both: what cannot be seen any more is not mended."""
    before = _month_before(as_of)
    if not questions.days(before - timedelta(days=31), before):
        return []
    pair = pairs[before]
    counts = [
        _by_team(questions, day, teams, failing)
        for day, failing in (
            (before, [*pair.then, *pair.hidden_then]),
            (as_of, [*pair.now, *pair.hidden_now]),
        )
    ]
    return champions(month_of(as_of), *counts)


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _by_team(
    questions: Questions, day: date, teams: Mapping[str, str], failing: Iterable[Standing]
) -> dict[str, int]:
    # Who was there and had no finding takes part as well.
    found = Counter({teams[one.placement.name]: 0 for one in questions.states(day)
                     if one.placement.name in teams})  # fmt: skip
    for one in failing:
        found[one.team] += one.number
    return dict(found)
