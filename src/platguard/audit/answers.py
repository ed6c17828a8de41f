"""Answers the questions of a report from the history's database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from platguard.audit.comparing import Held
from platguard.audit.drift import Flow, Lifetime, Movement, Pair, Standing
from platguard.audit.matrix import (
    EXEMPT,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    UNKNOWN,
    RepositoryState,
    doubted,
)
from platguard.audit.register import RegisterEntry
from platguard.audit.services import ServiceState
from platguard.audit.since import Beginnings
from platguard.audit.unused import Spoken
from platguard.history import questions as asked
from platguard.history.questions import by_repository, gone, since, sums
from platguard.history.questions import practices as asked_practices
from platguard.history.questions.matrix import held
from platguard.history.questions.moved import moved
from platguard.history.questions.register import about_register
from platguard.history.questions.worst import worst
from platguard.model.audit import Tally
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

if TYPE_CHECKING:
    from platguard.history.database import Database

_COMPLETE = "complete"
_OF_TOOLS = "tool-not-standard"
"""The rule whose exceptions allow a product."""
_CAUSES = ("new", "regressed", "returned", "aged-in", "rule-change", "unseen", "raised")
_ENDS = {"rule-change": "rule-gone"} | {
    one: one for one in ("resolved", "rule-gone", "exempted", "undecided")
}
"""What ends count as; one that went elsewhere or is told otherwise still fails."""


class Answers:
    """`audit.questions.Questions` over a database; nothing is asked of it twice for one day."""

    def __init__(self, database: Database, register: Sequence[RegisterEntry] = ()) -> None:
        """`register` as it stands, whose matches are those that the history has."""
        self._database = database
        self._register = register
        self._states: dict[date, Sequence[RepositoryState]] = {}

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

    def states(self, as_of: date) -> Sequence[RepositoryState]:
        if as_of not in self._states:
            self._states[as_of] = [*map(_state, asked.states(self._database, as_of))]
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

    def worst(self, on: Sequence[date]) -> Iterator[tuple[date, str, Held]]:
        for day, one in sums.worst(self._database, on):
            checks = Tally(*one.checks) if one.checks else None
            if one.status not in WITH_FINDINGS:
                yield day, one.repository, Held(UNKNOWN, None, None)
            elif one.status == EMPTY:
                yield day, one.repository, Held(NOT_APPLICABLE, 0, checks)
            else:
                state = one.state or NOT_EVALUATED
                state = doubted(state) if one.failed else state
                yield day, one.repository, Held(state, one.failed, checks)

    def whole_since(self) -> date | None:
        runs = asked.runs(self._database, date.min, date.max)
        return next((run.as_of for run in runs if run.state == _COMPLETE and run.whole), None)

    def above_notes(self, as_of: date) -> Collection[str]:
        return frozenset(sums.above_notes(self._database, as_of))

    def failing_in(self, as_of: date) -> Iterator[tuple[str, int]]:
        yield from sums.failed_in(self._database, as_of)

    def moved(
        self, on: Sequence[date], since: date | None, as_of: date, names: Collection[str]
    ) -> Movement:
        found = moved(self._database, on, since, as_of, names)
        came = [Flow(*one) for one in found.began if one.why in _CAUSES]
        ended = [
            Flow(one.team, one.rule, _ENDS[one.why], one.findings)
            for one in found.ended
            if one.why in _ENDS
        ]
        return Movement(
            failing={day: [Standing(*one) for one in held] for day, held in found.failed.items()},
            pairs={
                day: Pair(*([Standing(*one) for one in side] for side in pair))
                for day, pair in found.pairs.items()
            },
            flows=[*came, *ended],
            of_rules=[Lifetime(*one) for one in found.of_rules],
            of_teams=[Lifetime(*one) for one in found.of_teams],
        )

    def users(self, rule: str, days: Sequence[date]) -> Iterator[tuple[date, str, str, bool]]:
        if not days:
            return
        for one in by_repository.in_use(self._database, rule, days[0], days[-1]):
            for day in days:
                if one.opened <= day and (one.closed is None or day < one.closed):
                    yield day, one.repository, one.address, one.outcome == EXEMPT

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

    def findings(self, as_of: date, repositories: Container[str]) -> Iterator[OpenFinding]:
        return asked.findings(self._database, as_of, repositories=repositories)

    def worst_findings(
        self, as_of: date, repositories: Container[str], most: int
    ) -> tuple[int, Iterable[OpenFinding]]:
        return worst(self._database, as_of, most, repositories=repositories)

    def services(self, as_of: date) -> Iterator[ServiceState]:
        for one in asked_practices.services(self._database, as_of):
            yield ServiceState(
                repository=one.repository,
                name=one.name,
                owner=one.owner,
                is_whole=one.is_whole,
                findings=one.findings,
                cells=one.standings,
            )

    def rotations(self, as_of: date) -> Iterator[tuple[str, Rotation]]:
        return asked_practices.rotations(self._database, as_of)

    def segmentations(self, as_of: date) -> Iterator[tuple[str, Segmentation]]:
        return asked_practices.segmentations(self._database, as_of)

    def beginnings(self, as_of: date) -> Beginnings:
        base = self._database
        return Beginnings(
            since.last_bad(base, as_of),
            since.first_pass(base, as_of),
            since.known_since(base, as_of),
        )

    def beginnings_of_services(self, as_of: date) -> Beginnings:
        base = self._database
        bad = since.last_bad_of_services(base, as_of)
        first = since.first_pass_of_services(base, as_of)
        return Beginnings(
            [((repository, service), rule, day) for repository, service, rule, day in bad],
            [((repository, service), day) for repository, service, day in first],
            since.known_since(base, as_of),
        )

    def left(self, as_of: date) -> Iterator[tuple[str, date]]:
        for one in gone.left(self._database, as_of):
            yield one.repository, one.seen_on

    def spoken(self, as_of: date) -> Iterator[Spoken]:
        for one in gone.spoken(self._database, as_of):
            yield Spoken(*one)

    def exceptions(self, as_of: date) -> Iterable[RegisterEntry]:
        matches: Counter[str] = Counter()
        where: dict[str, set[str]] = defaultdict(set)
        for one in asked.matched(self._database, as_of, as_of):
            matches[one.exception] += one.matches
            where[one.exception].add(one.repository)
        return [
            entry._replace(matches=matches[entry.id], covered=tuple(sorted(where[entry.id])))
            for entry in self._register
        ]

    def about_register(self, as_of: date) -> AboutRegister | None:
        return about_register(self._database, as_of)


def _state(one: asked.State) -> RepositoryState:
    return RepositoryState(
        placement=one.placement,
        status=one.status,
        reason=one.reason,
        commit=one.commit,
        committed_on=one.committed_on,
        discovered=one.discovered,
        judged=one.judged,
        unrendered=one.unrendered,
        skipped=one.skipped,
        failed=one.failed,
        seen_on=one.seen_on,
    )
