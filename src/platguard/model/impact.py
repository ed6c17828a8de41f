"""What a change of the standards does to repositories: what reporters of `impact` receive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from platguard.model.report import ReportError
from platguard.records import dataclass
from platguard.tuples import NamedTuple

CHANGES = {
    "fails": ("newly fails", "newly fail"),
    "level": ("changes level", "change level"),
    "unknown": ("newly unknown", "newly unknown"),
    "exempt": ("newly exempt", "newly exempt"),
    "soon": ("soon to fail, or no more", "soon to fail, or no more"),
    "passes": ("newly passes", "newly pass"),
    "lifted": ("not judged any more", "not judged any more"),
    "draft": ("would fail once the draft is enforced", "would fail once the draft is enforced"),
}
"""Every kind of change, and how one and several are told; in the order in which they are told."""

DATES = {
    "announced": "announced on",
    "warn_from": "warns from",
    "enforced_from": "enforced from",
    "retired_from": "retired from",
}
"""The dates of a rule that are compared, and how they are told; in their order."""


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that the two editions judge differently."""

    rule: str
    """The id that the rule has now: in the new edition, else in the old one."""
    kind: str
    """A key of CHANGES."""
    was: str
    """error, warning, note (it failed), exempt, unknown, soon (passed, but soon will not), passes,
    or `not judged` where the rule was not in force."""
    becomes: str
    """The same under the new edition; of a draft, what it would be."""
    draft: str
    """The level that it would have once a draft of the new edition is enforced; empty without."""
    repository: str
    path: str
    line: int
    column: int
    subject: str
    address: str
    fingerprint: str
    message: str
    fix: str
    owner: str
    """The team of the repository, else the owner of the standard."""


def by_kind(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes there are of each kind that occurs, in the order of CHANGES."""
    found = Counter(change.kind for change in changes)
    return {kind: found[kind] for kind in CHANGES if found[kind]}


class Life(NamedTuple):
    """Where a rule stands in each of the editions, in some repository."""

    was: str
    """One of LIFECYCLE_STATES, or absent, or disabled."""
    becomes: str


class DateChange(NamedTuple):
    """A date of a rule that is another one in the new edition, as it holds for repositories."""

    revision: int | None
    """The revision whose date it is; None for the rule itself."""
    name: str
    """A key of DATES."""
    was: date | None
    becomes: date | None
    findings: int
    """How many findings under the new edition go by it, exempt ones and those of drafts too."""
    repositories: tuple[str, ...]
    """For which it changes so: waves may differ from repository to repository."""


@dataclass(frozen=True, slots=True)
class RuleImpact:
    """What becomes of one rule."""

    id: str
    title: str
    formerly: str
    """Its id in the old edition; empty when that is the same."""
    lives: Sequence[Life]
    """Where it stands, each pair once: waves may differ from repository to repository."""
    dates: Sequence[DateChange]
    """The rule's own first, then those of its revision, in the order of DATES."""
    changes: Mapping[str, int]
    """How many of each kind that occurs."""
    owners: Mapping[str, Mapping[str, int]]
    """The same by owner."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A repository in which both editions were tried."""

    name: str
    path: str
    """As it was given."""
    discovered: int
    judged: int
    """Files, as in the coverage of a scan."""
    errors: Sequence[ReportError]
    """What could not be read."""


@dataclass(frozen=True, slots=True)
class Impact:
    """Two editions of the standards on the same facts, on the same day."""

    version: str
    """Of platguard."""
    old: str
    new: str
    as_of: str
    enforced: bool
    """Whether every rule was taken as enforced already."""
    repositories: Sequence[Judged]
    rules: Sequence[RuleImpact]
    """Those that stand, judge or are dated differently, by id."""
    changes: Sequence[Change]
    """By rule, kind in the order of CHANGES, repository, path and place."""
    exit: int
