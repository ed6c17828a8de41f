"""Where a rule stands on a day, what its findings do then, and how to say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from platguard import dates
from platguard.errors import UsageError
from platguard.model.lifecycle import Lifecycle, Wave
from platguard.model.report import LifecycleNote
from platguard.model.standard import LEVELS, Rule

_LEVEL_OF_SEVERITY = {
    "critical": "error",
    "high": "error",
    "medium": "error",
    "low": "warning",
    "info": "note",
}
_STRONGEST_LEVEL_OF_STATE = {"announced": "note", "warning": "warning", "enforced": "error"}


def state(lifecycle: Lifecycle | None, as_of: date) -> str:
    """One of LIFECYCLE_STATES. Without a lifecycle a rule is enforced since for ever."""
    if lifecycle is None:
        return "enforced"
    if not _reached(lifecycle.announced, as_of):
        return "draft"
    if _reached(lifecycle.retired_from, as_of):
        return "retired"
    if _reached(lifecycle.enforced_from, as_of):
        return "enforced"
    warns = lifecycle.warn_from is None or _reached(lifecycle.warn_from, as_of)
    return "warning" if warns else "announced"


def has_draft_revision(rule: Rule, as_of: date) -> bool:
    """Whether nobody was told yet of what the last revision of the rule adds."""
    return rule.tightening is not None and state(rule.tightening.lifecycle, as_of) == "draft"


def is_evaluated(state: str) -> bool:
    """Whether a rule in this state is evaluated at all."""
    return state in _STRONGEST_LEVEL_OF_STATE


def level(
    severity: str,
    state: str,
    *,
    own: str = "",
    at_most: Iterable[str] = (),
    adopted: bool = True,
) -> str:
    """What a finding does today: error, warning or note, the weakest of all that limits it.

    `own` is the level that the organisation gave the rule, `at_most` the limits of a grade, a
    segment or a folder of examples (empty ones do not count), `adopted` false for a built-in rule
    that no organisation took over.
    """
    limits = [
        own or _LEVEL_OF_SEVERITY[severity],
        _STRONGEST_LEVEL_OF_STATE.get(state, "note"),
        *(limit for limit in at_most if limit),
    ]
    if not adopted and severity != "critical":
        limits.append("warning")
    return max(limits, key=LEVELS.index)


def weaker_grade(severity: str, usual: str) -> str:
    """The level of a finding that is graded below the `usual` severity of its rule, else empty.

    The level that an organisation gives a rule is meant for what the rule usually finds: it does
    not make more of a finding that the rule itself makes less of.
    """
    graded = _LEVEL_OF_SEVERITY[severity]
    return graded if LEVELS.index(graded) > LEVELS.index(_LEVEL_OF_SEVERITY[usual]) else ""


def days_left(lifecycle: Lifecycle | None, as_of: date) -> int | None:
    """Days until the rule is enforced, negative afterwards; None without such a date."""
    if lifecycle is None or lifecycle.enforced_from is None:
        return None
    return dates.days_between(as_of, lifecycle.enforced_from)


def deadline(lifecycle: Lifecycle | None, as_of: date) -> str:
    """The state as people need it: `ends on 2025-12-31, in 77 days`; empty without dates."""
    if lifecycle is None:
        return ""
    current = state(lifecycle, as_of)
    if current == "draft":
        return "is a draft, not in force"
    if current == "retired":
        return f"is retired since {lifecycle.retired_from}"
    left = days_left(lifecycle, as_of)
    if left is None:
        return "is announced, without a date from which it is enforced"
    if current == "announced":
        warns, enforced = lifecycle.warn_from, lifecycle.enforced_from
        return f"is announced; warns from {warns}, is enforced from {enforced}"
    return _countdown(left, lifecycle.enforced_from)


def describe(
    lifecycle: Lifecycle | None, as_of: date, revision: int | None = None
) -> LifecycleNote:
    """Everything that a report says of a rule's life, or of the life of what `revision` added."""
    given = lifecycle or Lifecycle()
    current, told = state(lifecycle, as_of), deadline(lifecycle, as_of)
    if revision:
        life = "which" if current == "announced" else "whose grace period"
        told = f"added by revision {revision}, {life} {told}"
    return LifecycleNote(
        state=current,
        announced=_written(given.announced),
        warn_from=_written(given.warn_from or given.announced),
        enforced_from=_written(given.enforced_from),
        days_left=days_left(lifecycle, as_of),
        deadline=told,
        revision=revision,
        replacement=given.replacement,
    )


def for_repository(
    lifecycle: Lifecycle,
    repository: str = "",
    team: str = "",
    segment: str = "",
    *,
    wave: str = "",
) -> Lifecycle:
    """The lifecycle with the dates of the wave that names the repository, its team or segment.

    `wave` is the name of the one that its organisation puts the repository into: as if that wave
    named the repository. The most specific wave decides; two that are equally specific are a
    UsageError.
    """
    for kind, name in (("repositories", repository), ("teams", team), ("segments", segment)):
        put_into = wave if kind == "repositories" else ""
        waves = [found for found in lifecycle.waves if _has(found, kind, name, put_into)]
        if len(waves) > 1:
            names = " and ".join(found.name for found in waves)
            raise UsageError(f"ambiguous-wave: {name} is in the waves {names}.")
        if waves:
            return in_wave(lifecycle, waves[0])
    return lifecycle


def _has(wave: Wave, kind: str, name: str, put_into: str) -> bool:
    """Whether a wave names a repository, a team or a segment, or is the one it was put into."""
    is_named = bool(name) and name in getattr(wave, kind)
    return is_named or bool(put_into and put_into == wave.name)


def in_wave(lifecycle: Lifecycle, wave: Wave) -> Lifecycle:
    """The lifecycle as it is for a wave."""
    return replace(
        lifecycle,
        warn_from=wave.warn_from or lifecycle.warn_from,
        enforced_from=wave.enforced_from,
    )


def no_earlier(lifecycle: Lifecycle, than: Lifecycle | None) -> Lifecycle:
    """The lifecycle, none of its days before that of `than`: it is never stricter."""
    if than is None:
        return lifecycle
    warns = lifecycle.warn_from or lifecycle.announced
    return replace(
        lifecycle,
        announced=_later(lifecycle.announced, than.announced),
        warn_from=_later(warns, than.warn_from or than.announced),
        enforced_from=_later(lifecycle.enforced_from, than.enforced_from),
    )


def reaches(lifecycle: Lifecycle | None, born: date | None) -> bool | None:
    """Whether a repository with this birthday is judged; None when the birthday is not known."""
    if lifecycle is None or lifecycle.new_after is None:
        return True
    return None if born is None else lifecycle.new_after <= born


def _reached(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def _later(day: date | None, other: date | None) -> date | None:
    """The later of two days, where none is never."""
    return None if day is None or other is None else max(day, other)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _countdown(left: int, enforced_from: date | None) -> str:
    if left > 1:
        return f"ends on {enforced_from}, in {dates.count_days(left)}"
    if left == 1:
        return f"ends on {enforced_from}, tomorrow"
    return "ends today" if left == 0 else f"ended {dates.count_days(-left)} ago"
