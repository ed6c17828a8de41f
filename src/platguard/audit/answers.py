"""Answers the questions of a report from the history's database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from platguard.audit.comparing import Day, Held
from platguard.audit.drift import Flow, Movement
from platguard.audit.judgings import Judgings
from platguard.audit.matrix import (
    EXEMPT,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    UNKNOWN,
    doubted,
)
from platguard.audit.register import KnownRegister, aged
from platguard.audit.since import Beginnings
from platguard.audit.uses import Use
from platguard.history import questions as asked
from platguard.history.questions import by_repository, gone, judging, since, sums
from platguard.history.questions import practices as asked_practices
from platguard.history.questions import turns as asked_turns
from platguard.history.questions.endings import endings
from platguard.history.questions.matrix import held
from platguard.history.questions.moved import Flows, moved
from platguard.history.questions.register import about_register, register_kept
from platguard.history.questions.worst import worst
from platguard.model.audit import Tally
from platguard.model.ending import Ending
from platguard.model.judging import Judging
from platguard.model.open_finding import OpenFinding
from platguard.model.organisation import (
    EMPTY,
    WITH_FINDINGS,
    Rotation,
    Segmentation,
    Terms,
    Usage,
)
from platguard.model.organisation_scan import AboutRegister
from platguard.model.registered import RegisterEntry
from platguard.model.states import RepositoryState, ServiceState, Spoken
from platguard.model.turn import Turn

if TYPE_CHECKING:
    from platguard.history.database import Database

_OF_TOOLS = "tool-not-standard"
"""The rule whose exceptions allow a product."""
_CAUSES = ("new", "regressed", "returned", "aged-in", "rule-change", "unseen", "raised")
_ENDS = {"rule-change": "rule-gone"} | {
    one: one for one in ("resolved", "rule-gone", "exempted", "undecided")
}
"""What ends count as; one that went elsewhere or is told otherwise still fails."""


class Answers:
    """`audit.questions.Questions` over a database; nothing is asked of it twice for one day."""

    def __init__(
        self,
        database: Database,
        register: Sequence[RegisterEntry] = (),
        *,
        is_given: bool = False,
    ) -> None:
        """`register` as it lies there now; the history has those of days that are past. `is_given`
        says that it is to be believed on any day."""
        self._database = database
        self._register = register
        self._is_given = is_given
        self._judgings: dict[date, Sequence[Judging]] = {}
        self._states: dict[date, Sequence[RepositoryState]] = {}

    def terms(self, as_of: date) -> Terms | None:
        runs = [run for run in asked.runs(self._database, date.min, as_of) if run.is_complete]
        if not runs:
            return None
        return replace(runs[-1].terms, rules=list(asked.rules(self._database, as_of)))

    def days(self, since: date, as_of: date) -> Sequence[date]:
        runs = asked.runs(self._database, since, as_of)
        return sorted({run.as_of for run in runs if run.is_complete})

    def states(self, as_of: date) -> Sequence[RepositoryState]:
        if as_of not in self._states:
            self._states[as_of] = [*asked.states(self._database, as_of)]
        return self._states[as_of]

    def cells(self, as_of: date) -> Iterator[tuple[str, Mapping[str, str]]]:
        return held(self._database, as_of)

    def tallies(self, as_of: date) -> dict[str, Tally]:
        days = self.days(date.min, as_of)
        found = asked.tallies(self._database, days[-1], days[-1]) if days else ()
        return {
            one.rule: Tally(
                passed=one.passed,
                failed=one.failed,
                exempt=one.exempt,
                unknown=one.unknown,
                not_applicable=one.not_applicable,
                not_evaluated=one.not_evaluated,
            )
            for one in found
        }

    def worst(self, on: Sequence[date]) -> Iterator[tuple[date, Day]]:
        held = cache(_held)  # most repositories come to the same as others
        for day, found in sums.worst(self._database, on):
            yield day, {name: held(one) for name, one in found.items()}

    def whole_since(self) -> date | None:
        runs = asked.runs(self._database, date.min, date.max)
        return next((run.as_of for run in runs if run.is_complete and run.whole), None)

    def above_notes(self, as_of: date) -> Collection[str]:
        return frozenset(sums.above_notes(self._database, as_of))

    def above_notes_of(self, as_of: date, rules: Collection[str]) -> Iterator[tuple[str, str, int]]:
        return sums.above_notes_of(self._database, as_of, rules)

    def failing_in(self, as_of: date) -> Iterator[tuple[str, int]]:
        yield from sums.failed_in(self._database, as_of)

    def moved(
        self, on: Sequence[date], since: date | None, as_of: date, names: Collection[str]
    ) -> Movement:
        found = moved(self._database, on, since, as_of, names)
        return Movement(
            failing=found.failing,
            pairs=found.pairs,
            flows={day: _counted(flows) for day, flows in found.flows.items()},
            of_rules=found.of_rules,
            of_teams=found.of_teams,
        )

    def users(self, rule: str, days: Sequence[date]) -> Iterator[tuple[date, Use]]:
        if not days:
            return
        for one in by_repository.in_use(self._database, rule, days[0], days[-1]):
            use = Use(one.repository, one.address, one.path, one.subject, one.outcome == EXEMPT)
            for day in days:
                if one.opened <= day and (one.closed is None or day < one.closed):
                    yield day, use

    def endings(self, as_of: date) -> Iterator[Ending]:
        return endings(self._database, as_of)

    def usages(self, as_of: date) -> Iterator[tuple[str, Usage]]:
        for one in asked.usages(self._database, as_of):
            yield (
                one.repository,
                Usage(
                    kind=one.kind,
                    category=one.category,
                    product=one.product,
                    version=one.version,
                    subject=one.subject,
                    path=one.path,
                    line=one.line,
                    strength=one.strength,
                ),
            )

    def excepted(self, as_of: date, products: Collection[str]) -> Iterator[tuple[str, str]]:
        rules = {_OF_TOOLS, *products}
        for repository, rule, address in by_repository.exempt(self._database, rules, as_of):
            yield repository, address.rpartition("/")[2] if rule == _OF_TOOLS else rule

    def findings(self, as_of: date, repositories: Container[str]) -> Iterator[OpenFinding]:
        return asked.findings(self._database, as_of, repositories=repositories)

    def worst_findings(
        self, as_of: date, repositories: Container[str], most: int
    ) -> tuple[int, Iterable[OpenFinding]]:
        return worst(self._database, as_of, most, repositories=repositories)

    def services(self, as_of: date) -> Iterator[ServiceState]:
        return asked_practices.services(self._database, as_of)

    def rotations(self, as_of: date) -> Iterator[tuple[str, Rotation]]:
        return asked_practices.rotations(self._database, as_of)

    def segmentations(self, as_of: date) -> Iterator[tuple[str, Segmentation]]:
        return asked_practices.segmentations(self._database, as_of)

    def beginnings(self, as_of: date) -> Beginnings:
        return self._beginnings(as_of, of_services=False)

    def turns(self, as_of: date) -> Iterator[Turn]:
        return asked_turns.turns(self._database, as_of)

    def judgings(self, as_of: date) -> Sequence[Judging]:
        if as_of not in self._judgings:
            self._judgings[as_of] = [*judging.judgings(self._database, as_of)]
        return self._judgings[as_of]

    def first_passes(
        self, as_of: date, names: Collection[str] | None
    ) -> Iterator[tuple[str, date]]:
        return asked_turns.first_passes(self._database, as_of, names)

    def beginnings_of_services(self, as_of: date) -> Beginnings:
        return self._beginnings(as_of, of_services=True)

    def _beginnings(self, as_of: date, *, of_services: bool) -> Beginnings:
        return Beginnings(
            since.last_bad(self._database, as_of, of_services=of_services),
            since.first_pass(self._database, as_of, of_services=of_services),
            since.known_since(self._database, as_of),
            Judgings(self.judgings(as_of)),
        )

    def left(self, as_of: date) -> Iterator[tuple[str, date]]:
        for one in gone.left(self._database, as_of):
            yield one.repository, one.seen_on

    def spoken(self, as_of: date) -> Iterator[Spoken]:
        return gone.spoken(self._database, as_of)

    def exceptions(self, as_of: date, names: Collection[str] | None) -> KnownRegister:
        matches: Counter[str] = Counter()
        where: dict[str, set[str]] = defaultdict(set)
        for one in asked.matched(self._database, as_of, as_of):
            if names is not None and one.repository not in names:
                continue
            matches[one.exception] += one.matches
            where[one.exception].add(one.repository)
        kept_on, entries = self._entries(as_of)
        known = {entry.id for entry in entries}
        return KnownRegister(
            [
                entry._replace(matches=matches[entry.id], covered=tuple(sorted(where[entry.id])))
                for entry in entries
            ],
            kept_on,
            sorted(id for id in matches if id not in known),
        )

    def _entries(self, as_of: date) -> tuple[date | None, Sequence[RegisterEntry]]:
        """The register that decided on a day: on one that is past, that of the last scan by then.

        Since the last scan what lies there now counts, unless nothing does."""
        if self._is_given:
            return None, self._register
        kept = register_kept(self._database, as_of)
        last = register_kept(self._database, date.max)
        if kept is None or last is None or (kept[0] == last[0] and self._register):
            return None, self._register
        return kept[0], [aged(entry, as_of) for entry in kept[1]]

    def about_register(self, as_of: date) -> AboutRegister | None:
        return about_register(self._database, as_of)


def _counted(flows: Flows) -> list[Flow]:
    """What came and went, as drift counts it."""
    came = [Flow(*one) for one in flows.began if one.why in _CAUSES]
    ended = [
        Flow(one.team, one.rule, _ENDS[one.why], one.findings)
        for one in flows.ended
        if one.why in _ENDS
    ]
    return [*came, *ended]


def _held(one: sums.Worst) -> Held:
    checks = Tally(*one.checks) if one.checks else None
    if one.status not in WITH_FINDINGS:
        return Held(UNKNOWN, None, None)
    if one.status == EMPTY:
        return Held(NOT_APPLICABLE, 0, None)
    state = one.state or NOT_EVALUATED
    steady = one.steady or NOT_EVALUATED
    held = doubted(state) if one.failed else state
    return Held(held, one.failed, checks, steady, one.turning)
