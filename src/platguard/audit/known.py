"""What a history knows of the day of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property

from platguard import dates
from platguard.audit.drift import Movement
from platguard.audit.drifting import days_of
from platguard.audit.ending import Used, used
from platguard.audit.months import ByMonth, by_month
from platguard.audit.questions import Questions
from platguard.audit.since import Beginnings
from platguard.audit.sprawl import ToolUse
from platguard.audit.wanted import Wanted
from platguard.model.audit import Tally
from platguard.model.standard import SEVERITIES
from platguard.model.states import RepositoryState

AT_ONCE = 3
"""Places for what is asked while other things are worked out: a database answers on its own, and
adding up the numbers of drift takes longest."""
_MONTHS = 3
"""Before the day of a report, unless somebody says since when changes are told."""


class Known:
    """The answers to what a report asks, each asked once.

    What takes long is asked at once, by `pool`, and waited for where it is needed.
    """

    def __init__(self, questions: Questions, wanted: Wanted, pool: Executor) -> None:
        self.questions = questions
        self.day = day = wanted.as_of
        self.terms = questions.terms(day)
        self.notes = list(self.terms.rules) if self.terms else []
        self.everywhere = list(questions.states(day))
        """Every repository of the organisation."""
        within = [one for one in self.everywhere if _is_in(one, wanted.scope)]
        self.within = {one.placement.name for one in within} if wanted.scope else None
        """The names of those that are asked for; None for all."""
        asked_for = wanted.scope.get("name", ())
        apart = {*wanted.archived} - {*asked_for}
        self.archived = sorted({one.placement.name for one in within} & apart)
        """Those of them on which nobody works any more, and for which nobody asked by name."""
        self.states = [one for one in within if one.placement.name not in apart]
        """Those that the report is about."""
        self._is_whole = len(self.states) == len(self.everywhere)
        self.teams = {one.placement.name: one.placement.team for one in self.states}
        """The team of each of these."""
        self.since = _since(questions, wanted)
        """The day that changes are counted from; None where there is none."""
        days = days_of(self.since, day) if self.since else [day]
        self._moving = pool.submit(questions.moved, days, self.since, day, self.teams)
        created = {one.placement.name: one.placement.created for one in self.states}
        self._months = pool.submit(by_month, questions, wanted, self.since, self.teams, created)
        self._failing = pool.submit(lambda: dict(questions.failing_in(day)))
        self._critical = pool.submit(self._failing_critical)
        names = None if self._is_whole else self.teams
        self._passes = pool.submit(lambda: dict(questions.first_passes(day, names)))

    @property
    def moved(self) -> Movement:
        """How findings came, went and lasted since then."""
        return self._moving.result()

    @property
    def months(self) -> ByMonth:
        """What complied at the end of each month."""
        return self._months.result()

    @property
    def failing(self) -> Mapping[str, int]:
        """How many findings fail in each repository."""
        return self._failing.result()

    @property
    def critical(self) -> Mapping[str, int]:
        """What fails of critical rules and is more than a note, by rule."""
        return self._critical.result()

    def _failing_critical(self) -> Mapping[str, int]:
        rules = [note.id for note in self.notes if note.severity == SEVERITIES[0]]
        found: Counter[str] = Counter()
        if rules:
            for rule, name, number in self.questions.above_notes_of(self.day, rules):
                found[rule] += number if name in self.teams else 0
        return {rule: number for rule, number in sorted(found.items()) if number}

    @property
    def first_passes(self) -> Mapping[str, date]:
        """The first day on which each rule passed in one of the repositories."""
        return self._passes.result()

    @cached_property
    def tallies(self) -> Mapping[str, Tally] | None:
        """How often each outcome of a rule came; None where the report is about some
        repositories."""
        return self.questions.tallies(self.day) if self._is_whole else None

    @cached_property
    def beginnings(self) -> Beginnings:
        """The days from which on something is so in repositories."""
        found = self.questions.beginnings(self.day)
        return found._replace(known_since=list(found.known_since))

    @cached_property
    def tools(self) -> Sequence[ToolUse]:
        """The tools that the repositories use."""
        return list(_tools(self.questions, self.day, self.teams))

    @cached_property
    def ending(self) -> Sequence[Used]:
        """What is to be replaced, as the repositories used it."""
        return used(self.questions, self.notes, self.day, self.teams)


def _is_in(state: RepositoryState, scope: Mapping[str, Sequence[str]]) -> bool:
    return all(
        any(fnmatchcase(getattr(state.placement, key), pattern) for pattern in patterns)
        for key, patterns in scope.items()
    )


def _since(questions: Questions, wanted: Wanted) -> date | None:
    """The day that changes are counted from: the one that is asked for, else the last on which
    anybody looked by three months before; the first of all where that is later."""
    days = questions.days(date.min, wanted.as_of)
    if wanted.since:
        return max(wanted.since, days[0]) if days else wanted.since
    if len(days) < 2:
        return None
    by = dates.add_months(wanted.as_of, -_MONTHS)
    return max((day for day in days if day <= by), default=days[0])


def _tools(questions: Questions, day: date, known: Mapping[str, str]) -> Iterator[ToolUse]:
    used = [
        (name, use) for name, use in questions.usages(day) if name in known and use.kind == "tool"
    ]
    allowed = set(questions.excepted(day, {use.product for _, use in used}))
    for name, use in used:
        is_allowed = (name, use.product) in allowed
        yield ToolUse(name, use.category, use.product, use.strength, is_allowed)
