"""What became of each failing finding from one day to another, as numbers.

A large organisation has millions of findings, and reports tell hundreds of numbers. So all that is
asked of a finding is worked out at once while the database goes through them, as whole numbers that
then are counted, and told apart again here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    Subquery,
    and_,
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
from platguard.history.questions.asking import holds, judged, rows, written_out
from platguard.history.questions.counting import counted
from platguard.history.questions.digits import Digits
from platguard.model.movement import Lifetime

_MANY = 2**31 - 1
_WHYS = 16
"""More than there are causes or ends; 0 stands for none."""
_CAUSES = ("", *words.CAUSES)
_ENDS = ("", *words.ENDS)
_LASTING = Digits(2**17)
"""A team or a rule, and how long something of it was there: the days, doubled, and one more if it
was resolved then."""


class Tale(NamedTuple):
    """What became of findings of which everything is the same that is asked."""

    of: tuple[str, str]
    """Team and rule."""
    judged: frozenset[date]
    """The days on which their repositories were judged."""
    held: frozenset[date]
    """The days on which they failed, or could not be seen."""
    is_unseen: bool
    """Whether their file cannot be read any more."""
    began_after: date | None
    """The last of the days before they came to be so; None when they were so on the first."""
    began: str
    """Why they came to be so, one of `words.CAUSES`; empty when they were so on the first."""
    ended_after: date | None
    """The last of the days on which they had not yet ceased to be so; None when they did not by the
    last."""
    ended: str
    """Why they ceased to be so, one of `words.ENDS`; empty when they did not by the last."""
    number: int


class Told(NamedTuple):
    """What became of all of them."""

    tales: Sequence[Tale]
    of_teams: Sequence[Lifetime]
    of_rules: Sequence[Lifetime]


class Tales:
    """Asks for tales, and knows what their digits stand for."""

    def __init__(
        self,
        database: Database,
        on: Sequence[date],
        since: date,
        until: date,
        names: Collection[str],
    ) -> None:
        """Of some days in order, among them the first and the last; of repositories of these names.
        What was resolved counts as such after `since`."""
        self._database = database
        self._on = on
        self._since, self._until = days.number(since), days.number(until)
        self._first = min([self._since, *map(days.number, on)])
        self._rules = {row.id: row.name for row in rows(database, select(t.rules))}
        p, r = t.placements, t.repositories
        placed = select(p.c.repository, p.c.team, r.c.name).join(r, r.c.id == p.c.repository)
        found = [*rows(database, placed.where(holds(p, until)))]
        self._teams = {number: team for number, team, _ in found}
        asked = [number for number, _, name in found if name in names]
        some_days = 2 ** len(on)
        self._part = Digits(some_days)
        """The team of a repository, and the days on which that was judged, a bit for each."""
        self._placed = _placed(on, until, self._part, None if len(asked) == len(found) else asked)
        places = len(on) + 1
        rules = max(self._rules, default=0) + 1
        self._digits = Digits(rules, places, places, 2, _WHYS, _WHYS)
        """Those of a Tale: the digits of its part as one, and after how many of the days it began
        and ended."""

    def told(self) -> Told:
        """Goes through what is there and through what ended in that time or later."""
        s = t.spans.c
        asked = [
            self._numbers(s.repository, s.closed.is_(None), has_ended=False),
            self._numbers(s.closed, s.closed > self._first, has_ended=True),
        ]
        # Both at once: they are equally long, and a database answers without holding us up.
        with ThreadPoolExecutor(len(asked)) as pool:
            parts = [*pool.map(partial(counted, self._database), asked)]
        tales, of_teams, of_rules = (now + ended for now, ended in zip(*parts, strict=True))
        return Told(
            self._tales(tales),
            of_teams=_lifetimes(of_teams, self._teams),
            of_rules=_lifetimes(of_rules, self._rules),
        )

    def _numbers(self, part: Any, which: ColumnElement[bool], *, has_ended: bool) -> Subquery:
        """Spans that failed, each with its tale and how long it lasted, for its team and rule."""
        s, p = t.spans.c, self._placed.c
        tale = self._digits.joined(
            p.part,
            s.rule,
            self._after(s.opened),
            self._after(s.closed) if has_ended else len(self._on),
            case((s.outcome == words.UNSEEN, 1), else_=0),
            self._began(),
            self._ended() if has_ended else 0,
        )
        lasting = case((s.since > p.looked_on, self._lasting(has_ended=has_ended)))
        return (
            select(
                part.label("part"),
                tale.label("tale"),
                _LASTING.joined(p.team, lasting).label("of_team"),
                _LASTING.joined(s.rule, lasting).label("of_rule"),
            )
            # The sum is for SQLite, which would else begin with the repositories.
            .join(self._placed, p.repository == s.repository + 0)
            .where(which, s.seen == "fail", s.opened <= self._until)
            .subquery("told")
        )

    def _after(self, day: Column[int]) -> Any:
        """How many of the days are earlier than one."""
        passed = [(day <= one, place) for place, one in enumerate(map(days.number, self._on))]
        return case(*passed, else_=len(self._on))

    def _began(self) -> Any:
        """Why it began, if not by the first day, as a place in _CAUSES."""
        s = t.spans.c
        return case((s.opened > self._first, _number(s.cause) + 1), else_=0)

    def _ended(self) -> Any:
        """Why it ended, if by the last day, as a place in _ENDS."""
        s = t.spans.c
        return case((s.closed <= self._until, _number(s.ended)), else_=0)

    def _lasting(self, *, has_ended: bool) -> Any:
        """How long it was there, if it is there on the last day or was resolved by then; no value
        for what ended otherwise."""
        s = t.spans.c
        is_there = s.outcome == "fail"
        left = (self._until - s.since) * 2
        if not has_ended:
            return case((is_there, left))
        resolved = and_(s.closed > self._since, s.ended == words.RESOLVED)
        return case(
            (s.closed <= self._until, case((resolved, (s.closed - s.since) * 2 + 1))),
            (is_there, left),
        )

    def _tales(self, counts: Counter[int]) -> list[Tale]:
        @cache
        def of(bits: int) -> frozenset[date]:
            return frozenset(day for bit, day in enumerate(self._on) if bits >> bit & 1)

        @cache
        def between(first: int, last: int) -> frozenset[date]:
            return frozenset(self._on[first:last])

        found = []
        earlier = [None, *self._on]
        for tale, number in counts.items():
            part, rule, opened, closed, is_unseen, began, ended = self._digits.of(tale)
            team, known = self._part.of(part)
            found.append(
                Tale(
                    (self._teams[team], self._rules[rule]),
                    of(known),
                    between(opened, closed),
                    bool(is_unseen),
                    earlier[opened],
                    _CAUSES[began],
                    earlier[closed] if ended else None,
                    _ENDS[ended],
                    number,
                )
            )
        return found


def _lifetimes(counts: Counter[int], names: Mapping[int, str]) -> Sequence[Lifetime]:
    """How long findings were there, of what has these names."""
    found: Counter[tuple[str, int, bool]] = Counter()
    for digits, number in counts.items():
        of, lasted = _LASTING.of(digits)
        found[names[of], lasted // 2, bool(lasted % 2)] += number
    return [Lifetime(*of, number) for of, number in sorted(found.items())]


def _number(word: Any) -> Any:
    """The number that stands in the database for a word."""
    return type_coerce(word, Integer)


def _placed(
    on: Sequence[date], until: date, part: Digits, numbers: Collection[int] | None
) -> Subquery:
    """The repositories with these numbers, or all: when somebody first looked, the number of their
    team, which is that of one of its repositories, and with that as a `part` on which days their
    findings are known."""
    p, looks = t.placements.c, t.looks.c
    first = select(func.min(looks.day)).where(looks.repository == p.repository, looks.judged == 1)
    known: Any = literal(0)
    for place, day in enumerate(on):
        known += case((p.repository.in_(judged(day)), 2**place), else_=0)
    team = cast(func.min(p.repository).over(partition_by=p.team), BigInteger)
    found = select(
        p.repository,
        team.label("team"),
        first.scalar_subquery().label("looked_on"),
        part.joined(team, known).label("part"),
    ).where(holds(t.placements, until))
    if numbers is not None:
        found = found.where(p.repository.in_(written_out(numbers)))
    # A limit, whatever it is, makes this once instead of for each finding.
    return found.limit(_MANY).subquery("placed")
