"""How failing findings came, went and lasted: the numbers of drift, by team and by rule.

Teams are those of the last day that is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from platguard.history import words
from platguard.history.database import Database
from platguard.history.questions.rejudged import rejudged
from platguard.history.questions.tales import Tale, Tales
from platguard.model.movement import Lifetime, Pair, Standing


class Came(NamedTuple):
    """How many failing findings began or ended for one reason."""

    team: str
    rule: str
    why: str
    """One of `words.CAUSES`, or of `words.ENDS`."""
    findings: int


class Flows(NamedTuple):
    """What came and went after a day and through the last, in repositories that were judged on
    both."""

    began: Sequence[Came]
    """What began to fail, or to be unseen; of what is unseen, that less what ceased to be so."""
    ended: Sequence[Came]
    """What ceased to fail as it did."""


class Moved(NamedTuple):
    """What became of failing findings from one day to another."""

    failing: Mapping[date, Sequence[Standing]]
    """What fails on each of some days, where that is known."""
    pairs: Mapping[date, Pair]
    """Each of these days against the last."""
    flows: Mapping[date, Flows]
    """After each of these days."""
    of_teams: Sequence[Lifetime]
    """How long findings were there that were resolved in that time, or are there on its last day.
    Those that were there when somebody looked at the repository for the first time have no first
    day and are left out."""
    of_rules: Sequence[Lifetime]


def moved(
    database: Database,
    on: Collection[date],
    since: date | None,
    until: date,
    names: Collection[str],
) -> Moved:
    """From `since` until a day, with what fails on each of some days; of repositories of these
    names. Without `since` nothing came, ended or lasted."""
    first = since or until
    wanted = sorted({*on, first, until})
    told = Tales(database, wanted, first, until, names).told()
    again = rejudged(database, wanted, until, names)
    return Moved(
        failing=_failing(told.tales, wanted),
        pairs=_pairs(told.tales, wanted, until),
        flows={day: _flows(told.tales, day, until, again[day]) for day in wanted},
        of_teams=told.of_teams,
        of_rules=told.of_rules,
    )


def _failing(tales: Iterable[Tale], on: Iterable[date]) -> Mapping[date, Sequence[Standing]]:
    """What fails on each of some days."""
    found: dict[date, Counter[tuple[str, str]]] = {day: Counter() for day in on}
    for tale in tales:
        for day in () if tale.is_unseen else tale.held & tale.judged:
            found[day][tale.of] += tale.number
    return {day: _standings(held) for day, held in found.items()}


def _pairs(tales: Iterable[Tale], on: Iterable[date], last: date) -> Mapping[date, Pair]:
    """What fails, or failed and is unseen, on each of some days and on the last."""
    found = {day: [Counter[tuple[str, str]]() for _ in Pair._fields] for day in on}
    for tale in tales:
        if last not in tale.judged:
            continue
        for day in tale.judged:
            then, now, hidden_then, hidden_now = found[day]
            if day in tale.held:
                (hidden_then if tale.is_unseen else then)[tale.of] += tale.number
            if last in tale.held:
                (hidden_now if tale.is_unseen else now)[tale.of] += tale.number
    return {day: Pair(*map(_standings, held)) for day, held in found.items()}


def _flows(
    tales: Iterable[Tale], since: date, until: date, rejudged: Mapping[tuple[str, str], int]
) -> Flows:
    """What began and what ended after a day, in repositories that were judged on it and at last,
    but for what was there before and after its rule was not judged."""
    began, ended = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for tale in tales:
        if not tale.judged.issuperset((since, until)):
            continue
        if tale.began_after and tale.began_after >= since:
            began[*tale.of, tale.began] += tale.number
        if tale.ended_after and tale.ended_after >= since:
            ended[*tale.of, tale.ended] += tale.number
            if tale.is_unseen:
                began[*tale.of, words.UNSEEN] -= tale.number
    for of, number in rejudged.items():
        began[*of, words.RULE_CHANGE] -= number
        ended[*of, words.RULE_GONE] -= number
    return Flows(_came(began), _came(ended))


def _standings(held: Mapping[tuple[str, str], int]) -> Sequence[Standing]:
    return [Standing(*of, number) for of, number in sorted(held.items())]


def _came(held: Mapping[tuple[str, str, str], int]) -> Sequence[Came]:
    return [Came(*of, number) for of, number in sorted(held.items()) if number]
