"""What a history tells of the findings of a day."""

from __future__ import annotations

from typing import Any

from platguard.history import questions
from platguard.history.questions.worst import worst
from platguard.history.store import Store
from platguard.model.open_finding import OpenFinding

from .seeing import observation, on, row, see

FIRST: dict[str, Any] = {"commit": "1" * 40}
SECOND: dict[str, Any] = {"commit": "2" * 40}


def found(store: Store, day: int) -> list[OpenFinding]:
    """The findings of a day, whichever way they are asked for."""
    each = [*questions.findings(store.database, on(day))]
    assert [*worst(store.database, on(day), 99)[1]] == each
    return each


def lines(store: Store, day: int) -> dict[str, tuple[int, int]]:
    return {one.address: (one.line, one.column) for one in found(store, day)}


def test_a_past_day_tells_no_line_of_a_later_commit(store: Store) -> None:
    see(store, observation(0, [row("a", line=22), row("gone", line=40)], **FIRST))
    assert lines(store, 0) == {"k8s:a": (22, 5), "k8s:gone": (40, 5)}
    see(store, observation(3, [row("a", line=23), row("gone", line=41)], **FIRST))
    assert lines(store, 0) == {"k8s:a": (23, 5), "k8s:gone": (41, 5)}  # it is the same commit
    see(store, observation(5, [row("a", line=26)], **SECOND))
    assert lines(store, 5) == {"k8s:a": (26, 5)}
    # Line 26 is of the second commit; what nobody saw there is where it was at the first.
    assert lines(store, 0) == lines(store, 3) == {"k8s:a": (-1, -1), "k8s:gone": (41, 5)}


def test_a_day_without_a_commit_takes_no_line_away(store: Store) -> None:
    see(store, observation(0, [row("a", line=22)], **FIRST))
    see(store, observation(5, [], status="missing", commit="", counts={}))
    assert lines(store, 0) == {"k8s:a": (22, 5)}


def test_the_order_of_a_past_day_does_not_follow_later_lines(store: Store) -> None:
    see(store, observation(0, [row("a", line=1), row("b", line=2)], **FIRST))
    see(store, observation(5, [row("a", line=9), row("b", line=8)], **SECOND))
    order = [one.address for one in found(store, 0)]
    see(store, observation(9, [row("a", line=1), row("b", line=2)], commit="3" * 40))
    assert [one.address for one in found(store, 0)] == order


def test_what_is_exempt_or_undecided_is_told_so(store: Store) -> None:
    covered = row("a", outcome="exempt", exception="X-1")
    see(store, observation(0, [row("a"), row("b"), row("c")]))
    see(store, observation(3, [covered, row("b", outcome="unknown"), row("c", level="note")]))
    causes = {one.address: one.cause for one in found(store, 3)}
    assert causes == {"k8s:a": "exempted", "k8s:b": "undecided", "k8s:c": "reworded"}
    see(store, observation(5, [row("a"), row("b"), row("c", level="note")]))
    causes = {one.address: one.cause for one in found(store, 5)}
    assert causes["k8s:a"] == "returned"
