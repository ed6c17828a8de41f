"""How failing findings came, went and lasted: the numbers of drift, by team and by rule.

A large organisation has millions of findings, and reports tell hundreds of numbers. So all that is
asked of a finding is worked out at once while the database goes through them, as whole numbers that
then are counted. Teams are those of the last day that is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
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
from platguard.history.questions.asking import among, holds, judged, rows
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


class Pair(NamedTuple):
    """What fails on an earlier day and on the last, in repositories that were judged on both."""

    then: Sequence[Failed]
    now: Sequence[Failed]
    hidden_then: Sequence[Failed]
    """What failed when it was seen last, and whose file could not be read on that day."""
    hidden_now: Sequence[Failed]


class Moved(NamedTuple):
    """What became of failing findings from one day to another."""

    failed: Mapping[date, Sequence[Failed]]
    """What fails on each of some days, where that is known."""
    pairs: Mapping[date, Pair]
    """Each of these days but the last against it."""
    began: Sequence[Came]
    """What began to fail, or to be unseen, after the first day and through the last, in
    repositories that were judged on both; of what is unseen, that less what ceased to be so."""
    ended: Sequence[Came]
    """What ceased to fail as it did, there."""
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
        self._last = until
        self._first = since or until
        self._on = sorted({*on, self._first, until})
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
        asked = [
            self._told(s.repository, s.closed.is_(None), has_ended=False),
            self._told(s.closed, s.closed > first, has_ended=True),
        ]
        # Both at once: they are equally long, and a database answers without holding us up.
        with ThreadPoolExecutor(len(asked)) as pool:
            parts = [*pool.map(partial(counted, self._database), asked)]
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
        tale = tale * 2 ** len(self._on) + p.known
        tale = tale * 2 ** len(self._on) + self._there(has_ended=has_ended)
        tale = tale * 2 + case((s.outcome == words.UNSEEN, 1), else_=0)
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

    def _there(self, *, has_ended: bool) -> Any:
        """On which days it failed, or was unseen: a bit for each."""
        s = t.spans.c
        found: Any = literal(0)
        for place, day in enumerate(map(days.number, self._on)):
            there = and_(s.outcome.in_(("fail", words.UNSEEN)), s.opened <= day)
            if has_ended:
                there = and_(there, s.closed > day)
            found += case((there, 2**place), else_=0)
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
    ) -> tuple[
        Mapping[date, Sequence[Failed]], Mapping[date, Pair], Sequence[Came], Sequence[Came]
    ]:
        """What failed by day, began and ended, told apart again."""
        failed: dict[date, Counter[tuple[str, str]]] = {day: Counter() for day in self._on}
        pairs = {day: [Counter[tuple[str, str]]() for _ in range(4)] for day in self._on}
        began, ended = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
        for tale, number in tales.items():
            tale, end = divmod(tale, _WHYS)
            tale, cause = divmod(tale, _WHYS)
            tale, hidden = divmod(tale, 2)
            tale, there = divmod(tale, 2 ** len(self._on))
            tale, known = divmod(tale, 2 ** len(self._on))
            place, rule = divmod(tale, self._width)
            of = (self._teams[place], self._rules[rule])
            judged = {day for bit, day in enumerate(self._on) if known >> bit & 1}
            held = {day for bit, day in enumerate(self._on) if there >> bit & 1}
            for day in held & judged if not hidden else ():
                failed[day][of] += number
            if self._last not in judged:
                continue
            for day in judged:
                for side, one in enumerate((day, self._last)):
                    if one in held:
                        pairs[day][side + 2 * hidden][of] += number
            if self._first not in judged:
                continue
            if cause:
                began[*of, words.CAUSES[cause - 1]] += number
            if end and hidden:
                began[*of, words.UNSEEN] -= number
            if end:
                ended[*of, _ENDS[end]] += number
        return (
            {day: _failed(held) for day, held in failed.items()},
            {day: Pair(*map(_failed, held)) for day, held in pairs.items()},
            [Came(*of, number) for of, number in sorted(began.items()) if number],
            [Came(*of, number) for of, number in sorted(ended.items())],
        )

    def _lasted(self, found: Counter[int], names: Mapping[int, str]) -> Sequence[Lasted]:
        """How long they were there, told apart again."""
        held: Counter[tuple[str, int, bool]] = Counter()
        for key, number in found.items():
            of, lasted = divmod(key, _LONG)
            held[names[of], lasted // 2, bool(lasted % 2)] += number
        return [Lasted(*of, number) for of, number in sorted(held.items())]


def _failed(held: Mapping[tuple[str, str], int]) -> Sequence[Failed]:
    return [Failed(*of, number) for of, number in sorted(held.items())]


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
        known += case((p.repository.in_(judged(day)), 2**place), else_=0)
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
