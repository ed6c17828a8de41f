"""The order in which looks are written does not matter, nor where writing is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.conftest import Fresh
from history.seeing import (
    SHOP,
    blind,
    held,
    observation,
    on,
    row,
    see,
    terms,
    usage,
)
from platguard.history.database import Database
from platguard.history.opening import open_history
from platguard.history.store import Store
from platguard.model.organisation import (
    Observation,
    Placement,
    Rotation,
    Segmentation,
    Service,
)

ROWS = st.builds(
    row,
    name=st.sampled_from("ab"),
    path=st.sampled_from(("one.yaml", "two.yaml", "three.yaml")),
    outcome=st.sampled_from(("fail", "fail", "exempt", "unknown", "soon")),
    level=st.sampled_from(("error", "warning")),
    message=st.sampled_from(("it is old", "it ended 3 days ago", "it ended 14 days ago")),
    line=st.integers(1, 2),
)
COUNTS = st.fixed_dictionaries(
    {"docker-swarm": st.just({"pass": 1})},
    optional={"no-latest": st.sampled_from(({"fail": 2, "pass": 1}, {"pass": 1}))},
)

SERVICES = st.builds(
    Service,
    name=st.sampled_from(("api", "web")),
    owner=st.sampled_from(("", "shop")),
    is_whole=st.booleans(),
    findings=st.integers(0, 1),
    standings=st.dictionaries(
        st.sampled_from(("no-latest", "docker-swarm")), st.sampled_from(("pass", "fail"))
    ),
)
ROTATIONS = st.builds(
    Rotation,
    owner=st.sampled_from(("", "shop")),
    rotated_on=st.none() | st.just(on(-3)),
    secrets=st.integers(1, 2),
)


@st.composite
def looks(draw: st.DrawFn) -> list[Observation]:
    """What some days saw, in the order of days."""
    days = draw(st.lists(st.integers(0, 30), min_size=1, max_size=5, unique=True))
    return [draw(one_look(day)) for day in sorted(days)]


@st.composite
def one_look(draw: st.DrawFn, day: int) -> Observation:
    commit = f"{draw(st.integers(0, 2)):040x}"
    if draw(st.integers(0, 5)) == 0:
        return observation(day, status="failed", reason="no commit", commit=commit, counts={})
    found = draw(st.lists(ROWS, max_size=4, unique_by=lambda row: (row.fingerprint, row.path)))
    paths = draw(st.lists(st.sampled_from(("one.yaml", "two.yaml")), max_size=1))
    return observation(
        day,
        found,
        commit=commit,
        status="incomplete" if paths else "judged",
        counts=draw(COUNTS),
        blind=[blind(path) for path in paths],
        usages=draw(st.lists(st.builds(usage, version=st.sampled_from(("", "2"))), max_size=1)),
        matches=draw(st.dictionaries(st.just("X-1"), st.integers(1, 2))),
        services=draw(st.lists(SERVICES, max_size=2, unique_by=lambda service: service.name)),
        rotations=draw(st.lists(ROTATIONS, max_size=1)),
        segmentation=draw(st.builds(Segmentation, st.integers(0, 1))),
    )


def told(store: Store) -> dict[str, Any]:
    """What a history holds; the counts of runs are those of runs, and not of days."""
    found = held(store)
    return {name: value for name, value in found.items() if name not in ("coverage", "tallies")}


EXAMPLES = {"sqlite": 8, "postgres": 2}
"""What is written is worked out by the same code for both, and a database of its own for each case
takes long in a server."""


def test_any_order_gives_the_same(fresh: Fresh, backend: str) -> None:
    @settings(max_examples=EXAMPLES[backend])
    @given(data=st.data(), seen=looks())
    def check(data: st.DataObject, seen: list[Observation]) -> None:
        shuffled = data.draw(st.permutations(seen))
        forth, back = open_history(fresh()), open_history(fresh())
        see(forth, *seen)
        see(back, *shuffled)
        assert held(back) == held(forth)
        forth.close()
        back.close()

    check()


def test_a_second_look_takes_the_place_of_the_first(fresh: Fresh, backend: str) -> None:
    @settings(max_examples=EXAMPLES[backend])
    @given(data=st.data(), seen=looks())
    def check(data: st.DataObject, seen: list[Observation]) -> None:
        number = data.draw(st.integers(0, len(seen) - 1))
        other = data.draw(one_look((seen[number].as_of - on(0)).days))
        plain = [replace_words(one) for one in seen]
        mistaken = [*plain[:number], replace_words(other), *plain[number + 1 :]]
        once, twice = open_history(fresh()), open_history(fresh())
        see(once, *plain)
        see(twice, *mistaken, plain[number])
        assert told(twice) == told(once)
        once.close()
        twice.close()

    check()


def replace_words(seen: Observation) -> Observation:
    """Without numbers of days: who told them first is not known any more when that is replaced."""
    rows = [replace(row, message="it is old", line=1) for row in seen.rows]
    return replace(seen, rows=rows)


class Killed(BaseException):
    """What a process is told that is ended."""


@contextmanager
def killed_at(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """Ends everything within a transaction, the one of this number; tells how many there were."""
    writing, count = Database.writing, 0

    @contextmanager
    def interrupted(self: Database) -> Iterator[Any]:
        nonlocal count
        count += 1
        with writing(self) as connection:
            yield connection
            if count == number:
                raise Killed
        if count == -number:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Database, "writing", interrupted)
        yield lambda: count


NAMES = [f"acme/{name}" for name in ("api", "shop", "web")]
DAYS = (0, 1)


def scan(store: Store, day: int) -> None:
    """A day of an organisation, as often as it takes."""
    run = store.begin(terms(day), NAMES)
    for name in NAMES:
        if name not in run.done:
            rows = [row(name), row("b")] if (day + len(name)) % 2 else [row(name)]
            seen = replace(observation(day, rows, commit=f"{day:040x}"), repository=name)
            run.write(Placement(name, team="t"), seen)
    run.finish()


def test_an_interrupted_run_goes_on(
    fresh: Fresh, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = open_history(fresh())
    for day in DAYS:
        with killed_at(0, monkeypatch) as transactions:
            scan(whole, day)
            last = transactions()
    expected = held(whole)
    whole.close()
    kills = [*range(1, last + 1), *range(-last, 0)]
    # Each is one of both days. Of a server some: beginning, writing and finishing.
    for number in kills if backend == "sqlite" else (1, 2, last, -1, -2):
        where = fresh()
        store = open_history(where)
        for day in DAYS:
            try:
                with killed_at(number, monkeypatch):
                    scan(store, day)
            except Killed:
                store.close()
                store = open_history(where)
                scan(store, day)
        assert held(store) == expected, f"transaction {number}"
        store.close()


def test_a_resumed_run_knows_what_is_done(store: Store) -> None:
    run = store.begin(terms(1), NAMES)
    run.write(Placement(NAMES[1]), replace(observation(1), repository=NAMES[1]))
    again = store.begin(terms(1), NAMES)
    assert (again.resumed, set(again.done), again.abandoned) == (True, {NAMES[1]}, 0)
    other = store.begin(terms(1, "sha256:others"), NAMES)
    assert (other.resumed, set(other.done), other.abandoned) == (False, set(), 1)


def test_a_finished_run_is_not_gone_on_with(store: Store) -> None:
    see(store, observation(1, [row()]))
    assert not store.begin(terms(1), [SHOP.name]).resumed
