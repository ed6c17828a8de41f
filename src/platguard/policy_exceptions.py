"""What an entry of the register is on a day, why, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from platguard import dates
from platguard.approvals import (
    REQUIRED_ROLES,
    Roles,
    by_two_people,
    holds_role,
    missing_roles,
    same_person,
)
from platguard.model.policy_exception import (
    CATEGORIES,
    Approval,
    ExceptionLimits,
    PolicyException,
    Standing,
)
from platguard.scopes import unusable_paths

DEFAULT_LIMITS = ExceptionLimits()


def state(
    exception: PolicyException,
    as_of: date,
    roles: Roles,
    limits: ExceptionLimits = DEFAULT_LIMITS,
    renewed: PolicyException | None = None,
) -> Standing:
    """What `exception` is on `as_of`: the first that holds of closed, rejected, expired, ...

    `renewed` is the entry that it renews, where the register has it.
    """
    closed, sunset = dates.parse(exception.closed_on), dates.parse(exception.sunset)
    if closed and closed <= as_of:
        return Standing("closed", f"closed on {closed}")
    if exception.rejected and _is_known(exception.rejected.on, as_of):
        rejected = exception.rejected
        return Standing("rejected", f"rejected {rejected.on} by {rejected.by}: {rejected.why}")
    if sunset and sunset < as_of:
        ago = dates.count_days(dates.days_between(sunset, as_of))
        return Standing("expired", f"expired on {sunset} ({ago} ago)")
    faults = list(_faults(exception, roles, limits, renewed))
    if faults:
        return Standing("invalid", "; ".join(faults))
    return _standing_of_valid(exception, as_of, limits)


def note(exception: PolicyException, standing: Standing, as_of: date) -> str:
    """What is said of the exception beside a finding, or in the list of exceptions."""
    if standing.state == "expired":
        names = " and ".join(approval.by for approval in exception.approvals)
        approved = f", approved by {names}" if names else ""
        told = f"exception {exception.id} {standing.reason}{approved}"
        return f"{told}. Fix it or request a renewal."
    if standing.state == "rejected":
        return f"request {exception.id} {standing.reason}"
    if standing.state == "requested":
        return f"{exception.id} requested {exception.requested_on}, {standing.reason}"
    if standing.state == "invalid":
        return f"exception {exception.id} covers nothing: {standing.reason}"
    support = ", limited support" if standing.in_force else ""
    return f"{exception.id} {standing.reason}{support}"


def days_left(exception: PolicyException, as_of: date) -> int | None:
    """Days through the sunset: 0 on it, negative afterwards; None when it is malformed."""
    sunset = dates.parse(exception.sunset)
    return None if sunset is None else dates.days_between(as_of, sunset)


def _standing_of_valid(
    exception: PolicyException, as_of: date, limits: ExceptionLimits
) -> Standing:
    given = [(a.role, a.by) for a in exception.approvals if _is_known(a.on, as_of)]
    waiting = missing_roles(role for role, _ in given)
    if waiting:
        return Standing("requested", f"waiting for {' and '.join(waiting)}")
    if not by_two_people(given):
        return Standing("requested", "waiting for a second person")
    starts = _starts(exception)
    if starts and as_of < starts:
        return Standing("approved", f"starts {starts}")
    left = days_left(exception, as_of) or 0
    covered = f"covered through {exception.sunset}, {_left(left)}"
    return Standing("expiring" if left <= limits.expiring_days else "active", covered)


def _left(days: int) -> str:
    return "which is today" if days == 0 else f"{dates.count_days(days)} left"


def _is_known(day: str, as_of: date) -> bool:
    """Whether something dated `day` counts: evidence of later days is ignored."""
    known = dates.parse(day)
    return known is None or known <= as_of


def _starts(exception: PolicyException) -> date | None:
    if exception.starts:
        return dates.parse(exception.starts)
    # Until both roles have approved, nobody knows which approval will be the latest.
    if missing_roles(approval.role for approval in exception.approvals):
        return None
    return _latest_approval(exception)


def _latest_approval(exception: PolicyException) -> date | None:
    days = (dates.parse(approval.on) for approval in exception.approvals)
    return max((day for day in days if day), default=None)


def _faults(
    exception: PolicyException,
    roles: Roles,
    limits: ExceptionLimits,
    renewed: PolicyException | None,
) -> Iterator[str]:
    yield from _missing_fields(exception)
    yield from _malformed(exception, limits)
    yield from _malformed_dates(exception)
    yield from _bounds(exception, limits)
    for approval in exception.approvals:
        yield from _approval_faults(approval, exception, roles)
    yield from _one_person_for_both(exception)
    if renewed is not None:
        yield from _renewal_faults(exception, renewed, limits)


def _missing_fields(exception: PolicyException) -> Iterator[str]:
    required = {
        "id": exception.id,
        "rules": exception.rules,
        "category": exception.category,
        "reason": exception.reason,
        "owner": exception.owner,
        "requested.by": exception.requested_by,
        "requested.on": exception.requested_on,
        "sunset": exception.sunset,
    }
    for name, value in required.items():
        if not value:
            yield f"{name} is missing"


def _malformed(exception: PolicyException, limits: ExceptionLimits) -> Iterator[str]:
    for rule in exception.rules:
        if "*" in rule or "?" in rule:
            yield f"rules has {rule}; name each rule, wildcards do not count"
    for path in unusable_paths(exception.scope):
        yield f"scope.paths has {path or 'an empty path'}, which is not a pattern of a path"
    if exception.category and exception.category not in CATEGORIES:
        yield f"category is {exception.category}; it must be {' or '.join(CATEGORIES)}"
    length = len(exception.reason.strip())
    if 0 < length < limits.shortest_reason:
        yield f"reason has {length} characters; it needs {limits.shortest_reason}"
    if exception.max_findings is not None and exception.max_findings < 1:
        yield f"max_findings is {exception.max_findings}; it must be at least 1"


def _malformed_dates(exception: PolicyException) -> Iterator[str]:
    written = {
        "requested.on": exception.requested_on,
        "starts": exception.starts,
        "sunset": exception.sunset,
        "closed_on": exception.closed_on,
    }
    for name, text in written.items():
        if text and dates.parse(text) is None:
            yield f"{name} is {text}; it must be a date as YYYY-MM-DD"


def _bounds(exception: PolicyException, limits: ExceptionLimits) -> Iterator[str]:
    starts, sunset = _starts(exception), dates.parse(exception.sunset)
    if starts is None or sunset is None:
        return
    if sunset < starts:
        yield f"sunset is {sunset}, before starts, {starts}"
    latest = dates.add_months(starts, limits.longest_months)
    if sunset > latest:
        yield (
            f"sunset is {sunset}, more than {limits.longest_months} months after starts, "
            f"{starts}; latest possible is {latest}"
        )
    approved = _latest_approval(exception)
    if approved and dates.days_between(approved, starts) > limits.start_within_days:
        last = approved + timedelta(days=limits.start_within_days)
        yield (
            f"starts is {starts}, more than {limits.start_within_days} days after the latest "
            f"approval; latest possible is {last}"
        )


def _approval_faults(approval: Approval, exception: PolicyException, roles: Roles) -> Iterator[str]:
    name = f"the {approval.role or 'unnamed'} approval"
    on = dates.parse(approval.on)
    if approval.role not in REQUIRED_ROLES:
        yield f"{name} has no role that approves; it must be {' or '.join(REQUIRED_ROLES)}"
    if not approval.by:
        yield f"{name} does not say by whom"
    elif same_person(approval.by, exception.requested_by):
        yield f"{name} is by {approval.by}, who requested it; somebody else must approve"
    if on is None:
        yield f"{name} is of {approval.on or 'no day'}; on must be a date as YYYY-MM-DD"
    elif approval.by and not holds_role(approval.by, approval.role, on, roles):
        yield f"{name} is by {approval.by}, who was not in that role on {on}"
    if approval.sunset != exception.sunset:
        yield (
            f"{name} is for the sunset {approval.sunset or '(none)'}, not {exception.sunset}; "
            "a changed sunset needs new approvals"
        )


def _one_person_for_both(exception: PolicyException) -> Iterator[str]:
    given = [(approval.role, approval.by) for approval in exception.approvals]
    if not missing_roles(role for role, _ in given) and not by_two_people(given):
        name = exception.approvals[0].by
        yield f"{name} approved as {' and as '.join(REQUIRED_ROLES)}; it takes two people"


def _renewal_faults(
    exception: PolicyException, renewed: PolicyException, limits: ExceptionLimits
) -> Iterator[str]:
    if exception.reason.split() == renewed.reason.split():
        yield f"reason is that of {renewed.id}, which it renews; say what has changed"
    starts = _starts(exception)
    for approval in exception.approvals:
        on = dates.parse(approval.on)
        if starts and on and dates.days_between(on, starts) > limits.start_within_days:
            yield (
                f"the {approval.role} approval of {on} is more than {limits.start_within_days} "
                f"days before starts, {starts}; a renewal needs new approvals"
            )
