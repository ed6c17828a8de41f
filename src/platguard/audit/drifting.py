"""What changed since a day, by rule and by team, from what the history answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from platguard.audit.champion import champions
from platguard.audit.drift import Flow, Lifetime, Standing, by_rule, by_team, total
from platguard.audit.questions import Questions
from platguard.audit.scorecard import month_of
from platguard.model.audit import Champion, Drift


def drift(questions: Questions, since: date, as_of: date, teams: Mapping[str, str]) -> Drift:
    """From one day to another, for repositories whose team is given, by name."""
    standings = [
        Standing(teams[one.repository], one.rule, one.number)
        for one in questions.failing(since)
        if one.repository in teams
    ]
    flows = [
        Flow(one.repository, teams[one.repository], one.rule, one.state, one.number)
        for one in questions.changes(since, as_of)
        if one.repository in teams
    ]
    lives = [
        Lifetime(teams[one.repository], one.rule, one.days, one.resolved, one.number)
        for one in questions.lives(since, as_of)
        if one.repository in teams
    ]
    return Drift(
        since=since,
        total=total(standings, flows, lives),
        rules=by_rule(standings, flows, lives),
        teams=by_team(standings, flows, lives),
        champions=_champions(questions, as_of, teams),
    )


def _champions(questions: Questions, as_of: date, teams: Mapping[str, str]) -> list[Champion]:
    """Of the month that the day is in, against the end of the month before."""
    before = as_of.replace(day=1) - timedelta(days=1)
    if not questions.days(before - timedelta(days=31), before):
        return []
    counts = [_by_team(questions, day, teams) for day in (before, as_of)]
    return champions(month_of(as_of), *counts)


def _by_team(questions: Questions, day: date, teams: Mapping[str, str]) -> dict[str, int]:
    # Who was there and had no finding takes part as well.
    found = Counter({teams[one.placement.name]: 0 for one in questions.states(day)
                     if one.placement.name in teams})  # fmt: skip
    for one in questions.failing(day):
        if one.repository in teams:
            found[teams[one.repository]] += one.number
    return dict(found)
