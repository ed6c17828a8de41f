"""The days of one exception: from when it can cover anything, through when."""

from __future__ import annotations

from datetime import date, timedelta

from platguard import dates
from platguard.approvals import missing_roles
from platguard.model.policy_exception import PolicyException


def begins(exception: PolicyException) -> date | None:
    """First day on which it may cover anything; None while that is not known."""
    if exception.starts:
        return dates.parse(exception.starts)
    # Until both roles have approved, nobody knows which approval will be the latest.
    if missing_roles(approval.role for approval in exception.approvals):
        return None
    return latest_approval(exception)


def latest_approval(exception: PolicyException) -> date | None:
    """The day of the latest approval."""
    days = (dates.parse(approval.on) for approval in exception.approvals)
    return max((day for day in days if day), default=None)


def ended_early(exception: PolicyException) -> date | None:
    """Last day before it was closed; None when it was not."""
    closed = dates.parse(exception.closed_on)
    return closed - timedelta(days=1) if closed and closed > date.min else None


def days_left(exception: PolicyException, as_of: date) -> int | None:
    """Days through the sunset: 0 on it, negative afterwards; None when it is malformed."""
    sunset = dates.parse(exception.sunset)
    return None if sunset is None else dates.days_between(as_of, sunset)
