"""What is known of a repository beside its findings, as causes need it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from platguard.history import words
from platguard.history.steps import Step, state_on
from platguard.history.tables import blind, rule_editions, standings

Steps = Sequence[Step[Any]]


class Known:
    """The standings and the blind files of a repository, read when somebody asks for them."""

    def __init__(self, connection: Connection, repository: int) -> None:
        self._connection = connection
        self._repository = repository

    def of(self, rule: int) -> RuleGround:
        """What a group of findings of one rule stands on."""
        return RuleGround(self, rule)

    @cached_property
    def blind(self) -> Mapping[Hashable, Steps]:
        """The reasons of each file."""
        asked = select(blind).where(blind.c.repository == self._repository)
        found: dict[Hashable, list[Step[Any]]] = defaultdict(list)
        for row in self._connection.execute(asked):
            found[row.path].append(Step(row.opened, row.closed, row.reason))
        return found

    def is_known(self, rule: int, day: int) -> bool:
        """Whether the standards of a day had a rule, on and in whatever state."""
        c = rule_editions.c
        holds = and_(c.opened <= day, or_(c.closed.is_(None), c.closed > day))
        asked = select(c.rule).where(c.rule == rule, holds)
        return self._connection.execute(asked).first() is not None

    @cached_property
    def standings(self) -> Mapping[int, Steps]:
        """The states of each rule."""
        asked = select(standings).where(standings.c.repository == self._repository)
        found: dict[int, list[Step[Any]]] = defaultdict(list)
        for row in self._connection.execute(asked):
            found[row.rule].append(Step(row.opened, row.closed, row.state))
        return found


class RuleGround:
    """As `intervals.Ground` asks for it."""

    def __init__(self, known: Known, rule: int) -> None:
        self._known = known
        self._rule = rule

    def blind(self, path: Hashable, day: int) -> frozenset[Hashable]:
        steps = self._known.blind.get(path, ())
        return frozenset(step.state for step in steps if _holds(step, day))

    def ran(self, day: int) -> bool:
        """Whether the rule was evaluated, or would have been: where it has no standing, there was
        nothing that it is about."""
        standings = self._known.standings
        state = state_on(standings.get(self._rule, ()), day)
        if state is not None:
            return state in words.RAN
        is_any = any(_holds(step, day) for steps in standings.values() for step in steps)
        return not is_any or self._known.is_known(self._rule, day)


def _holds(step: Step[Any], day: int) -> bool:
    return step.opened <= day and (step.closed is None or step.closed > day)
