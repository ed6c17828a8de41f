"""The dates of a rule: when it was announced, warns, is enforced, is retired, and for whom."""

from __future__ import annotations

from datetime import date

from platguard.records import dataclass

LIFECYCLE_STATES = ("draft", "announced", "warning", "enforced", "retired")
"""Where a rule can stand, in the order in which it moves."""


@dataclass(frozen=True, slots=True)
class WaiverApproval:
    """Somebody's consent to shorter notice."""

    role: str
    """platform or leadership."""
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class NoticeWaiver:
    """Why a rule is enforced before the notice that teams are owed, and who agreed."""

    reason: str
    approvals: tuple[WaiverApproval, ...]


@dataclass(frozen=True, slots=True)
class Wave:
    """A group that a rule reaches on its own dates, which are never later than the rule's."""

    name: str
    repositories: tuple[str, ...]
    teams: tuple[str, ...]
    segments: tuple[str, ...]
    warn_from: date | None
    """None for the rule's own."""
    enforced_from: date
    opt_in: bool
    """Whether its teams asked for it, so that the notice may be short."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """When a rule is in force. A rule without one is enforced since for ever."""

    announced: date | None = None
    """None for a draft."""
    warn_from: date | None = None
    """None to warn from the announcement on."""
    enforced_from: date | None = None
    """First day on which it is enforced."""
    retired_from: date | None = None
    """First day on which it is not evaluated any more."""
    replacement: str = ""
    """What to use instead."""
    guide: str = ""
    """Where the way there is described."""
    segments: tuple[str, ...] = ()
    """Segments whose `level_at_most` does not hold for this rule."""
    new_after: date | None = None
    """Only repositories born on or after this day are judged; None for every repository."""
    waves: tuple[Wave, ...] = ()
    notice_waiver: NoticeWaiver | None = None
