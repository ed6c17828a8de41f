"""Answers the questions of a report from the history's database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from platguard.audit.matrix import (
    FAIL,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    UNKNOWN,
    RepositoryState,
    doubted,
)
from platguard.audit.questions import Change, Failing, Life
from platguard.audit.register import RegisterEntry
from platguard.history import questions as asked
from platguard.history.questions import by_repository
from platguard.model.audit import Tally
from platguard.model.organisation import EMPTY, WITH_FINDINGS, Terms, Usage

if TYPE_CHECKING:
    from platguard.history.database import Database

_COMPLETE = "complete"
_OF_TOOLS = "tool-not-standard"
"""The rule whose exceptions allow a product."""
_CAUSES = ("new", "regressed", "returned", "aged-in", "rule-change", "unseen")
_ENDS = {"resolved": "resolved", "rule-change": "rule-gone", "rule-gone": "rule-gone"}
"""What ends count as; one that went elsewhere or is told otherwise still fails."""


class Answers:
    """`audit.questions.Questions` over a database; nothing is asked of it twice for one day."""

    def __init__(self, database: Database, register: Sequence[RegisterEntry] = ()) -> None:
        """`register` as it stands, whose matches are those that the history has."""
        self._database = database
        self._register = register
        self._failing: dict[date, list[Failing]] = {}

    def terms(self, as_of: date) -> Terms | None:
        runs = [
            run for run in asked.runs(self._database, date.min, as_of) if run.state == _COMPLETE
        ]
        if not runs:
            return None
        last = runs[-1]
        return Terms(
            as_of=last.as_of,
            timezone=last.timezone,
            tool_version=last.tool_version,
            standards=last.standards,
            configuration=last.configuration,
            register=last.register,
            tables=last.tables,
            rules=list(asked.rules(self._database, as_of)),
        )

    def days(self, since: date, as_of: date) -> Sequence[date]:
        runs = asked.runs(self._database, since, as_of)
        return sorted({run.as_of for run in runs if run.state == _COMPLETE})

    def states(self, as_of: date) -> Iterator[RepositoryState]:
        for state in asked.states(self._database, as_of):
            yield RepositoryState(
                placement=state.placement,
                status=state.status,
                reason=state.reason,
                commit=state.commit,
                committed_on=state.committed_on,
                discovered=state.discovered,
                judged=state.judged,
                unrendered=state.unrendered,
                skipped=state.skipped,
                failed=state.failed,
            )

    def cells(self, as_of: date) -> Iterator[tuple[str, str, str]]:
        for one in asked.standings(self._database, as_of):
            if one.is_known:
                yield one.repository, one.rule, one.state

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

    def worst(self, as_of: date) -> Iterator[tuple[str, str]]:
        for one in by_repository.worst(self._database, as_of):
            if one.status not in WITH_FINDINGS:
                yield one.repository, UNKNOWN
            elif one.status == EMPTY:
                yield one.repository, NOT_APPLICABLE
            else:
                held = one.state or NOT_EVALUATED
                yield one.repository, doubted(held) if one.failed else held

    def failing(self, as_of: date) -> Sequence[Failing]:
        if as_of not in self._failing:
            self._failing[as_of] = [
                Failing(one.repository, one.rule, one.findings)
                for one in asked.cells(self._database, as_of)
                if one.outcome == FAIL and one.is_known
            ]
        return self._failing[as_of]

    def changes(self, since: date, as_of: date) -> Iterator[Change]:
        for one in by_repository.began(self._database, since, as_of):
            if one.why in _CAUSES:
                yield Change(*one)
        for one in by_repository.ended(self._database, since, as_of):
            if one.why in _ENDS:
                yield Change(one.repository, one.rule, _ENDS[one.why], one.findings)

    def lives(self, since: date, as_of: date) -> Iterator[Life]:
        for one in by_repository.lasted(self._database, since, as_of):
            yield Life(*one)

    def users(self, rule: str, days: Sequence[date]) -> Iterator[tuple[date, str, str]]:
        if not days:
            return
        for one in by_repository.in_use(self._database, rule, days[0], days[-1]):
            for day in days:
                if one.opened <= day and (one.closed is None or day < one.closed):
                    yield day, one.repository, one.address

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

    def excepted(self, as_of: date) -> Iterator[tuple[str, str]]:
        for repository, address in by_repository.exempt(self._database, _OF_TOOLS, as_of):
            yield repository, address.rpartition("/")[2]

    def exceptions(self, as_of: date) -> Iterable[RegisterEntry]:
        matches: Counter[str] = Counter()
        for one in asked.matched(self._database, as_of, as_of):
            matches[one.exception] += one.matches
        return [entry._replace(matches=matches[entry.id]) for entry in self._register]
