"""Every finding that is open on a day, asked for while one iterates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from platguard.audit.matrix import EXEMPT
from platguard.audit.questions import Questions
from platguard.audit.recounting import recounted
from platguard.model.audit import FindingRow
from platguard.model.open_finding import OpenFinding
from platguard.model.organisation import WITH_FINDINGS
from platguard.model.states import RepositoryState
from platguard.records import dataclass

UNSEEN = "unseen"


def dated(message: str, worded_on: date | None, as_of: date) -> str:
    """A message for people on a day; one that counts days for another day says for which."""
    if worded_on is None or worded_on == as_of:
        return message
    return f"{message} (Days are counted for {worded_on}.)"


@dataclass(frozen=True, slots=True)
class Findings:
    """The rows of findings; each iteration asks the history anew, so that none is held."""

    questions: Questions
    as_of: date
    repositories: Mapping[str, RepositoryState]
    """Those in scope, by name."""
    standards: Mapping[str, str]
    """The standard of each rule that is known, by id."""

    def __iter__(self) -> Iterator[FindingRow]:
        return map(self._row, self.questions.findings(self.as_of, self.repositories))

    def worst(self, most: int) -> tuple[int, Sequence[FindingRow]]:
        """How many there are, and the worst of them; see `Questions.worst_findings`."""
        number, found = self.questions.worst_findings(self.as_of, self.repositories, most)
        return number, [*map(self._row, found)]

    def _row(self, one: OpenFinding) -> FindingRow:
        state = self.repositories[one.repository]
        message, worded_on = recounted(one.message, one.worded_on, self.as_of)
        # Of a repository that could not be judged that day nobody knows what it has.
        is_known = state.status in WITH_FINDINGS
        return FindingRow(
            repository=one.repository,
            team=state.placement.team,
            rule=one.rule,
            standard=self.standards.get(one.rule, ""),
            severity=one.severity,
            level=one.level,
            outcome=one.outcome if is_known else UNSEEN,
            message=message,
            path=one.path,
            line=one.line,
            address=one.address,
            subject=one.subject,
            fingerprint=one.fingerprint,
            first_seen=one.first_seen,
            since=one.since,
            regressions=one.regressions,
            cause=one.cause,
            exception=one.exception if one.outcome == EXEMPT else "",
            idle_exception=one.exception if one.outcome != EXEMPT else "",
            worded_on=worded_on,
        )
