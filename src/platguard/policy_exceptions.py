"""What an entry of the register is on a day, why, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date

from platguard import dates
from platguard.approvals import Roles, by_two_people, missing_roles
from platguard.exception_days import begins, days_left, last_day
from platguard.exception_faults import own_faults
from platguard.model.policy_exception import ExceptionLimits, Fault, PolicyException, Standing
from platguard.records import dataclass
from platguard.renewals import Renewals, is_term

DEFAULT_LIMITS = ExceptionLimits()


def _all_proven(exception: PolicyException) -> Mapping[int, str]:
    return {}


def _all_seen(exception: PolicyException) -> Collection[int]:
    return ()


@dataclass(frozen=True, slots=True)
class Authority:
    """What decides about exceptions, beside what they say of themselves."""

    roles: Roles
    limits: ExceptionLimits = DEFAULT_LIMITS
    renewals: Renewals = field(default_factory=Renewals)
    unproven: Callable[[PolicyException], Mapping[int, str]] = _all_proven
    """Where approvals need proof: those of an exception that lack it, by their index, and why."""
    unseen: Callable[[PolicyException], Collection[int]] = _all_seen
    """Where approvals need proof: those that came in after the day."""


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
    faults = tuple(_faults(exception, authority)) or tuple(_unproven(exception, authority, as_of))
    if faults:
        return Standing("invalid", "; ".join(fault.text for fault in faults), faults)
    return _standing_of_valid(exception, as_of, authority)


def relations(
    exceptions: Iterable[PolicyException],
    roles: Roles,
    limits: ExceptionLimits,
    as_of: date,
    known_ids: Mapping[str, str],
) -> Renewals:
    """How exceptions follow each other, those that were validly approved by a day.

    `known_ids` has the rule that an older id means now.
    """

    def granted(exception: PolicyException) -> bool:
        known = all(is_known(approval.on, as_of) for approval in exception.approvals)
        return is_term(exception) and known and not any(own_faults(exception, roles, limits))

    return Renewals(exceptions, granted, known_ids)


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


def _standing_of_valid(exception: PolicyException, as_of: date, authority: Authority) -> Standing:
    unseen = authority.unseen(exception)
    given = [
        (approval.role, approval.by)
        for number, approval in enumerate(exception.approvals)
        if is_known(approval.on, as_of) and number not in unseen
    ]
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
    return Standing("expiring" if left <= authority.limits.expiring_days else "active", covered)


def _left(days: int) -> str:
    return "which is today" if days == 0 else f"{dates.count_days(days)} left"


def is_known(day: str, as_of: date) -> bool:
    """Whether something dated `day` counts: what comes later is not known yet."""
    known = dates.parse(day)
    return known is None or known <= as_of


def _faults(exception: PolicyException, authority: Authority) -> Iterator[Fault]:
    yield from own_faults(exception, authority.roles, authority.limits)
    yield from authority.renewals.faults(exception, authority.limits)


def _unproven(exception: PolicyException, authority: Authority, as_of: date) -> Iterator[Fault]:
    for number, text in authority.unproven(exception).items():
        if is_known(exception.approvals[number].on, as_of):
            yield Fault(f"approvals.{number}", text)
