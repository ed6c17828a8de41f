"""What is counted over many rows is what the rows say, whatever the database."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import case, select

from platguard.history import questions, words
from platguard.history import tables as t
from platguard.history.questions import counting, sums
from platguard.history.questions.asking import holds, rows
from platguard.history.questions.matrix import held
from platguard.history.store import Store
from platguard.model.organisation import WITH_FINDINGS, Observation, Placement

from .seeing import blind, on, row, terms

NAMES = [f"acme/{number}" for number in range(7)]


def organisation(store: Store) -> None:
    """Seven repositories over five days: findings come and go, and one fails to be judged."""
    for day in range(5):
        run = store.begin(terms(day), NAMES)
        for number, name in enumerate(NAMES):
            names = [f"{name} {one}" for one in range(number) if (one + day) % 3]
            state = "fail" if names else ("pass", "exempt", "not-applicable")[(day + number) % 3]
            is_lost = number == 3 and day == 4
            seen = Observation(
                name,
                on(day),
                status="failed" if is_lost else "judged",
                commit=f"{day:040x}",
                committed_on=on(day),
                rows=[] if is_lost else [row(one, f"{one}.yaml") for one in names],
                blind=[blind()] if number == 5 and day == 2 else [],
                counts={} if is_lost else {"no-latest": {state: 1}, "always": {"pass": 2}},
            )
            run.write(Placement(name, team=f"team-{number % 2}"), seen)
        run.finish()


@pytest.mark.parametrize("at_once", [1, counting._AT_ONCE])
def test_numbers_are_counted_by_column(
    store: Store, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation(store)
    monkeypatch.setattr(counting, "_AT_ONCE", at_once)
    s = t.spans.c
    found = select(
        s.repository.label("part"),
        (s.opened * 10).label("all"),
        case((s.closed.is_not(None), s.closed - s.opened)).label("some"),
        case((s.opened < 0, s.opened)).label("none"),
    ).subquery()
    told = [*rows(store.database, select(t.spans))]
    assert len(told) > 20
    assert counting.counted(store.database, found) == [
        Counter(one.opened * 10 for one in told),
        Counter(one.closed - one.opened for one in told if one.closed),
        Counter(),
    ]


@pytest.mark.parametrize("day", range(6))
def test_cells_by_repository_are_the_standings(store: Store, day: int) -> None:
    organisation(store)
    states = questions.states(store.database, on(day))
    known = {one.placement.name for one in states if one.status in WITH_FINDINGS}
    by_name: dict[str, dict[str, str]] = {}
    for repository, rule, state in _standings(store, on(day)):
        if repository in known:
            by_name.setdefault(repository, {})[rule] = state
    assert dict(held(store.database, on(day))) == by_name
    assert len(by_name) == (6 if day >= 4 else 7)


def test_the_worst_of_several_days_is_that_of_each(store: Store) -> None:
    organisation(store)
    for asked in ([on(2)], [on(4), on(0)], [on(day) for day in range(5)]):
        found = dict(sums.worst(store.database, asked))
        expected = {day: _lowest(store, day) for day in asked}
        assert {
            day: {name: one.state for name, one in held.items()} for day, held in found.items()
        } == {day: {name: expected[day].get(name) for name in NAMES} for day in asked}


def _lowest(store: Store, day: date) -> dict[str, str]:
    """The first of the words for standings that each repository has."""
    lowest: dict[str, int] = {}
    for repository, _, state in _standings(store, day):
        place = words.STANDINGS.index(state)
        lowest[repository] = min(place, lowest.get(repository, place))
    return {name: words.STANDINGS[place] for name, place in lowest.items()}


def _standings(store: Store, day: date) -> list[tuple[str, str, str]]:
    """Repository, rule and what that comes to there, row by row."""
    asked = select(t.repositories.c.name, t.rules.c.name, t.standings.c.state).where(
        t.repositories.c.id == t.standings.c.repository,
        t.rules.c.id == t.standings.c.rule,
        holds(t.standings, day),
    )
    return [tuple(one) for one in rows(store.database, asked)]


def test_no_rows_are_no_numbers(store: Store) -> None:
    found = select(t.spans.c.repository.label("part"), t.spans.c.opened.label("opened")).subquery()
    assert counting.counted(store.database, found) == [Counter()]
    assert not [*held(store.database, on(0))]
    assert [*sums.worst(store.database, [on(0)])] == [(on(0), {})]
