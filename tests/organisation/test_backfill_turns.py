"""In which order the days of repositories are judged."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from platguard.organisation.backfill_turns import AHEAD, Turns

Births = st.lists(st.integers(0, 30), min_size=1, max_size=6)
"""The number of the first day of each repository."""


@given(Births, st.integers(1, 30), st.integers(1, 5), st.randoms(use_true_random=False))
def test_everything_has_its_turn_once(
    births: list[int], days: int, workers: int, rng: Random
) -> None:
    born = {f"r{number}": day for number, day in enumerate(births)}
    turns = Turns(sorted(born), days, lambda name, day: day >= born[name])
    left = {(name, day) for name in born for day in range(born[name], days)}
    busy: list[tuple[str, int]] = []
    open_days = set(left)
    while True:
        taken = turns.take(min((day for _, day in open_days), default=0))
        if taken is not None:
            left.remove(taken)  # each once, and only where somebody is there
            alone = {name for name, _ in busy} >= {name for name, _ in left} | {taken[0]}
            assert (
                taken[0] not in {name for name, _ in busy}
                or alone
                or _is_far_ahead(left, busy, open_days)
            )
            busy.append(taken)
        if busy and (taken is None or len(busy) >= workers):
            done = busy.pop(rng.randrange(len(busy)))
            open_days.discard(done)
            turns.done(done[0])
        elif taken is None:
            break

    assert not left


def _is_far_ahead(
    left: set[tuple[str, int]], busy: list[tuple[str, int]], open_days: set[tuple[str, int]]
) -> bool:
    """Whether all who are idle would go too far ahead."""
    working = {name for name, _ in busy}
    idle = [day for name, day in left if name not in working]
    return min(idle, default=AHEAD) > min(day for _, day in open_days) + AHEAD


def test_a_repository_is_followed_from_day_to_day_while_there_is_other_work() -> None:
    turns = Turns(["a", "b", "c"], 2, lambda name, day: True)
    first = [turns.take(0), turns.take(0)]
    turns.done("b")
    second = [turns.take(0), turns.take(0), turns.take(0)]

    assert first == [("a", 0), ("b", 0)]
    assert second == [("c", 0), ("b", 1), ("a", 1)]
    assert turns.take(0) == ("c", 1)
    assert turns.take(0) is None
