"""How failing findings came, went and lasted: the numbers of drift, by team and by rule.

A large organisation has millions of findings, and reports tell hundreds of numbers. So all that is
asked of a finding is worked out at once while the database goes through them, as whole numbers that
then are counted. Teams are those of the last day that is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
)

from platguard.history import days, words
from platguard.history import tables as t
from platguard.history.database import Database
from platguard.history.questions.asking import holds, rows, unjudged
from platguard.history.questions.counting import counted

_MANY = 2**31 - 1
_WHYS = 16
"""More than there are causes or ends; 0 stands for none."""
_ENDS = ("", *words.ENDS)
_SPAN = 2**15
"""More days than anything lasts."""


class Failed(NamedTuple):
    """How many findings fail."""

    team: str
    rule: str
    findings: int


class Came(NamedTuple):
    """How many failing findings began or ended for one reason."""

    team: str
    rule: str
    why: str
    """One of `words.CAUSES`, or of `words.ENDS`."""
    findings: int


class Lasted(NamedTuple):
    """How many failing findings were there for so many days."""

    of: str
    """The team, or the rule."""
    days: int
    resolved: bool
    """Whether they ended so; the others are there on the last day."""
    findings: int


class Moved(NamedTuple):
    """What became of failing findings from one day to another."""

    failed: Mapping[date, Sequence[Failed]]
    """What fails on each of some days, where that is known."""
    began: Sequence[Came]
    """What began to fail, or to be unseen, after the first day and through the last."""
    ended: Sequence[Came]
    """What ceased to fail as it did."""
    of_teams: Sequence[Lasted]
    """How long findings were there that were resolved in that time, or are there on its last day.
    Those that were there when somebody looked at the repository for the first time have no first
    day and are left out."""
    of_rules: Sequence[Lasted]


def moved(
    database: Database,
    on: Sequence[date],
    since: date | None,
    until: date,
    names: Collection[str],
) -> Moved:
    """From `since`, or of single days alone, `on`, until a day; of repositories of these names."""
    teams = dict(_rows_of(database, select(t.placements.c.repository, t.placements.c.team), until))
    rules = {row.id: row.name for row in rows(database, select(t.rules))}
    asked = _Asked(database, on, since, until, names, len(rules) and max(rules) + 1)
    tales, of_teams, of_rules = (Counter[int](), Counter[int](), Counter[int]())
    for found in (asked.now(), asked.ended()):
        for whole, some in zip((tales, of_teams, of_rules), counted(database, found), strict=True):
            whole.update(some)
    return asked.told(tales, of_teams, of_rules, teams, rules)
