"""What changed since a day, by rule and by team, from what the history answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from platguard.audit.champion import champions
from platguard.audit.drift import Standing, by_rule, by_team, total
from platguard.audit.questions import Questions
from platguard.audit.scorecard import month_of
from platguard.model.audit import Champion, Drift


def drift(
    questions: Questions,
    since: date,
    as_of: date,
    teams: Mapping[str, str],
    failing: Collection[Standing],
) -> Drift:
    """From one day to another, for repositories whose team is given, by name; `failing` is what
    fails on the last day."""
    standings = list(questions.failing(since, as_of, teams))
    flows = list(questions.changes(since, as_of, teams))
    lives = list(questions.lives(since, as_of, teams))
    return Drift(
        since=since,
        total=total(standings, flows, lives),
        rules=by_rule(standings, flows, lives),
        teams=by_team(standings, flows, lives),
        champions=_champions(questions, as_of, teams, failing),
    )


def _champions(
    questions: Questions, as_of: date, teams: Mapping[str, str], failing: Collection[Standing]
) -> list[Champion]:
    """Of the month that the day is in, against the end of the month before."""
    before = as_of.replace(day=1) - timedelta(days=1)
    if not questions.days(before - timedelta(days=31), before):
        return []
    then = _by_team(questions, before, teams, questions.failing(before, as_of, teams))
    return champions(month_of(as_of), then, _by_team(questions, as_of, teams, failing))


def _by_team(
    questions: Questions, day: date, teams: Mapping[str, str], failing: Iterable[Standing]
) -> dict[str, int]:
    # Who was there and had no finding takes part as well.
    found = Counter({teams[one.placement.name]: 0 for one in questions.states(day)
                     if one.placement.name in teams})  # fmt: skip
    for one in failing:
        found[one.team] += one.number
    return dict(found)
