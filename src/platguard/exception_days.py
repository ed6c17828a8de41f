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


def covers_from(exception: PolicyException) -> date | None:
    """First day on which it did cover something: not before both roles had approved."""
    return max(filter(None, (begins(exception), latest_approval(exception))), default=None)


def last_day(exception: PolicyException) -> date | None:
    """Last day on which it may cover anything: its sunset, or the day before it is closed.

    None when the sunset is malformed.
    """
    sunset, closed = dates.parse(exception.sunset), dates.parse(exception.closed_on)
    if sunset is None or closed is None or closed > sunset:
        return sunset
    return closed - timedelta(days=1) if closed > date.min else closed


def days_left(exception: PolicyException, as_of: date) -> int | None:
    """Days through the last day: 0 on it, negative afterwards; None when it is malformed."""
    last = last_day(exception)
    return None if last is None else dates.days_between(as_of, last)
