"""What is wrong with an exception by itself, whatever else the register holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from platguard import dates
from platguard.approvals import (
    REQUIRED_ROLES,
    Roles,
    by_two_people,
    holds_role,
    missing_roles,
    same_person,
    scripts_of,
)
from platguard.counting import counted
from platguard.exception_days import begins, latest_approval
from platguard.model.policy_exception import (
    CATEGORIES,
    Approval,
    ExceptionLimits,
    Fault,
    PolicyException,
)
from platguard.scopes import unusable_paths


def own_faults(
    exception: PolicyException, roles: Roles, limits: ExceptionLimits
) -> Iterator[Fault]:
    """Each fault, with what would put it right."""
    yield from _missing_fields(exception)
    yield from _malformed(exception, limits)
    yield from _malformed_dates(exception)
    yield from _mixed_names(exception)
    yield from _bounds(exception, limits)
    for number, approval in enumerate(exception.approvals):
        for text in _approval_faults(approval, exception, roles):
            yield Fault(f"approvals.{number}", text)
    yield from _one_person_for_both(exception)


def _mixed_names(exception: PolicyException) -> Iterator[Fault]:
    names = {"requested.by": exception.requested_by}
    names |= {f"approvals.{n}": approval.by for n, approval in enumerate(exception.approvals)}
    for key, name in names.items():
        scripts = scripts_of(name)
        if len(scripts) > 1:
            told = f"{key.partition('.')[0]}: the name {name} mixes {' and '.join(scripts)} letters"
            yield Fault(key, f"{told}, and so looks like another; write it in one script")


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
            f"{name} is for other terms: the id, requester, category, reason, compensating, rules, "
            "scope, starts or max_findings changed since; that needs new approvals"
        )


def _one_person_for_both(exception: PolicyException) -> Iterator[Fault]:
    given = [(approval.role, approval.by) for approval in exception.approvals]
    if not missing_roles(role for role, _ in given) and not by_two_people(given):
        name = exception.approvals[0].by
        told = f"{name} approved as {' and as '.join(REQUIRED_ROLES)}; it takes two people"
        yield Fault("approvals", told)
