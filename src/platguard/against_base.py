"""Holds what is judged against its base: what the change made, and what was there before.

Both sides are judged on the same day by what stands on the base, so every difference between them
comes from the files that the change touched, or from what these mean for others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from platguard.assembly import DRIFT, INCOMPLETE, PASS, assemble, reached
from platguard.base_ends import BaseNow, material_before, report_of
from platguard.cache import Cache
from platguard.change_errors import errors_of_change
from platguard.change_judgement import JudgedChange
from platguard.change_notices import notices_of_change
from platguard.comparing import as_previous, counts_of, with_comparisons
from platguard.counting import counted
from platguard.debt_trend import with_trend
from platguard.drift import Compared, compare, failing, identity
from platguard.drift_ground import UNREAD, KnownGround, told
from platguard.earlier_files import EarlierFiles, earlier_files
from platguard.errors import UsageError
from platguard.exempting import OF_REGISTER
from platguard.judgement import Judgement
from platguard.material import Material
from platguard.model.drift import STATES, Comparison, Drift, Identity
from platguard.model.proposal import Proposed
from platguard.model.report import Finding, Report, ReportError
from platguard.model.standard import LEVELS
from platguard.policy import Decided
from platguard.previous_report import PreviousReport
from platguard.request import Request
from platguard.sources.limits import MISSING
from platguard.stood_there import StoodThere

if TYPE_CHECKING:
    from platguard.renamed_things import Renamings

_WITHOUT_DOING = ("regressed", "returned", "aged-in", "rule-change")
"""What only an earlier report can tell of what a change did not make."""


def held_against_base(
    report: Report,
    material: Material,
    decided: Decided,
    judgement: Judgement,
    cache: Cache,
    change: JudgedChange | None = None,
) -> Report:
    """The report with what the base makes of each finding, and the exit code that follows.

    `change` has both ends where somebody has judged them together.
    """
    base = material.workspace.base
    assert base is not None
    if change is None:
        old = material_before(material, decided, judgement.rules, cache)
        before = report_of(old, decided, judgement.rules)
    else:
        old, before = change.old, assemble(change.old, decided, change.before)
    _refuse_missing(before.coverage.failed)
    previous = as_previous(before)
    files: EarlierFiles | None = change.files if change else None
    if files is None:
        files = earlier_files(material.workspace, material.request, base.note.merge_base)
    ground = _BaseGround(previous, files, old, material, decided, judgement)
    now = [told(finding) for finding in failing(report.findings)]
    found = compare(previous.failing, [], now, ground)
    comparisons = list(_with_blame(found, now, judgement, ground))
    by_now = BaseNow(material, old.workspace.source, decided, judgement.rules, cache)
    comparisons = [by_now.settled(each, one) for each, one in zip(now, comparisons, strict=True)]
    drift = Drift(
        base=base.note,
        previous=None,
        baseline=len(previous.failing),
        introduced=_by_level(now, comparisons),
        **counts_of(comparisons, found),
        resolved=found.resolved,
        incomparable=found.incomparable,
        past=(),
    )
    compared = with_trend(with_comparisons(report, comparisons, drift, judgement), previous)
    broken = errors_of_change(compared, before, files)
    ended = _ended(compared, material.request, broken)
    return replace(
        ended,
        notices=[*ended.notices, *notices_of_change(ended, before, ground.is_left_open)],
        proposed=_proposed(old, material, decided, judgement, cache, change),
    )


def _proposed(
    old: Material,
    material: Material,
    decided: Decided,
    judgement: Judgement,
    cache: Cache,
    change: JudgedChange | None,
) -> Proposed:
    """What the change proposes."""
    if change is not None and _decides_nothing(change, material):
        return Proposed((), (), ())
    from platguard.proposing import proposed

    return proposed(material, old.workspace.source, decided, judgement, cache)


def _decides_nothing(change: JudgedChange, material: Material) -> bool:
    """Whether a change touches no file that was asked for when it was read what decides.

    Where what decides was read at the very commit at which the change began, the ends of the change
    would be asked for the same files.
    """
    base = material.workspace.base
    is_start = base is not None and base.note.commit == base.note.merge_base
    return is_start and not material.settings.reads.are_about(change.found.paths)


def with_earlier(based: Report, earlier: Report) -> Report:
    """A report that was held against its base, with what an earlier report adds: since when things
    fail, and what fails by nobody's doing. What the change made stays so."""
    assert based.drift is not None
    assert earlier.drift is not None
    findings = [
        replace(one, comparison=_joined(one.comparison, other.comparison))
        for one, other in zip(based.findings, earlier.findings, strict=True)
    ]
    states = Counter(finding.drift for finding in findings if finding.drift)
    counts = {state: states[state] for state in STATES}
    for state in ("resolved", "incomparable"):
        counts[state] += len(getattr(based.drift, state))
    drift = replace(
        based.drift, previous=earlier.drift.previous, past=earlier.drift.past, counts=counts
    )
    notices = dict.fromkeys([*based.notices, *earlier.notices])
    return replace(based, findings=findings, drift=drift, notices=[*notices])


def _joined(based: Comparison | None, earlier: Comparison | None) -> Comparison | None:
    if based is None or earlier is None:
        return based
    told = _WITHOUT_DOING if not based.introduced else ("regressed",)
    state = earlier.state if earlier.state in told else based.state
    return replace(based, state=state, trace=earlier.trace, reason=based.reason or earlier.reason)


def _refuse_missing(failed: Sequence[ReportError]) -> None:
    """Nothing can be told of a change whose beginning this clone does not have."""
    missing = [error.path for error in failed if MISSING in error.message]
    if missing:
        raise UsageError(
            f"{counted(len(missing), 'file')} of the commit where the change began, such as"
            f" {missing[0]}, cannot be read: the clone is partial",
            hint="Fetch them: `git fetch --refetch --filter=blob:none --no-filter`, or clone"
            " without --filter.",
        )


class _BaseGround(KnownGround):
    """As for an earlier report, but that nothing except the files can have changed."""

    def __init__(
        self,
        previous: PreviousReport,
        files: EarlierFiles,
        old: Material,
        material: Material,
        decided: Decided,
        judgement: Judgement,
    ) -> None:
        super().__init__(previous, files, material, decided, judgement)
        self._old = old.workspace
        self._new = material.workspace
        self._stood, self._stands = StoodThere(self._old.source), StoodThere(self._new.source)
        self._renamed: dict[str, Renamings] = {}

    def unseen_before(self, finding: Finding) -> str:
        """See `Ground`. What was undecided or left out before, the change decided or brought in."""
        reason = super().unseen_before(finding)
        if not reason.startswith(UNREAD):
            return ""
        # Of a file that can be read in part, what stood in that part is known.
        in_place = self._files.is_known(finding.path) and self.was_there(identity(finding))
        return "" if in_place else reason

    def is_left_open(self, undecided: Finding) -> bool:
        """Whether the change leaves open what could be decided before, be it a failure or not."""
        there = not self._files.is_unchanged(undecided.path) and self.was_there(identity(undecided))
        return there and not self.was_undecided(undecided)

    def renamed(self, earlier: Identity) -> Identity | None:
        """See `Ground`. Both files can be read, and so compared thing by thing."""
        path = self._path_now(earlier.path)
        if path == earlier.path and self._files.is_unchanged(path):
            return None
        if earlier.path not in self._renamed:
            from platguard.renamed_things import renamings

            ends = (self._old.source, earlier.path, self._new.source, path)
            self._renamed[earlier.path] = renamings(*ends)
        found = self._renamed[earlier.path].now(earlier)
        return found._replace(path=path) if found else None

    def was_there(self, found: Identity) -> bool:
        """See `Ground`."""
        before = self._files.origin(found.path)
        return self._files.is_known(before) and self._stood.has(before, found)

    def stays(self, earlier: Identity) -> bool:
        """See `Ground`."""
        return self._files.is_here(earlier.path) and self._stands.has(earlier.path, earlier)


def _with_blame(
    found: Compared, now: Sequence[Finding], judgement: Judgement, ground: _BaseGround
) -> Iterator[Comparison]:
    """The comparisons, each with whether the change made what it is about.

    Where copies moved so that nobody can tell which is which, there are as many old ones among them
    as are gone elsewhere. No change makes what is wrong with the register, which it does not touch
    before it is merged.
    """
    kinds = {rule.id: rule.on for rule in judgement.rules.judged}
    gone = Counter(
        resolved.earlier.finding.fingerprint
        for resolved in found.resolved
        if not ground.stays(identity(resolved.earlier.finding))
    )
    for comparison, finding in zip(found.now, now, strict=True):
        is_made = comparison.state == "new" or comparison.change == "worse"
        is_doubtful = comparison.possible_rename and gone[finding.fingerprint]
        if is_doubtful and not ground.was_there(identity(finding)):
            gone[finding.fingerprint] -= 1
            is_made = False
        if kinds.get(finding.rule) in OF_REGISTER:
            is_made = False
        yield replace(comparison, introduced=True) if is_made else comparison


def _by_level(now: Sequence[Finding], comparisons: Sequence[Comparison]) -> dict[str, int]:
    made = Counter(
        finding.level
        for finding, comparison in zip(now, comparisons, strict=True)
        if comparison.introduced and finding.outcome == "fail"
    )
    return {level: made[level] for level in LEVELS}


def _ended(report: Report, request: Request, broken: Sequence[ReportError]) -> Report:
    """The report with the exit code of a change: what it made, and what it broke."""
    assert report.drift is not None
    made = report.drift.introduced
    drift = any(made[level] for level in reached(request.fail_on))
    code = DRIFT if drift else PASS
    if broken and not request.allow_incomplete:
        code = INCOMPLETE
    summary = replace(report.summary, drift=drift, exit=code)
    return replace(report, errors=broken, summary=summary)
