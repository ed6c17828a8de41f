"""Why findings come and go, as section C(c) of the standards has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from history.seeing import SHOP, blind, observation, on, row, see
from platguard.history import questions
from platguard.history.questions.moved import moved
from platguard.history.store import Store
from platguard.model.organisation import Observation

SAME: dict[str, Any] = {"commit": "a" * 40}
NOT_EVALUATED = {"docker-swarm": {"pass": 1}, "no-latest": {"not-evaluated": 1}}
CASES: dict[str, tuple[Sequence[Observation], list[str]]] = {
    "there when somebody looked first": (
        [observation(0, [row()])],
        ["0- fail first"],
    ),
    "new with a commit, resolved by another": (
        [observation(0), observation(1, [row()]), observation(2)],
        ["1-2 fail new resolved"],
    ),
    "resolved and back": (
        [observation(0, [row()]), observation(1), observation(2, [row()])],
        ["0-1 fail first resolved", "2- fail regressed"],
    ),
    "only time passed": (
        [observation(0, **SAME), observation(1, [row()], **SAME)],
        ["1- fail aged-in"],
    ),
    "resolved, and time brought it back": (
        [observation(0, [row()]), observation(1, **SAME), observation(2, [row()], **SAME)],
        ["0-1 fail first resolved", "2- fail aged-in"],
    ),
    "what was foreseen came": (
        [observation(0, [row(outcome="soon")]), observation(1, [row()])],
        ["0-1 soon first changed", "1- fail aged-in"],
    ),
    "the rule was not evaluated before": (
        [observation(0, counts=NOT_EVALUATED), observation(1, [row()])],
        ["1- fail rule-change"],
    ),
    "the rule is not evaluated any more": (
        [observation(0, [row()]), observation(1, counts=NOT_EVALUATED)],
        ["0-1 fail first rule-gone"],
    ),
    "the standards did not have the rule before": (
        [observation(0, counts={"other": {"pass": 1}}), observation(1, [row(rule="unheard-of")])],
        ["1- fail rule-change"],
    ),
    "the first thing that the rule is about": (
        [observation(0, counts={"docker-swarm": {"pass": 1}}), observation(1, [row()])],
        ["1- fail new"],
    ),
    "the last thing that the rule is about is gone": (
        [observation(0, [row()]), observation(1, counts={"docker-swarm": {"pass": 1}})],
        ["0-1 fail first resolved"],
    ),
    "the only thing of a repository that is empty now": (
        [observation(0, [row()]), observation(1, status="empty", counts={})],
        ["0-1 fail first resolved"],
    ),
    "an exception came and ended": (
        [
            observation(0, [row()]),
            observation(1, [row(outcome="exempt", exception="X-1")]),
            observation(2, [row()]),
        ],
        ["0-1 fail first exempted", "1-2 exempt reworded changed", "2- fail returned"],
    ),
    "the standard is enforced now": (
        [observation(0, [row(level="warning")]), observation(1, [row()])],
        ["0-1 fail first changed", "1- fail raised"],
    ),
    "an exception ended at another path": (
        [
            observation(0, [row(outcome="exempt", exception="X-1")]),
            observation(1, [row(path="deploy/a.yaml")]),
        ],
        ["0-1 exempt first moved", "1- fail returned"],
    ),
    "its value cannot be told any more, and then can": (
        [
            observation(0, [row()]),
            observation(1, [row(outcome="unknown")]),
            observation(2, [row()]),
        ],
        ["0-1 fail first undecided", "1-2 unknown reworded changed", "2- fail new"],
    ),
    "it could not be read while it was told otherwise": (
        [
            observation(0, [row()]),
            observation(1, status="incomplete", blind=[blind()]),
            observation(2, [row(message="a uses edge")]),
        ],
        ["0-1 fail first changed", "1-2 unseen unseen changed", "2- fail seen-again"],
    ),
    "another value": (
        [observation(0, [row()]), observation(1, [row(message="a uses edge")])],
        ["0-1 fail first changed", "1- fail reworded"],
    ),
    "another path": (
        [observation(0, [row()]), observation(1, [row(path="deploy/a.yaml")])],
        ["0-1 fail first moved", "1- fail moved"],
    ),
    "two candidates are never guessed": (
        [observation(0, [row()]), observation(1, [row(path="b.yaml"), row(path="c.yaml")])],
        ["0-1 fail first resolved", "1- fail new", "1- fail new"],
    ),
    "its file cannot be read, and can again": (
        [
            observation(0, [row()]),
            observation(1, status="incomplete", blind=[blind()]),
            observation(2, [row()]),
        ],
        ["0-1 fail first changed", "1-2 unseen unseen changed", "2- fail seen-again"],
    ),
    "its file could not be read in full before either": (
        [
            observation(0, [row()], status="incomplete", blind=[blind()]),
            observation(1, status="incomplete", blind=[blind()]),
        ],
        ["0-1 fail first resolved"],
    ),
    "days are counted": (
        [
            observation(0, [row(message="it ended 9 days ago")]),
            observation(1, [row(message="it ended 10 days ago")]),
        ],
        ["0- fail first"],
    ),
    "nobody could judge it": (
        [observation(0, [row()]), observation(1, status="failed", counts={})],
        ["0- fail first"],
    ),
}


def told(store: Store) -> list[str]:
    found = []
    for past in questions.of_repository(store.database, SHOP.name):
        closed = (past.closed - on(0)).days if past.closed else ""
        opened = (past.opened - on(0)).days
        found.append(f"{opened}-{closed} {past.outcome} {past.cause} {past.ended}".strip())
    return sorted(found)


@pytest.mark.parametrize("backwards", [False, True], ids=["forth", "back"])
@pytest.mark.parametrize("case", CASES)
def test_cause_and_end(store: Store, case: str, backwards: bool) -> None:
    seen, expected = CASES[case]
    see(store, *(reversed(seen) if backwards else seen))
    assert told(store) == expected


def test_other_standards_add_and_take_away(store: Store) -> None:
    see(store, observation(0, [row("a")], **SAME))
    see(store, observation(1, [row("b")], **SAME), standards="sha256:other")
    assert told(store) == ["0-1 fail first rule-change", "1- fail rule-change"]


def test_days_to_resolve_count_from_the_first_failing_day(store: Store) -> None:
    elsewhere: dict[str, Any] = {"path": "deploy/a.yaml", "level": "warning"}
    see(store, observation(0), observation(2, [row()]), observation(5, [row(**elsewhere)]))
    see(store, observation(9))
    found = moved(store.database, [], on(0), on(9), [SHOP.name])
    assert found.of_rules == [("no-latest", 7, True, 1)]
    found = moved(store.database, [], on(0), on(8), [SHOP.name])
    assert found.of_rules == [("no-latest", 6, False, 1)]
