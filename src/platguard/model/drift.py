"""How the findings of two scans differ: a state of each, and what is told beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from platguard.records import dataclass
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.model.report import Finding

STATES = {
    "new": "failing for the first time",
    "persisting": "failing in both scans",
    "moved": "failing in both scans, in another file or under another name",
    "resolved": "failing no more",
    "regressed": "failing again after an earlier scan saw it resolved",
    "returned": "failing as before; its exception ended, or its standard is enforced now",
    "aged-in": "failing only because time passed",
    "rule-change": "failing only because the rule or a table changed",
    "incomparable": "told by one of the scans only, because the other could not see it",
}
"""Every state of a failing finding, exempt or not, and what it means."""


class Identity(NamedTuple):
    """What a finding is known by."""

    rule: str
    path: str
    address: str
    subject: str
    fingerprint: str
    line: int = 0
    column: int = 0


class Trace(NamedTuple):
    """What a chain of reports knows of a finding."""

    first_seen: str
    """The day of the first report that has it, YYYY-MM-DD."""
    regressions: int = 0
    """How often it was resolved and came back."""


@dataclass(frozen=True, slots=True)
class Was:
    """What the earlier report said of a finding."""

    path: str
    level: str
    severity: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A failing finding of today held against an earlier report."""

    state: str
    """A key of STATES."""
    trace: Trace
    change: str = ""
    """Of what both scans have: worse, better, updated for another observed value, or empty."""
    reason: str = ""
    """Of an incomparable one: why the earlier scan could not see it."""
    was: Was | None = None
    """Of what both scans have."""
    possible_rename: bool = False
    """Whether something resolved may be the same under another name."""
    introduced: bool = False
    """Whether the change that is judged made it: it is new, or worse, against the base. Only these
    decide the exit code of a scan with a base; without one it is always false."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A failing finding that an earlier report told."""

    finding: Finding
    """As it was told."""
    trace: Trace


@dataclass(frozen=True, slots=True)
class Resolved:
    """An earlier finding that is gone."""

    earlier: Earlier
    removed: bool
    """Whether its file or object is gone, rather than right."""
    possible_rename: bool
    """Whether something new may be the same under another name."""


@dataclass(frozen=True, slots=True)
class Incomparable:
    """An earlier finding of which today's scan cannot tell whether it is still there."""

    earlier: Earlier
    reason: str


@dataclass(frozen=True, slots=True)
class Past:
    """A finding that an earlier comparison called resolved."""

    identity: Identity
    trace: Trace
    resolved_on: str
    """The day of the scan that did not have it any more."""


@dataclass(frozen=True, slots=True)
class PreviousNote:
    """The earlier report."""

    path: str
    """As it was named."""
    version: str
    """Of the platguard that wrote it."""
    as_of: str
    commit: str | None
    in_history: bool
    """Whether this clone has the commit, so that renames and unchanged files are known."""


class BaseNote(NamedTuple):
    """What a change is held against."""

    name: str
    """As it was given: `origin/main`."""
    commit: str
    """The commit that it names, whose standards, configuration and register decide."""
    merge_base: str
    """The commit at which the change began, whose findings are old."""
    head: str | None
    """The commit that is judged; None for the index."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How the findings of a scan differ from those of a base, of an earlier report, or of both."""

    base: BaseNote | None
    """None for a scan that is held against an earlier report only."""
    previous: PreviousNote | None
    """None for a scan that is held against a base only."""
    baseline: int
    """How many failing findings there were."""
    introduced: Mapping[str, int]
    """How many findings that fail the change made, by level; without a base all are 0."""
    counts: Mapping[str, int]
    """By state, every key of STATES; incomparable ones of both scans."""
    worse: int
    better: int
    resolved: Sequence[Resolved]
    incomparable: Sequence[Incomparable]
    """Those of the earlier report; those of today are findings like others."""
    past: Sequence[Past]
    """What was resolved before, so that a later comparison knows what regressed."""

    @property
    def rate(self) -> float | None:
        """(new + regressed - resolved) / baseline; None where there was nothing."""
        if not self.baseline:
            return None
        change = self.counts["new"] + self.counts["regressed"] - self.counts["resolved"]
        return round(change / self.baseline, 4)
