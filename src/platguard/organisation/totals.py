"""Adds observations up as they come, and keeps of each a line: never the observation itself."""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from platguard.assembly import DRIFT, EMPTY, INCOMPLETE, PASS, reached
from platguard.counting import counted
from platguard.json_fields import as_told
from platguard.model import organisation as status
from platguard.model.organisation import Observation, Placement, Terms
from platguard.model.organisation_scan import (
    OrganisationScan,
    RegisterLine,
    RepositoryLine,
    RuleLine,
)
from platguard.model.report import OUTCOMES, Finding
from platguard.model.standard import LEVELS

_WORST_FIRST = ("fail", "unknown", "exempt", "pass")
"""What a repository comes to by a rule is the first of these that something in it came to."""


class Totals:
    """The numbers of a scan. They do not depend on the order in which observations come."""

    def __init__(self) -> None:
        self._lines: dict[str, RepositoryLine] = {}
        self._outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._repositories: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._counts: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: RepositoryLine, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Adds the line of a repository, and its outcomes by rule, in place of earlier ones."""
        if line.name in self._counts:
            earlier = json.loads(zlib.decompress(self._counts[line.name]))
            self._count(self._lines[line.name], earlier, -1)
        self._lines[line.name] = line
        # Few are ever taken back, so that all are packed.
        self._counts[line.name] = zlib.compress(json.dumps(counts).encode("ascii"), 1)
        self._count(line, counts, 1)

    def _count(
        self, line: RepositoryLine, counts: Mapping[str, Mapping[str, int]], times: int
    ) -> None:
        for rule, came in counts.items():
            for outcome, number in came.items():
                self._outcomes[rule][outcome] += times * number
            if worst := next((name for name in _WORST_FIRST if came.get(name)), ""):
                if worst == "pass" and line.failed:  # what could not be read might fail
                    worst = "unknown"
                self._repositories[rule][worst] += times

    def finished(
        self,
        terms: Terms,
        *,
        fail_on: str,
        allow_incomplete: bool,
        unrecorded: str = "",
        notices: Sequence[str] = (),
        about_register: Sequence[RegisterLine] = (),
    ) -> OrganisationScan:
        """The scan that all of this comes to; `unrecorded` says why the history lacks some of it.

        The exit code is 3 where a repository was not judged or not in full, or not recorded; then
        4 where nothing was judged, 1 where a finding reaches `fail_on`, and 0.
        """
        lines = [self._lines[name] for name in sorted(self._lines)]
        levels = _added(LEVELS, (line.levels for line in lines))
        unjudged = any(line.status not in status.WITH_FINDINGS for line in lines)
        incomplete = any(line.status == status.INCOMPLETE for line in lines)
        found = {
            *(line.level for line in about_register),
            *(name for name, n in levels.items() if n),
        }
        code = PASS if found.isdisjoint(reached(fail_on)) else DRIFT
        if not any(line.judged for line in lines):
            code = EMPTY
        if unrecorded or ((unjudged or incomplete) and not allow_incomplete):
            code = INCOMPLETE
        return OrganisationScan(
            terms=terms,
            fail_on=fail_on,
            exit=code,
            repositories=lines,
            rules=self._rules(terms),
            statuses=_added(status.STATUSES, ({line.status: 1} for line in lines)),
            levels=levels,
            outcomes=_added(OUTCOMES, (line.outcomes for line in lines)),
            soon=sum(line.soon for line in lines),
            notices=[
                *notices,
                *_of_later(lines, terms.as_of.isoformat()),
                *([unrecorded] if unrecorded else []),
            ],
            about_register=about_register,
        )

    def _rules(self, terms: Terms) -> list[RuleLine]:
        notes = {note.id: note for note in terms.rules}
        found = []
        for rule in sorted(rule for rule, came in self._repositories.items() if came.total()):
            note, outcomes = notes.get(rule), self._outcomes[rule]
            repositories = self._repositories[rule]
            found.append(
                RuleLine(
                    id=rule,
                    title=note.title if note else "",
                    severity=note.severity if note else "",
                    state=note.state if note else "",
                    passed=outcomes["pass"],
                    fail=outcomes["fail"],
                    exempt=outcomes["exempt"],
                    unknown=outcomes["unknown"],
                    repositories=repositories["pass"] + repositories["fail"],
                    failing=repositories["fail"],
                )
            )
        return found


def register_lines(findings: Iterable[Finding]) -> list[RegisterLine]:
    """What is wrong with a register, of all that was found about it."""
    return [_register_line(finding) for finding in findings if finding.outcome == "fail"]


def _register_line(finding: Finding) -> RegisterLine:
    return RegisterLine(
        rule=finding.rule,
        level=finding.level,
        severity=finding.severity,
        path=as_told(finding.path),
        line=finding.line,
        message=as_told(finding.message),
        fix=as_told(finding.fix),
    )


def line_of(placement: Placement, observation: Observation) -> RepositoryLine:
    """What the observation of a repository comes to."""
    failing = Counter(row.level for row in observation.rows if row.outcome == "fail")
    return RepositoryLine(
        name=observation.repository,
        team=placement.team,
        segment=placement.segment,
        status=observation.status,
        reason=observation.reason,
        commit=observation.commit,
        exit=observation.exit,
        discovered=observation.discovered,
        judged=observation.judged,
        unrendered=observation.unrendered,
        skipped=observation.skipped,
        failed=observation.failed,
        levels={level: failing[level] for level in LEVELS},
        outcomes=_added(OUTCOMES, observation.counts.values()),
        soon=sum(row.outcome == "soon" for row in observation.rows),
        committed_on=observation.committed_on.isoformat() if observation.committed_on else "",
    )


def _of_later(lines: Sequence[RepositoryLine], day: str) -> list[str]:
    """That a past day was judged by what there is today, which is not what was there then."""
    later = sum(line.committed_on > day for line in lines)
    if not later:
        return []
    told = counted(later, "repository", "repositories")
    return [
        f"{told} judged at commits of later days than {day}: `platguard org backfill` judges what"
        " was there on the day"
    ]


def _added(keys: Iterable[str], parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part)
    return {key: found[key] for key in keys}
