"""What backfills ask of a history, and the runs that they begin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import distinct, func, select

from platguard.history import questions
from platguard.history.questions.past import Gap, gaps, looked_at
from platguard.history.questions.register import about_register
from platguard.history.store import Store
from platguard.history.tables import registers
from platguard.model.organisation import Placement
from platguard.model.organisation_scan import RegisterLine

from .seeing import SHOP, observation, on, row, see, terms

OTHER = Placement("acme/other")


def test_only_finished_runs_have_looked(store: Store) -> None:
    see(store, observation(0))
    store.begin(terms(1), [SHOP.name]).write(SHOP, observation(1))

    assert looked_at(store.database, on(0)) == {SHOP.name}
    assert looked_at(store.database, on(1)) == looked_at(store.database, on(2)) == frozenset()


def test_gaps_are_told_from_day_to_day(store: Store) -> None:
    failed: dict[str, Any] = {"status": "failed", "reason": "it is locked", "counts": {}}
    see(store, observation(0), observation(2, **failed), observation(5), observation(7, **failed))

    assert [*gaps(store.database, on(0), on(9))] == [
        Gap(SHOP.name, "failed", "it is locked", on(2), on(4)),
        Gap(SHOP.name, "failed", "it is locked", on(7), on(9)),
    ]
    assert [*gaps(store.database, on(3), on(4))] == [
        Gap(SHOP.name, "failed", "it is locked", on(3), on(4))
    ]
    assert [*gaps(store.database, on(5), on(6))] == []


LINE = RegisterLine("unused-exception", "note", "low", "a.yaml", 3, "It is \\xff.", "Close it.")


def run(store: Store, day: int, *about: RegisterLine, whole: bool = True) -> None:
    """A run that tells of the register."""
    begun = store.begin(terms(day), [SHOP.name], whole=whole)
    begun.write(SHOP, observation(day))
    begun.finish(about)


def test_what_is_wrong_with_the_register_is_that_of_the_last_scan_of_all(store: Store) -> None:
    see(store, observation(0))
    run(store, 2, LINE)
    run(store, 4, whole=False)
    run(store, 6)
    run(store, 8, replace(LINE, line=4))
    run(store, 8, LINE)
    store.begin(terms(9), [SHOP.name])

    told = [about_register(store.database, on(day)) for day in (0, 1, 3, 5, 7, 9)]
    none, first, now = None, (on(2), [LINE]), (on(8), [LINE])
    assert told == [none, none, first, first, (on(6), []), now]
    with store.database.reading() as connection:
        assert connection.scalar(select(func.count(distinct(registers.c.told)))) == 3


def test_an_open_run_that_somebody_else_began_is_not_gone_on_with(store: Store) -> None:
    first = store.begin(terms(0), [SHOP.name])
    first.write(SHOP, observation(0, [row()]))

    anew = store.begin(terms(0), [SHOP.name], known=())
    again = store.begin(terms(0), [SHOP.name], known=(anew.number,))

    assert anew.number != first.number == anew.number - 1
    assert not anew.done
    assert anew.abandoned == 1
    assert again.number == anew.number


def test_who_is_not_known_to_be_absent_stays(store: Store) -> None:
    def there(day: int) -> list[str]:
        return [state.placement.name for state in questions.states(store.database, on(day))]

    run = store.begin(terms(0), [SHOP.name, OTHER.name])
    for placement in (SHOP, OTHER):
        run.write(placement, observation(0))
    run.finish()
    store.begin(terms(1), [SHOP.name], absent=()).finish()
    stayed = there(1)
    store.begin(terms(2), [SHOP.name], absent=(OTHER.name,)).finish()
    left = there(2)
    store.begin(terms(3), []).finish()

    assert stayed == [OTHER.name, SHOP.name]
    assert left == [SHOP.name]
    assert there(3) == []


def test_a_run_about_some_does_not_tell_the_sums_of_a_day(store: Store) -> None:
    for names, whole in (([SHOP, OTHER], True), ([OTHER], False)):
        run = store.begin(terms(0), [one.name for one in names], whole=whole)
        for placement in names:
            run.write(placement, observation(0))
        run.finish()
    run = store.begin(terms(1), [OTHER.name], whole=False)
    run.write(OTHER, observation(1))
    run.finish()

    found = questions.coverage(store.database, on(0), on(1))
    assert [(one.as_of, one.repositories) for one in found] == [(on(0), 2), (on(1), 1)]
    tallies = questions.tallies(store.database, on(0), on(1))
    swarm = [(one.as_of, one.passed) for one in tallies if one.rule == "docker-swarm"]
    assert swarm == [(on(0), 4)]
