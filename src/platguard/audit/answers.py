"""Answers the questions of a report from the history's database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from platguard.audit.drift import Flow, Lifetime, Standing
from platguard.audit.matrix import (
    EXEMPT,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    UNKNOWN,
    RepositoryState,
    doubted,
)
from platguard.audit.questions import Open
from platguard.audit.register import RegisterEntry
from platguard.audit.services import ServiceState
from platguard.audit.since import Beginnings
from platguard.audit.unused import Spoken
from platguard.history import questions as asked
from platguard.history.questions import by_repository, gone, since, sums
from platguard.history.questions import practices as asked_practices
from platguard.history.questions.worst import worst
from platguard.model.audit import Tally
from platguard.model.organisation import (
    EMPTY,
    WITH_FINDINGS,
    Rotation,
    Segmentation,
    Terms,
    Usage,
)

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

    def worst(self, on: Sequence[date]) -> Iterator[tuple[date, str, str]]:
        for day, one in sums.worst(self._database, on):
            if one.status not in WITH_FINDINGS:
                yield day, one.repository, UNKNOWN
            elif one.status == EMPTY:
                yield day, one.repository, NOT_APPLICABLE
            else:
                held = one.state or NOT_EVALUATED
                yield day, one.repository, doubted(held) if one.failed else held

    def failing_in(self, as_of: date) -> Iterator[tuple[str, int]]:
        yield from sums.failed_in(self._database, as_of)

    def failing(
        self, on: Sequence[date], as_of: date, names: Collection[str]
    ) -> dict[date, list[Standing]]:
        found: dict[date, list[Standing]] = {day: [] for day in on}
        for day, one in sums.failed(self._database, list(found), as_of, names):
            found[day].append(Standing(*one))
        return found

    def changes(self, since: date, as_of: date, names: Collection[str]) -> Iterator[Flow]:
        for one in sums.began(self._database, since, as_of, names):
            if one.why in _CAUSES:
                yield Flow(*one)
        for one in sums.ended(self._database, since, as_of, names):
            if one.why in _ENDS:
                yield Flow(one.team, one.rule, _ENDS[one.why], one.findings)

    def lives(
        self, since: date, as_of: date, names: Collection[str], *, by_team: bool
    ) -> Iterator[Lifetime]:
        for one in sums.lasted(self._database, since, as_of, names, by_team=by_team):
            yield Lifetime(*one)

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

    def findings(self, as_of: date, repositories: Container[str]) -> Iterator[Open]:
        return map(_open, asked.findings(self._database, as_of, repositories=repositories))

    def worst_findings(
        self, as_of: date, repositories: Container[str], most: int
    ) -> tuple[int, Iterable[Open]]:
        number, found = worst(self._database, as_of, most, repositories=repositories)
        return number, map(_open, found)

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


def _open(one: asked.Finding) -> Open:
    return Open(
        repository=one.repository,
        rule=one.rule,
        severity=one.severity,
        level=one.level,
        outcome=one.outcome,
        message=one.message,
        worded_on=one.worded_on,
        path=one.path,
        line=one.line,
        address=one.address,
        subject=one.subject,
        fingerprint=one.fingerprint,
        first_seen=one.first_seen,
        since=one.since,
        regressions=one.regressions,
        cause=one.cause,
        exception=one.exception,
    )
