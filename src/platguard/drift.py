"""Tells how the findings of two scans differ: one state for each failing finding of either.

A pure comparison: what else is known of the two scans (what each could see, which rules changed,
which files did not) is asked of a `Ground`. Section C(c) of the standards defines the states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from platguard.drift_matching import (
    MOVED,
    READDRESSED,
    RENAMED,
    Matching,
    Rename,
    match,
)
from platguard.drift_order import Orders
from platguard.model.drift import (
    Comparison,
    Earlier,
    Identity,
    Incomparable,
    Past,
    Resolved,
    Trace,
    Was,
)
from platguard.model.report import Finding
from platguard.model.standard import LEVELS, SEVERITIES
from platguard.patterns import pattern
from platguard.tuples import NamedTuple

FAILING = ("fail", "exempt")
"""The outcomes that drift is about; an exception covers a failure and does not mend it."""

_MOVES = (MOVED, RENAMED, READDRESSED)
_COUNTED = pattern(r"\d[\d,]* days?|\btomorrow\b|\btoday\b|\byesterday\b")


class Ground(Protocol):
    """What is known of two scans beside their findings. A reason is empty when there is none."""

    @property
    def today(self) -> str:
        """The day of the later scan, YYYY-MM-DD."""

    @property
    def renames(self) -> Mapping[str, Rename]:
        """Where files went, by their earlier paths."""

    @property
    def redefined(self) -> bool:
        """Whether anything changed that decides what facts mean: standards, settings, platguard."""

    def unseen_before(self, finding: Finding) -> str:
        """Why the earlier scan could not tell whether this finding of today was there."""

    def unseen_now(self, finding: Finding) -> str:
        """Why today's scan cannot tell whether this earlier finding is still there."""

    def changed(self, rule: str) -> str:
        """Why what only one of the scans says about a rule may be due to the rule."""

    def is_other_rule(self, rule: str) -> bool:
        """Whether the rule has another revision than in the earlier scan, or is new since."""

    def is_new_file(self, finding: Finding) -> bool:
        """Whether the earlier scan certainly had no such file."""

    def is_unchanged(self, finding: Finding) -> bool:
        """Whether what a finding of today is about is certainly as it was."""

    def is_there(self, earlier: Identity) -> bool:
        """Whether today's scan has what an earlier finding was about."""

    def is_readdressed(self, earlier: Identity) -> bool:
        """Whether what an earlier finding was about is certainly there, called otherwise."""

    def renamed(self, earlier: Identity) -> Identity | None:
        """An earlier finding with the path and the name that what it was about certainly has."""

    def was_there(self, found: Identity) -> bool:
        """Whether the file of a finding of today certainly had what it is about before."""

    def stays(self, earlier: Identity) -> bool:
        """Whether the file of an earlier finding certainly still has what it was about."""

    def on_earlier_day(self, finding: Finding) -> Finding | None:
        """A finding of today as it would have been on the earlier day; None when it would not."""


class Compared(NamedTuple):
    """What became of every failing finding."""

    now: Sequence[Comparison]
    """One for each finding of today, in their order."""
    resolved: Sequence[Resolved]
    incomparable: Sequence[Incomparable]
    past: Sequence[Past]
    """What was resolved before and did not come back."""


def identity(finding: Finding) -> Identity:
    """What a finding is known by."""
    return Identity(
        finding.rule,
        finding.path,
        finding.address,
        finding.subject,
        finding.fingerprint,
        finding.line,
        finding.column,
    )


def compare(
    before: Sequence[Earlier], past: Sequence[Past], now: Sequence[Finding], ground: Ground
) -> Compared:
    """The states of the findings of two scans, all of them failing ones.

    `past` is what had been resolved by the earlier scan.
    """
    unseen_now = {
        number: reason
        for number, earlier in enumerate(before)
        if (reason := ground.unseen_now(earlier.finding))
    }
    unseen_before = {
        number: reason
        for number, finding in enumerate(now)
        if (reason := ground.unseen_before(finding))
    }
    matching = match(
        [identity(earlier.finding) for earlier in before],
        [identity(finding) for finding in now],
        ground.renames,
        unseen_before=unseen_before,
        unseen_now=unseen_now,
        is_readdressed=ground.is_readdressed,
        renamed=ground.renamed,
        was_there=ground.was_there,
        stays=ground.stays,
    )
    comparing = _Comparing(before, now, ground, matching, unseen_before)
    again = comparing.regressed(past)
    back = set(again.values())
    paired = {number for number, _ in matching.pairs.values()}
    left = [number for number in range(len(before)) if number not in paired]
    gone = [_gone(before[number], number, unseen_now, ground, matching) for number in left]
    return Compared(
        now=[comparing.of(number, again) for number in range(len(now))],
        resolved=[found for found in gone if isinstance(found, Resolved)],
        incomparable=[found for found in gone if isinstance(found, Incomparable)],
        past=[known for known in past if known not in back],
    )


def _gone(
    earlier: Earlier, number: int, unseen: Mapping[int, str], ground: Ground, matching: Matching
) -> Resolved | Incomparable:
    """What became of a finding that today's scan does not have."""
    reason = unseen.get(number) or ground.changed(earlier.finding.rule)
    if reason:
        return Incomparable(earlier, reason)
    there = ground.is_there(identity(earlier.finding))
    return Resolved(earlier, not there, number in matching.doubtful_before)


class _Comparing:
    """The findings of today, one by one."""

    def __init__(
        self,
        before: Sequence[Earlier],
        now: Sequence[Finding],
        ground: Ground,
        matching: Matching,
        unseen: Mapping[int, str],
    ) -> None:
        self._before = before
        self._now = now
        self._ground = ground
        self._matching = matching
        self._unseen = unseen
        pairs = {found: number for found, (number, _) in matching.pairs.items()}
        self._orders = Orders(before, now, pairs, self._gap_then)

    def regressed(self, past: Sequence[Past]) -> dict[int, Past]:
        """What was resolved and is back, by the number of the finding of today."""
        unpaired = [n for n in range(len(self._now)) if n not in self._matching.pairs]
        again = match(
            [known.identity for known in past],
            [identity(self._now[number]) for number in unpaired],
            self._ground.renames,
        )
        return {unpaired[found]: past[number] for found, (number, _) in again.pairs.items()}

    def of(self, number: int, again: Mapping[int, Past]) -> Comparison:
        """What the earlier scan makes of a finding of today."""
        if number in self._matching.pairs:
            return self._of_both(number)
        if number in again:
            trace = again[number].trace
            back = trace._replace(regressions=trace.regressions + 1)
            return Comparison("regressed", back)
        state, reason = self._of_one(number)
        return Comparison(
            state,
            Trace(self._ground.today),
            reason=reason,
            possible_rename=number in self._matching.doubtful_now,
        )

    def _of_both(self, number: int) -> Comparison:
        earlier_number, step = self._matching.pairs[number]
        earlier, found = self._before[earlier_number], self._now[number]
        was = earlier.finding
        is_other = self._is_other(was, found)
        state = "moved" if step in _MOVES else "persisting"
        if _ended(was, found) and not is_other:
            state = "returned"
        return Comparison(
            state,
            earlier.trace,
            change=_change(was, found, self._orders.of(number), is_other),
            was=Was(was.path, was.level, was.severity, was.outcome, was.message),
        )

    def _gap_then(self, found: Finding) -> int | None:
        """The gap that a finding would have had in the earlier scan; None where something else than
        its file may have changed it."""
        ground = self._ground
        if found.gap is None or ground.is_unchanged(found):
            return None
        if ground.redefined or ground.changed(found.rule):
            return None
        then = ground.on_earlier_day(found)
        return then.gap if then else None

    def _is_other(self, was: Finding, found: Finding) -> bool:
        """Whether another value is observed; a message may also count days."""
        if was.message == found.message or self._ground.is_unchanged(found):
            return False
        then = self._ground.on_earlier_day(found)
        if then is not None and then.message == was.message:
            return False
        return _without_days(was.message) != _without_days(found.message)

    def _of_one(self, number: int) -> tuple[str, str]:
        """State and reason of what the earlier scan does not have."""
        found, ground = self._now[number], self._ground
        if ground.is_new_file(found):
            return "new", ""
        if number in self._unseen:
            return "incomparable", self._unseen[number]
        changed = ground.changed(found.rule)
        if ground.is_unchanged(found):
            if ground.is_other_rule(found.rule):
                return "rule-change", changed
            if ground.on_earlier_day(found) is None:
                return "aged-in", ""
            if changed or ground.redefined:
                return "rule-change", changed
        return ("incomparable", changed) if changed else ("new", "")


def _ended(was: Finding, found: Finding) -> bool:
    """Whether nothing tolerates any more what was there before."""
    if found.outcome != "fail":
        return False
    state = found.lifecycle.state
    return was.outcome == "exempt" or was.lifecycle.state != state == "enforced"


def _change(was: Finding, found: Finding, order: str, is_other: bool) -> str:
    """What it does decides, then how far it is from what is asked for, by `order`."""
    before, after = _force(was), _force(found)
    if before == after:
        return order or ("updated" if is_other else "")
    return "worse" if after < before else "better"


def _force(finding: Finding) -> tuple[bool, int, int]:
    """What a finding does; the less, the worse."""
    level, severity = LEVELS.index(finding.level), SEVERITIES.index(finding.severity)
    return finding.outcome == "exempt", level, severity


def _without_days(message: str) -> str:
    return _COUNTED.sub("N days", message)


def failing(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those that drift is about."""
    return (finding for finding in findings if finding.outcome in FAILING)
