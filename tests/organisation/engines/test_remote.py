"""Orders are dealt to workers that die, stop, lie and come back; each is answered once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.errors import UsageError
from platguard.organisation.engines import Lost
from platguard.organisation.engines.remote import GRACE, TRIES, RemoteEngine
from platguard.organisation.engines.there import STRANGER
from platguard.organisation.observing import Observed
from platguard.organisation.orders import Order

from .world import NEVER, PATIENCE, SECONDS, Machine, World, engine, observed, orders, outcomes


def test_all_workers_are_used_and_none_has_more_than_it_needs() -> None:
    machines = {"a": Machine(), "b": Machine(threads=3)}
    world = World(machines)
    found = outcomes(_begun(world).run(orders(40)))
    assert all(isinstance(answer.outcome, Observed) for answer in found.values())
    assert [machine.most for machine in machines.values()] == [2, 4]
    assert world.now < 15  # four at a time


def test_orders_are_taken_when_somebody_works_on_them() -> None:
    taken = []

    def lazily() -> Iterator[Order]:
        for order in orders(50):
            taken.append(order)
            yield order

    run = _begun(World({"a": Machine(), "b": Machine()})).run(lazily())
    next(run)
    assert len(taken) <= 5


@pytest.mark.parametrize(("jobs", "most"), [(1, 1), (2, 2), (None, 4)])
def test_jobs_are_a_limit_of_the_whole(jobs: int | None, most: int) -> None:
    world = World({"a": Machine(), "b": Machine()})
    started = engine(world, jobs)
    started.begin()
    for _ in started.run(orders(9)):
        assert sum(len(machine.work) for machine in world.machines.values()) <= most


def test_alone_is_one_at_a_time() -> None:
    world = World({"a": Machine(threads=4), "b": Machine(threads=4)})
    for _ in _begun(world).run(orders(6), alone=True):
        assert sum(len(machine.work) for machine in world.machines.values()) <= 1
    assert max(machine.most for machine in world.machines.values()) == 1


@given(
    goes=st.lists(st.integers(2, 30), max_size=4),
    stops=st.lists(st.integers(2, 30), max_size=4),
    comes=st.lists(st.integers(2, 30), max_size=3),
    threads=st.integers(1, 3),
    number=st.integers(0, 60),
)
def test_what_workers_lose_is_judged_by_others(
    goes: list[int], stops: list[int], comes: list[int], threads: int, number: int
) -> None:
    machines = {f"goes-{n}": Machine(threads, goes=at) for n, at in enumerate(goes)}
    machines |= {f"stops-{n}": Machine(threads, stops=at) for n, at in enumerate(stops)}
    machines |= {f"comes-{n}": Machine(threads, comes=at) for n, at in enumerate(comes)}
    machines["stays"] = Machine()
    found = outcomes(_begun(World(machines)).run(orders(number)))
    assert len(found) == number
    for answer in found.values():
        outcome = answer.outcome
        # Only what was lost again and again is given up, and nothing is said against it.
        if isinstance(outcome, Lost):
            assert outcome.blameless
            assert len(goes) + len(stops) >= TRIES
    for machine in machines.values():
        assert machine.most <= machine.threads + 1


def test_a_worker_that_was_stopped_is_used_again_when_it_goes_on() -> None:
    machines = {"a": Machine(), "b": Machine(stops=3)}
    world = World(machines)
    run = _begun(world).run(orders(100))
    for _ in range(20):
        next(run)
    assert any("nothing was heard from worker b for 10 s" in told for told in world.told)
    assert not machines["b"].work
    machines["b"].stops = NEVER
    machines["b"].most = 0
    list(run)
    assert machines["b"].most == 2


def test_an_order_that_costs_every_worker_is_given_up() -> None:
    machines = {f"{n}": Machine(goes=10 * n + 5) for n in range(9)}
    world = World(machines)
    started = _begun(world)
    for machine in machines.values():
        machine.keeps = True
    (answer,) = started.run(orders(1))
    assert isinstance(answer.outcome, Lost)
    assert answer.outcome.blameless
    assert world.times_retried == TRIES - 1
    assert answer.outcome.reason.startswith("tried 3 times: worker ")
    assert "was lost" in answer.outcome.reason


def test_a_worker_that_keeps_its_answers_is_not_used_any_more() -> None:
    world = World({"a": Machine(keeps=False), "b": Machine()})
    started = _begun(world)
    world.machines["b"].keeps = True
    found = outcomes(started.run(orders(10)))
    assert all(isinstance(answer.outcome, Observed) for answer in found.values())
    assert any("worker b is not used any more" in told for told in world.told)
    assert world.now < 2 * SECONDS + GRACE + 40


def test_when_the_last_worker_goes_the_rest_is_told_and_nothing_hangs() -> None:
    world = World({"a": Machine(goes=5)})
    started = _begun(world)
    found = outcomes(started.run(orders(30)))
    lost = [answer.outcome for answer in found.values() if isinstance(answer.outcome, Lost)]
    assert 20 < len(lost) < 30
    assert {one.reason for one in lost} == {
        "tcp://scheduler:1 has no worker any more that could judge it"
    }
    assert world.now < 5 + PATIENCE.workers + 5
    again = world.now
    assert len(outcomes(started.run(orders(30), alone=True))) == 30
    assert world.now - again < 2, "what is known already is not waited for again"


def test_a_worker_that_comes_late_is_waited_for() -> None:
    world = World({"a": Machine(goes=5), "b": Machine(comes=5 + PATIENCE.workers - 5)})
    found = outcomes(_begun(world).run(orders(30)))
    assert all(isinstance(answer.outcome, Observed) for answer in found.values())


def test_when_the_scheduler_goes_the_rest_is_told() -> None:
    world = World({"a": Machine()}, gone=10)
    found = outcomes(_begun(world).run(orders(30)))
    lost = [answer.outcome for answer in found.values() if isinstance(answer.outcome, Lost)]
    assert 10 < len(lost) < 30
    assert all(one.blameless and one.reason == "the scheduler is gone" for one in lost)


def test_a_worker_that_does_not_see_a_folder_is_not_believed(tmp_path: Path) -> None:
    (order,) = orders(1, str(tmp_path))
    blind = Machine(gives=observed(order, "missing"))
    (answer,) = _begun(World({"a": blind, "b": Machine()})).run([order])
    assert isinstance(answer.outcome, Observed)
    assert answer.outcome.observation.status == "judged"

    (answer,) = _begun(World({"a": blind})).run([order])
    assert isinstance(answer.outcome, Lost)
    assert answer.outcome.blameless
    assert f"its folder is here, and worker a has none at {tmp_path}" in answer.outcome.reason


def test_what_is_missing_here_as_well_is_missing() -> None:
    (order,) = orders(1)
    blind = Machine(gives=observed(order, "missing"))
    (answer,) = _begun(World({"a": blind})).run([order])
    assert isinstance(answer.outcome, Observed)
    assert answer.outcome.observation.status == "missing"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (b"", "gave an answer that is none"),
        (b"\xff", "gave an answer that is none"),
        (b'{"commit":""}', "answered for another repository"),
        (observed(Order(replace(orders(2)[1].member), "")), "answered for another repository"),
        (b'{"lost":"it hung","commit":""}', "it hung"),
    ],
)
def test_answers_are_not_believed_before_they_are_read(says: bytes, told: str) -> None:
    (answer,) = _begun(World({"a": Machine(gives=says)})).run(orders(1))
    assert isinstance(answer.outcome, Lost)
    assert told in answer.outcome.reason
    assert not answer.outcome.blameless


def test_a_worker_that_is_another_one_now_gets_nothing_any_more() -> None:
    world = World({"a": Machine(gives=STRANGER), "b": Machine()})
    found = outcomes(_begun(world).run(orders(10)))
    assert all(isinstance(answer.outcome, Observed) for answer in found.values())
    assert world.machines["a"].most <= 2


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (Machine(says={"python": "3.13"}), "worker b has Python 3.13, and this process 3.11"),
        (
            Machine(says={"platguard": "0.9-bb"}),
            "worker b has platguard 0.9-bb, and this process 1.0-aa",
        ),
        (
            Machine(says={"library": "distributed 8"}),
            "worker b has distributed 8, and this process distributed 9",
        ),
        (
            Machine(says={"processes": "daemon"}),
            "worker b may not start processes. Start the workers like this:"
            " DASK_DISTRIBUTED__WORKER__DAEMON=False dask worker tcp://scheduler:1.",
        ),
        (
            Machine(says={"fault": "/x/platguard.yaml: there is no such file"}),
            "worker b cannot read what decides: /x/platguard.yaml: there is no such file",
        ),
        (Machine(says={"register": "other"}), "worker b reads other register than this process"),
        (Machine(fails="No module named 'platguard'"), "worker b cannot run platguard: No module"),
    ],
)
def test_workers_that_could_answer_otherwise_are_refused_by_name(
    machine: Machine, told: str
) -> None:
    world = World({"a": Machine(), "b": machine})
    with pytest.raises(UsageError) as raised:
        engine(world).begin()
    assert told in str(raised.value)
    assert world.now < 5


def test_one_that_comes_late_and_is_not_fit_is_told_and_not_used() -> None:
    late = Machine(says={"platguard": "0.9-bb"}, comes=4)
    world = World({"a": Machine(), "late": late})
    found = outcomes(_begun(world).run(orders(12)))
    assert all(isinstance(answer.outcome, Observed) for answer in found.values())
    assert late.most == 0
    assert any(told.startswith("worker late is not used: it has platguard") for told in world.told)


@pytest.mark.parametrize("machines", [{}, {"a": Machine(keeps=True)}, {"a": Machine(comes=500)}])
def test_without_workers_nothing_begins(machines: dict[str, Machine]) -> None:
    world = World(machines)
    with pytest.raises(UsageError, match=r"no worker of tcp://scheduler:1 answered in 20 s"):
        engine(world).begin()
    assert world.now < PATIENCE.workers + 2


def test_one_worker_that_hangs_does_not_keep_the_others_from_beginning() -> None:
    world = World({"a": Machine(), "b": Machine(keeps=True)})
    found = outcomes(_begun(world).run(orders(4)))
    assert all(isinstance(answer.outcome, Observed) for answer in found.values())
    assert world.now < PATIENCE.others + 10


def test_a_paused_worker_gets_nothing_and_is_not_waited_for_without_end() -> None:
    world = World({"a": Machine()})
    started = _begun(world)
    world.machines["a"].is_open = False
    world.pass_by()
    found = outcomes(started.run(orders(5)))
    assert all(isinstance(answer.outcome, Lost) for answer in found.values())
    assert world.machines["a"].most == 0


def test_what_happened_between_two_runs_is_heard_first() -> None:
    world = World({"a": Machine()})
    started = _begun(world)
    world.now += 1_000  # as when mirrors are fetched
    world.pass_by()
    found = outcomes(started.run(orders(5)))
    assert all(isinstance(answer.outcome, Observed) for answer in found.values())


def _begun(world: World) -> RemoteEngine:
    started = engine(world)
    started.begin()
    return started
