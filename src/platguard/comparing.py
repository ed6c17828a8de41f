"""Holds a report against an earlier one of the same repository: the drift between two scans.

Why something may be new without anybody's doing comes from the facts of today judged as of the
earlier day, and from the files of the earlier commit where this clone has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import TypedDict

from platguard.assembly import rule_note
from platguard.debt_trend import with_trend
from platguard.drift import FAILING, Compared, compare, failing
from platguard.drift_ground import KnownGround, told
from platguard.earlier_files import EarlierFiles, earlier_files
from platguard.errors import UsageError
from platguard.json_fields import as_told
from platguard.judgement import Judgement
from platguard.material import Material
from platguard.model.drift import STATES, Comparison, Drift, Earlier, PreviousNote, Trace
from platguard.model.report import Finding, Report
from platguard.model.standard import LEVELS
from platguard.policy import Decided
from platguard.previous_report import PreviousReport, RuleThen
from platguard.request import Request
from platguard.situation import Situation


def check_comparable(previous: PreviousReport, request: Request, situation: Situation) -> None:
    """Raises UsageError when today's scan cannot be held against the report at all."""
    if request.stream is not None:
        raise UsageError("--previous goes with the files of a repository, not with standard input")
    if previous.as_of > situation.as_of.isoformat():
        raise UsageError(
            f"the earlier report is of {previous.as_of}, after {situation.as_of}, which is judged",
            path=previous.path,
            hint="Name an earlier report, or a later day with --as-of.",
        )


def compared(
    report: Report,
    previous: PreviousReport,
    material: Material,
    decided: Decided,
    judgement: Judgement,
) -> Report:
    """The report with what the earlier one makes of it. The exit code stays as it is."""
    previous = _renamed_rules(previous, decided.policy.known_ids)
    files = earlier_files(material.workspace, material.request, previous.commit)
    ground = KnownGround(previous, files, material, decided, judgement)
    now = [told(finding) for finding in failing(report.findings)]
    found = compare(previous.failing, previous.past, now, ground)
    drift = _drift(previous, found, in_history=files.before is not None)
    report = with_trend(with_comparisons(report, found.now, drift, judgement), previous)
    return replace(report, notices=[*report.notices, *_notices(previous, files, drift)])


def with_comparisons(
    report: Report, comparisons: Sequence[Comparison], drift: Drift, judgement: Judgement
) -> Report:
    """The report with a comparison for each failing finding, in their order."""
    left, with_comparison = iter(comparisons), _replacing("comparison")
    findings = [
        with_comparison(finding, next(left)) if finding.outcome in FAILING else finding
        for finding in report.findings
    ]
    gone = {resolved.earlier.finding.rule for resolved in drift.resolved}
    rules = [rule for rule in judgement.rules.judged if rule.id in gone]
    notes = {rule.id: rule_note(rule, judgement.situation) for rule in rules}
    return replace(
        report, findings=findings, drift=drift, rule_notes={**notes, **report.rule_notes}
    )


def _replacing(name: str) -> Callable[[Finding, object], Finding]:
    """What `dataclasses.replace` does for one field, in half of the time: findings may be many."""
    names = [field.name for field in fields(Finding)]
    values_of, place = attrgetter(*names), names.index(name)

    def replacing(finding: Finding, value: object) -> Finding:
        values = [*values_of(finding)]
        values[place] = value
        return Finding(*values)

    return replacing


def as_previous(report: Report) -> PreviousReport:
    """A report as those that come later are held against it."""
    return PreviousReport(
        path="",
        version=report.version,
        as_of=report.as_of,
        commit=report.target.commit,
        scope=report.target.scope,
        narrowed=report.target.narrowed,
        digests=(report.inputs.standards, report.inputs.configuration),
        tables={table.name: table.as_of for table in report.inputs.tables},
        skipped={as_told(file.path): file.told for file in report.coverage.skipped},
        failed={as_told(error.path): error.message for error in report.coverage.failed},
        rules={rule.id: RuleThen(rule.revision, rule.state) for rule in report.rules},
        failing=[Earlier(told(found), Trace(report.as_of)) for found in failing(report.findings)],
        undecided=[told(found) for found in report.findings if found.outcome == "unknown"],
        past=(),
    )


def _renamed_rules(previous: PreviousReport, known_ids: Mapping[str, str]) -> PreviousReport:
    """The report with the ids that its rules have now."""

    def now(rule: str) -> str:
        return known_ids.get(rule) or rule

    return replace(
        previous,
        rules={now(rule): then for rule, then in previous.rules.items()},
        failing=[
            Earlier(replace(known.finding, rule=now(known.finding.rule)), known.trace)
            for known in previous.failing
        ],
        undecided=[replace(found, rule=now(found.rule)) for found in previous.undecided],
        past=[
            replace(known, identity=known.identity._replace(rule=now(known.identity.rule)))
            for known in previous.past
        ],
    )


def _drift(previous: PreviousReport, found: Compared, *, in_history: bool) -> Drift:
    return Drift(
        base=None,
        previous=PreviousNote(
            path=previous.path,
            version=previous.version,
            as_of=previous.as_of,
            commit=previous.commit,
            in_history=in_history,
        ),
        baseline=len(previous.failing),
        introduced=dict.fromkeys(LEVELS, 0),
        **counts_of(found.now, found),
        resolved=found.resolved,
        incomparable=found.incomparable,
        past=found.past,
    )


class Counts(TypedDict):
    """The numbers of a Drift."""

    counts: Mapping[str, int]
    worse: int
    better: int


def counts_of(comparisons: Sequence[Comparison], found: Compared) -> Counts:
    """How many findings of today, and of those that are gone, are in each state."""
    states = Counter(comparison.state for comparison in comparisons)
    states["resolved"] += len(found.resolved)
    states["incomparable"] += len(found.incomparable)
    changes = Counter(comparison.change for comparison in comparisons)
    return Counts(
        counts={state: states[state] for state in STATES},
        worse=changes["worse"],
        better=changes["better"],
    )


def _notices(previous: PreviousReport, files: EarlierFiles, drift: Drift) -> Iterator[str]:
    """What limits the comparison, each a sentence."""
    unknown = "which files were renamed or stayed the same is not known"
    if previous.commit is None:
        yield f"the earlier report names no commit: {unknown}"
    elif files.before is None:
        yield (
            f"commit {previous.commit[:12]} of the earlier report is not in this clone: {unknown};"
            " fetch it, or name a report of this repository"
        )
    if previous.failing and drift.counts["resolved"] == len(previous.failing) == _gone(drift):
        yield (
            "nothing that the earlier report tells of is left: make sure that it is of this"
            " repository"
        )


def _gone(drift: Drift) -> int:
    return sum(resolved.removed for resolved in drift.resolved)
