"""What changed since a day, by rule and by team, from what the history answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
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
    failing: Future[list[Standing]],
    pool: Executor,
) -> Drift:
    """From one day to another, for repositories whose team is given, by name; `failing` is what
    fails on the last day. Takes up to four places of the pool."""
    first = pool.submit(lambda: list(questions.failing(since, as_of, teams)))
    of_rules, of_teams = (
        pool.submit(lambda of: list(questions.lives(since, as_of, teams, by_team=of)), by_team)
        for by_team in (False, True)
    )
    best = pool.submit(_champions, questions, as_of, teams, failing)
    flows = list(questions.changes(since, as_of, teams))
    before, lives = first.result(), of_rules.result()
    return Drift(
        since=since,
        total=total(before, flows, lives),
        rules=by_rule(before, flows, lives),
        teams=by_team(before, flows, of_teams.result()),
        champions=best.result(),
    )


def _champions(
    questions: Questions, as_of: date, teams: Mapping[str, str], failing: Future[list[Standing]]
) -> list[Champion]:
    """Of the month that the day is in, against the end of the month before."""
    before = as_of.replace(day=1) - timedelta(days=1)
    if not questions.days(before - timedelta(days=31), before):
        return []
    then = _by_team(questions, before, teams, questions.failing(before, as_of, teams))
    return champions(month_of(as_of), then, _by_team(questions, as_of, teams, failing.result()))


def _by_team(
    questions: Questions, day: date, teams: Mapping[str, str], failing: Iterable[Standing]
) -> dict[str, int]:
    # Who was there and had no finding takes part as well.
    found = Counter({teams[one.placement.name]: 0 for one in questions.states(day)
                     if one.placement.name in teams})  # fmt: skip
    for one in failing:
        found[one.team] += one.number
    return dict(found)
