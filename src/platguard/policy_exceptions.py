"""What an entry of the register is on a day, why, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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
from platguard.counting import counted
from platguard.exception_days import begins, days_left, last_day, latest_approval
from platguard.model.policy_exception import (
    CATEGORIES,
    Approval,
    ExceptionLimits,
    Fault,
    PolicyException,
    Standing,
)
from platguard.renewals import Renewals
from platguard.scopes import unusable_paths

DEFAULT_LIMITS = ExceptionLimits()


def _all_proven(exception: PolicyException) -> Mapping[int, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Authority:
    """What decides about exceptions, beside what they say of themselves."""

    roles: Roles
    limits: ExceptionLimits = DEFAULT_LIMITS
    renewals: Renewals = field(default_factory=Renewals)
    unproven: Callable[[PolicyException], Mapping[int, str]] = _all_proven
    """Where approvals need proof: those of an exception that lack it, by their index, and why."""


def state(exception: PolicyException, as_of: date, authority: Authority) -> Standing:
    """What `exception` is on `as_of`: the first that holds of closed, rejected, expired, ..."""
    closed, sunset = dates.parse(exception.closed_on), dates.parse(exception.sunset)
    if closed and closed <= as_of:
        return Standing("closed", f"closed on {closed}")
    if exception.rejected and is_known(exception.rejected.on, as_of):
        rejected = exception.rejected
        return Standing("rejected", f"rejected {rejected.on} by {rejected.by}: {rejected.why}")
    if sunset and sunset < as_of:
        ago = dates.count_days(dates.days_between(sunset, as_of))
        return Standing("expired", f"expired on {sunset} ({ago} ago)")
    # Proofs last: they cost a look into git, which what is wrong anyway does not need.
    faults = tuple(_faults(exception, authority)) or tuple(_unproven(exception, authority))
    if faults:
        return Standing("invalid", "; ".join(fault.text for fault in faults), faults)
    return _standing_of_valid(exception, as_of, authority.limits)


def note(exception: PolicyException, standing: Standing, chain: str = "") -> str:
    """What is said of the exception beside a finding, or in the list of exceptions.

    `chain` tells of the terms before this one.
    """
    waits = missing_roles(approval.role for approval in exception.approvals)
    if standing.state == "expired" and waits:
        return (
            f"request {exception.id} {standing.reason}, without approval by {' and '.join(waits)}"
        )
    if standing.state == "expired":
        names = " and ".join(approval.by for approval in exception.approvals)
        approved = f", approved by {names}" if names else ""
        ended = f"exception {exception.id} {standing.reason}{approved}"
        return f"{ended}. Fix it or request a renewal."
    if standing.state == "rejected":
        return f"request {exception.id} {standing.reason}"
    if standing.state == "requested":
        return f"{exception.id} requested {exception.requested_on}, {standing.reason}"
    if standing.state == "invalid":
        return f"exception {exception.id} covers nothing: {standing.reason}"
    told = [f"{exception.id} {standing.reason}"]
    if standing.in_force:
        told += [chain, "limited support"]
    return ", ".join(filter(None, told))


def _standing_of_valid(
    exception: PolicyException, as_of: date, limits: ExceptionLimits
) -> Standing:
    given = [(a.role, a.by) for a in exception.approvals if is_known(a.on, as_of)]
    waiting = missing_roles(role for role, _ in given)
    if waiting:
        return Standing("requested", f"waiting for {' and '.join(waiting)}")
    if not by_two_people(given):
        return Standing("requested", "waiting for a second person")
    starts = begins(exception)
    last, sunset = last_day(exception), dates.parse(exception.sunset)
    closed = f", closed from {exception.closed_on}" if last != sunset else ""
    if starts and as_of < starts:
        return Standing("approved", f"starts {starts}{closed}")
    left = days_left(exception, as_of) or 0
    covered = f"covered through {last}, {_left(left)}{closed}"
    return Standing("expiring" if left <= limits.expiring_days else "active", covered)


def _left(days: int) -> str:
    return "which is today" if days == 0 else f"{dates.count_days(days)} left"


def is_known(day: str, as_of: date) -> bool:
    """Whether something dated `day` counts: what comes later is not known yet."""
    known = dates.parse(day)
    return known is None or known <= as_of


def _faults(exception: PolicyException, authority: Authority) -> Iterator[Fault]:
    limits = authority.limits
    yield from _missing_fields(exception)
    yield from _malformed(exception, limits)
    yield from _malformed_dates(exception)
    yield from _bounds(exception, limits)
    for number, approval in enumerate(exception.approvals):
        for text in _approval_faults(approval, exception, authority.roles):
            yield Fault(f"approvals.{number}", text)
    yield from _one_person_for_both(exception)
    yield from authority.renewals.faults(exception, limits)


def _unproven(exception: PolicyException, authority: Authority) -> Iterator[Fault]:
    for number, text in authority.unproven(exception).items():
        yield Fault(f"approvals.{number}", text)


def _missing_fields(exception: PolicyException) -> Iterator[Fault]:
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
            yield Fault(name, f"{name} is missing")
    if exception.category == "mitigated" and not exception.compensating:
        told = "compensating is missing; an exception that is mitigated says how"
        yield Fault("category", told)


def _malformed(exception: PolicyException, limits: ExceptionLimits) -> Iterator[Fault]:
    for rule in exception.rules:
        if "*" in rule or "?" in rule:
            yield Fault("rules", f"rules has {rule}; name each rule, wildcards do not count")
    for path in unusable_paths(exception.scope):
        told = f"scope.paths has {path or 'an empty path'}, which is not a pattern of a path"
        yield Fault("scope", told)
    if exception.category and exception.category not in CATEGORIES:
        told = f"category is {exception.category}; it must be {' or '.join(CATEGORIES)}"
        yield Fault("category", told)
    length = len(exception.reason.strip())
    if 0 < length < limits.shortest_reason:
        told = f"reason has {counted(length, 'character')}; it needs {limits.shortest_reason}"
        yield Fault("reason", told)
    if exception.max_findings is not None and exception.max_findings < 1:
        told = f"max_findings is {exception.max_findings}; it must be at least 1"
        yield Fault("max_findings", told)


def _malformed_dates(exception: PolicyException) -> Iterator[Fault]:
    written = {
        "requested.on": exception.requested_on,
        "starts": exception.starts,
        "sunset": exception.sunset,
        "closed_on": exception.closed_on,
    }
    for name, text in written.items():
        if text and dates.parse(text) is None:
            yield Fault(name, f"{name} is {text}; it {dates.expected(text)}")


def _bounds(exception: PolicyException, limits: ExceptionLimits) -> Iterator[Fault]:
    starts, sunset = begins(exception), dates.parse(exception.sunset)
    if starts is None or sunset is None:
        return
    if sunset < starts:
        yield Fault("sunset", f"sunset is {sunset}, before starts, {starts}")
    latest = dates.add_months(starts, limits.longest_months)
    if sunset > latest:
        told = (
            f"sunset is {sunset}, more than {counted(limits.longest_months, 'month')} after "
            f"starts, {starts}; latest possible is {latest}"
        )
        yield Fault("sunset", told)
    approved = latest_approval(exception)
    if approved and dates.days_between(approved, starts) > limits.start_within_days:
        last = approved + timedelta(days=limits.start_within_days)
        told = (
            f"starts is {starts}, more than {dates.count_days(limits.start_within_days)} after the "
            f"latest approval; latest possible is {last}"
        )
        yield Fault("starts", told)


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
        yield f"{name} is of {approval.on or 'no day'}; on {dates.expected(approval.on)}"
    elif approval.by and approval.role in REQUIRED_ROLES and not roles.get(approval.role):
        yield f"{name} cannot count: the configuration names nobody in that role (roles)"
    elif approval.by and not holds_role(approval.by, approval.role, on, roles):
        yield f"{name} is by {approval.by}, who was not in that role on {on}"
    requested = dates.parse(exception.requested_on)
    if on and requested and on < requested:
        yield f"{name} is of {on}, before it was requested, on {requested}"
    if dates.parse(exception.sunset) is None:
        return  # once the sunset is put right, the approval may fit
    if approval.sunset != exception.sunset:
        yield (
            f"{name} is for the sunset {approval.sunset or '(none)'}, not {exception.sunset}; "
            "a changed sunset needs new approvals"
        )
    elif approval.terms and approval.terms != exception.terms:
        yield (
            f"{name} is for other terms: the id, the requester, rules, scope, starts or "
            "max_findings changed since; that needs new approvals"
        )


def _one_person_for_both(exception: PolicyException) -> Iterator[Fault]:
    given = [(approval.role, approval.by) for approval in exception.approvals]
    if not missing_roles(role for role, _ in given) and not by_two_people(given):
        name = exception.approvals[0].by
        told = f"{name} approved as {' and as '.join(REQUIRED_ROLES)}; it takes two people"
        yield Fault("approvals", told)
