"""How failing findings came, went and lasted: the numbers of drift, by team and by rule.

A large organisation has millions of findings, and reports tell hundreds of numbers. So all that is
asked of a finding is worked out at once while the database goes through them, as whole numbers that
then are counted. Teams are those of the last day that is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
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
from platguard.history.questions.asking import among, holds, rows, unjudged
from platguard.history.questions.counting import counted

_MANY = 2**31 - 1
_WHYS = 16
"""More than there are causes or ends; 0 stands for none."""
_ENDS = ("", *words.ENDS)
_LONG = 2**17
"""More than twice the days that anything lasts."""


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
    """From `since` until a day, with what fails on each of some days; of repositories of these
    names. Without `since` nothing came, ended or lasted."""
    return _Asked(database, on, since, until, names).answer()


class _Asked:
    """A question, and how its answer is written down as numbers."""

    def __init__(
        self,
        database: Database,
        on: Sequence[date],
        since: date | None,
        until: date,
        names: Collection[str],
    ) -> None:
        self._database = database
        self._on = sorted(on)
        self._until = days.number(until)
        self._since = self._until if since is None else days.number(since)
        self._placed = _placed(self._on, until, names)
        self._rules = {row.id: row.name for row in rows(database, select(t.rules))}
        p = t.placements
        teams = rows(database, select(p.c.repository, p.c.team).where(holds(p, until)))
        self._teams = {row.repository: row.team for row in teams}

    def answer(self) -> Moved:
        """Goes through what is there and through what ended in that time or later."""
        first = min([self._since, *map(days.number, self._on)])
        s = t.spans.c
        parts = [
            counted(self._database, self._told(s.repository, s.closed.is_(None), has_ended=False)),
            counted(self._database, self._told(s.closed, s.closed > first, has_ended=True)),
        ]
        tales, of_teams, of_rules = (now + ended for now, ended in zip(*parts, strict=True))
        return Moved(
            *self._tales(tales),
            of_teams=self._lasted(of_teams, self._teams),
            of_rules=self._lasted(of_rules, self._rules),
        )

    def _told(self, part: Any, which: ColumnElement[bool], *, has_ended: bool) -> Subquery:
        """Spans that failed, each with its tale and how long it lasted, for its team and rule."""
        s, p = t.spans.c, self._placed.c
        tale = p.team * self._width + s.rule
        tale = tale * 2 ** len(self._on) + self._failed(has_ended=has_ended).bitwise_and(p.known)
        tale = tale * _WHYS + self._began()
        tale = tale * _WHYS + (self._ended() if has_ended else 0)
        known = case((s.since > p.looked_on, self._lasting(has_ended=has_ended)))
        return (
            select(
                part.label("part"),
                tale.label("tale"),
                (p.team * _LONG + known).label("of_team"),
                (s.rule * _LONG + known).label("of_rule"),
            )
            # The sum is for SQLite, which would else begin with the repositories.
            .join(self._placed, p.repository == s.repository + 0)
            .where(which, s.seen == "fail", s.opened <= self._until)
            .subquery("told")
        )

    @property
    def _width(self) -> int:
        """More than the number of any rule."""
        return max(self._rules, default=0) + 1

    def _failed(self, *, has_ended: bool) -> Any:
        """On which days it failed: a bit for each."""
        s = t.spans.c
        found: Any = literal(0)
        for place, day in enumerate(map(days.number, self._on)):
            fails = and_(s.outcome == "fail", s.opened <= day)
            if has_ended:
                fails = and_(fails, s.closed > day)
            found += case((fails, 2**place), else_=0)
        return found

    def _began(self) -> Any:
        """Why it began in that time, or 0."""
        s = t.spans.c
        fails = s.outcome.in_(("fail", words.UNSEEN))
        return case((and_(s.opened > self._since, fails), _number(s.cause) + 1), else_=0)

    def _ended(self) -> Any:
        """Why it ended in that time, or 0."""
        s = t.spans.c
        return case((s.closed.between(self._since + 1, self._until), _number(s.ended)), else_=0)

    def _lasting(self, *, has_ended: bool) -> Any:
        """For how many days it was there, doubled, and one more if it was resolved then; no value
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

    def _tales(
        self, tales: Counter[int]
    ) -> tuple[Mapping[date, Sequence[Failed]], Sequence[Came], Sequence[Came]]:
        """What failed by day, began and ended, told apart again."""
        failed: dict[date, Counter[tuple[str, str]]] = {day: Counter() for day in self._on}
        began, ended = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
        for tale, number in tales.items():
            tale, end = divmod(tale, _WHYS)
            tale, cause = divmod(tale, _WHYS)
            tale, fails = divmod(tale, 2 ** len(self._on))
            place, rule = divmod(tale, self._width)
            of = (self._teams[place], self._rules[rule])
            for bit, day in enumerate(self._on):
                if fails >> bit & 1:
                    failed[day][of] += number
            if cause:
                began[*of, words.CAUSES[cause - 1]] += number
            if end:
                ended[*of, _ENDS[end]] += number
        return (
            {
                day: [Failed(*of, n) for of, n in sorted(held.items())]
                for day, held in failed.items()
            },
            [Came(*of, number) for of, number in sorted(began.items())],
            [Came(*of, number) for of, number in sorted(ended.items())],
        )

    def _lasted(self, found: Counter[int], names: Mapping[int, str]) -> Sequence[Lasted]:
        """How long they were there, told apart again."""
        held: Counter[tuple[str, int, bool]] = Counter()
        for key, number in found.items():
            of, lasted = divmod(key, _LONG)
            held[names[of], lasted // 2, bool(lasted % 2)] += number
        return [Lasted(*of, number) for of, number in sorted(held.items())]


def _number(word: Any) -> Any:
    """The number that stands in the database for a word."""
    return type_coerce(word, Integer)


def _placed(on: Sequence[date], until: date, names: Collection[str]) -> Subquery:
    """The repositories of these names: the number of their team, which is that of one of its
    repositories, when somebody first looked, and on which days their findings are known."""
    p, looks = t.placements.c, t.looks.c
    first = select(func.min(looks.day)).where(looks.repository == p.repository, looks.judged == 1)
    known: Any = literal(0)
    for place, day in enumerate(on):
        known += case((p.repository.in_(unjudged(day)), 0), else_=2**place)
    found = select(
        p.repository,
        cast(func.min(p.repository).over(partition_by=p.team), BigInteger).label("team"),
        first.scalar_subquery().label("looked_on"),
        known.label("known"),
    )
    found = found.join(t.repositories, t.repositories.c.id == p.repository)
    found = found.where(holds(t.placements, until), among(names))
    # A limit, whatever it is, makes this once instead of for each finding.
    return found.limit(_MANY).subquery("placed")
