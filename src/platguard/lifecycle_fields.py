"""Reads the lifecycle that a standard, or an organisation's setting, gives a rule."""

from __future__ import annotations

from datetime import date

from platguard.approvals import REQUIRED_ROLES
from platguard.fields import Fields
from platguard.model.lifecycle import Lifecycle, NoticeWaiver, WaiverApproval, Wave
from platguard.notice import check

LIFECYCLE_KEYS = (
    *("announced", "warn_from", "enforced_from", "retired_from", "replacement", "guide"),
    *("segments", "applies_to", "new_after", "waves", "notice_waiver"),
)
WAVE_KEYS = ("name", "repositories", "teams", "segments", "warn_from", "enforced_from", "opt_in")


def read_lifecycle(fields: Fields) -> Lifecycle | None:
    """The lifecycle of the rule in `fields`, or None. Raises UsageError when it is at fault.

    What is only asked for once a rule is announced (guide, replacement, contact) depends on the
    day: see `notice.missing`. Who waived the notice depends on the roles: see `notice.check`.
    """
    lifecycle = written_lifecycle(fields)
    faults = check(lifecycle) if lifecycle else []
    if faults:
        raise fields.fault(f"the lifecycle of {fields.what}: {'; '.join(faults)}", "lifecycle")
    return lifecycle


def written_lifecycle(fields: Fields) -> Lifecycle | None:
    """The lifecycle as it is written, whatever its dates; UsageError when it cannot be read."""
    found = fields.mapping("lifecycle", f"the lifecycle of {fields.what}", LIFECYCLE_KEYS)
    return _read(found) if found else None


def _read(fields: Fields) -> Lifecycle:
    applies_to = fields.choice("applies_to", ("all", "new"), "all")
    new_after = fields.date("new_after")
    if (applies_to == "new") != (new_after is not None):
        raise fields.fault(
            "applies_to: new needs new_after, the day from which a repository is new, and only it",
            "applies_to",
        )
    return Lifecycle(
        announced=fields.date("announced"),
        warn_from=fields.date("warn_from"),
        enforced_from=fields.date("enforced_from"),
        retired_from=fields.date("retired_from"),
        replacement=fields.text("replacement", ""),
        guide=fields.text("guide", ""),
        segments=tuple(fields.texts("segments")),
        new_after=new_after,
        waves=tuple(fields.mappings("waves", "a wave", WAVE_KEYS, _wave)),
        notice_waiver=_waiver(fields),
    )


def _wave(fields: Fields) -> Wave:
    return Wave(
        name=fields.text("name"),
        repositories=tuple(fields.texts("repositories")),
        teams=tuple(fields.texts("teams")),
        segments=tuple(fields.texts("segments")),
        warn_from=fields.date("warn_from"),
        enforced_from=_required_date(fields, "enforced_from"),
        opt_in=fields.boolean("opt_in", False),
    )


def _waiver(fields: Fields) -> NoticeWaiver | None:
    found = fields.mapping("notice_waiver", "the notice waiver", ("reason", "approvals"))
    if found is None:
        return None

    def approval(given: Fields) -> WaiverApproval:
        role = given.choice("role", REQUIRED_ROLES)
        return WaiverApproval(role, given.text("by"), _required_date(given, "on"))

    approvals = found.mappings("approvals", "an approval", ("role", "by", "on"), approval)
    return NoticeWaiver(found.text("reason"), tuple(approvals))


def _required_date(fields: Fields, key: str) -> date:
    day = fields.date(key)
    if day is None:
        raise fields.fault(f"{fields.what} has no {key}", hint=f"Add `{key}:`.")
    return day
