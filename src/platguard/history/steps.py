"""Functions of days that change in steps: what is known of something, from look to look.

What a look saw holds from its day until the next look. So a look that comes later than others, of
whatever day, replaces the function between its own day and the next one, and equal neighbours are
one step: the same looks in any order give the same steps.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

State = TypeVar("State", bound=Hashable)


class Step(NamedTuple, Generic[State]):
    """A state from one day until another, which is not part of it; None for one that lasts."""

    opened: int
    closed: int | None
    state: State


def assigned(
    steps: Iterable[Step[State]], day: int, until: int | None, state: State | None
) -> list[Step[State]]:
    """The steps when `state` holds from `day` until `until`; None for nothing at all."""
    found: list[Step[State]] = []
    for step in steps:
        if step.opened < day:
            found.append(step._replace(closed=_earlier(step.closed, day)))
        if until is not None and (step.closed is None or step.closed > until):
            found.append(step._replace(opened=max(step.opened, until)))
    if state is not None:
        found.append(Step(day, until, state))
    return joined(found)


def joined(steps: Iterable[Step[State]]) -> list[Step[State]]:
    """Steps in order of their days, equal ones that touch each other made one."""
    found: list[Step[State]] = []
    for step in sorted(steps, key=lambda step: step.opened):
        if found and found[-1].closed == step.opened and found[-1].state == step.state:
            found[-1] = found[-1]._replace(closed=step.closed)
        else:
            found.append(step)
    return found


def state_on(steps: Sequence[Step[State]], day: int) -> State | None:
    """What holds on a day."""
    for step in steps:
        if step.opened <= day and (step.closed is None or step.closed > day):
            return step.state
    return None


def _earlier(closed: int | None, day: int) -> int:
    return day if closed is None else min(closed, day)
