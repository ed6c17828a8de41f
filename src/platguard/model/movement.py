"""How failing findings were there, and for how long: what a history tells of them, and drift adds
up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Standing(NamedTuple):
    """Failing findings of a rule in the repositories of a team on a day."""

    team: str
    rule: str
    number: int


class Pair(NamedTuple):
    """What fails on an earlier day and on the last, in repositories that were judged on both."""

    then: Sequence[Standing]
    now: Sequence[Standing]
    hidden_then: Sequence[Standing] = ()
    """What failed when it was seen last, and whose file could not be read on that day."""
    hidden_now: Sequence[Standing] = ()


class Lifetime(NamedTuple):
    """Failing findings that were there for so many days; only those whose first day somebody
    saw."""

    of: str
    """The team, or the rule."""
    days: int
    resolved: bool
    """Whether they ended so; the others are still there, or ended unseen."""
    number: int
