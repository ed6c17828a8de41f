"""What people do to an exception: approve, reject, close. Each says what changes, or refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from platguard import dates
from platguard.approvals import REQUIRED_ROLES, holds_role, missing_roles, same_person
from platguard.errors import UsageError
from platguard.exception_days import last_day
from platguard.model.policy_exception import Approval, Entry, PolicyException, Rejection
from platguard.open_register import OpenRegister
from platguard.policy_exceptions import note
from platguard.register import entry_fault
from platguard.register_edits import with_item, with_key, with_replaced_item
from platguard.tuples import NamedTuple


class Change(NamedTuple):
    """An entry as it will stand."""

    path: str
    data: bytes | None
    """The new text of its file; None when it stands like that already."""
    exception: PolicyException
    told: str
    """For people: what was done, or that there is nothing to do."""


def approve(register: OpenRegister, name: str, role: str, by: str, on: date) -> Change:
    """Adds an approval of what the entry says now. One that counts no more is replaced."""
    entry = register.entry(name)
    exception = entry.exception
    standing = register.standing(exception)
    if standing.is_over:
        raise entry_fault(entry, f"{name} cannot be approved any more: {standing.reason}")
    _refuse_later(register, on)
    given = [a for a in exception.approvals if a.role == role]
    counting = [a for a in given if _counts(register, exception, a)]
    if counting and same_person(counting[0].by, by):
        return _approved_already(register, entry, counting[0])
    if counting:
        told = f"{counting[0].by} approved {name} as {role} on {counting[0].on} already"
        raise entry_fault(entry, told, "approvals", "One approval of each role is enough.")
    new = Approval(role, by, on.isoformat(), exception.sunset, exception.terms)
    others = [a for a in exception.approvals if _counts(register, exception, a)]
    _refuse_faults(register, entry, replace(exception, approvals=(*others, new)))
    item = {"role": role, "by": by, "on": new.on, "sunset": new.sunset, "terms": new.terms}
    data, approvals = register.settings.register[entry.path], list(exception.approvals)
    if given:
        index = approvals.index(given[0])
        approvals[index] = new
        data = with_replaced_item(data, "approvals", index, item)
        told = f"{name}: approved by {by} as {role}, in place of what {given[0].by} approved."
    else:
        approvals.append(new)
        data = with_item(data, "approvals", item, after="requested")
        told = f"{name}: approved by {by} as {role}."
    return Change(entry.path, data, replace(exception, approvals=tuple(approvals)), told)


def _approved_already(register: OpenRegister, entry: Entry, approval: Approval) -> Change:
    """Nothing to change, unless the approval needs a proof that another one would give."""
    exception = entry.exception
    told = f"{exception.id} was approved by {approval.by} as {approval.role} on {approval.on}"
    if register.is_signed:
        number = exception.approvals.index(approval)
        proof = register.proofs(entry.path, exception)[number]
        if not proof.proven and not proof.commit:
            told = f"{told}: nothing to change. It does not count yet: {proof.reason}"
            return Change(entry.path, None, exception, told)
        if not proof.proven:
            hint = (
                "Remove this approval from the file, commit that, approve again, and commit with"
                " a signature (git commit -S)."
            )
            told = f"{told}, and that does not count: {proof.reason}"
            raise entry_fault(entry, told, f"approvals.{number}", hint)
    return Change(entry.path, None, exception, f"{told}: nothing to change.")


def reject(register: OpenRegister, name: str, by: str, why: str) -> Change:
    """Refuses a request for good."""
    entry = register.entry(name)
    exception, on = entry.exception, register.situation.as_of
    standing, earlier = register.standing(exception), exception.rejected
    if earlier and standing.state == "rejected":
        if same_person(earlier.by, by) and earlier.why == why:
            told = f"{name} was rejected by {earlier.by} on {earlier.on}: nothing to change."
            return Change(entry.path, None, exception, told)
        raise entry_fault(entry, f"{name} was {standing.reason}", "rejected")
    if standing.state not in ("requested", "invalid") or earlier:
        hint = f"End it with `platguard exceptions close {name}`."
        told = f"{name} is {standing.state} and cannot be rejected: only a request can"
        raise entry_fault(entry, told, "id", "" if standing.is_over else hint)
    if not any(holds_role(by, role, on, register.situation.roles) for role in REQUIRED_ROLES):
        roles = " or ".join(REQUIRED_ROLES)
        hint = f"Who may reject stands under `roles:`, in {roles}."
        raise entry_fault(
            entry, f"{by} was in no role that decides about {name} on {on}", hint=hint
        )
    requested = dates.parse(exception.requested_on)
    if requested and on < requested:
        told = f"{name} cannot be rejected on {on}: it was requested on {requested}"
        raise entry_fault(entry, told, "requested.on")
    rejection = {"by": by, "on": on.isoformat(), "why": why}
    data = with_key(register.settings.register[entry.path], "rejected", rejection)
    changed = replace(exception, rejected=Rejection(**rejection))
    return Change(entry.path, data, changed, f"{name}: rejected by {by}.")


def close(register: OpenRegister, name: str, on: date) -> Change:
    """Ends an exception early, or takes back a request: from `on` it covers nothing."""
    entry = register.entry(name)
    exception = entry.exception
    standing = register.standing(exception)
    if exception.closed_on == on.isoformat():
        told = f"{name} is closed from {on}: nothing to change."
        return Change(entry.path, None, exception, told)
    if exception.closed_on:
        told = f"{name} is closed from {exception.closed_on} already"
        raise entry_fault(entry, told, "closed_on", "Change closed_on by hand to move the day.")
    if standing.is_over:
        raise entry_fault(entry, f"{name} is over already: {standing.reason}")
    first = dates.parse(exception.requested_on) or date.min
    last = last_day(exception) or date.max
    if not first <= on <= last:
        told = f"{name} cannot be closed from {on}: it was requested on {first} and ends on {last}"
        raise entry_fault(entry, told, "sunset")
    data = with_key(register.settings.register[entry.path], "closed_on", on.isoformat())
    changed = replace(exception, closed_on=on.isoformat())
    return Change(entry.path, data, changed, f"{name}: closed, covers nothing from {on}.")


def outlook(register: OpenRegister, exception: PolicyException, arguments: str) -> str:
    """What becomes of the exception as it stands, and what it still needs.

    `arguments` are those that choose the same register on the command line.
    """
    standing = register.standing(exception)
    told = note(exception, standing)
    if standing.is_granted and (faults := register.unproven(exception)):
        return f"When every approval is proven: {told}. Until then: {'; '.join(faults)}."
    needed = [
        f"`platguard exceptions approve {exception.id} --role {role} --by NAME{arguments}`"
        f" ({_able(register, role, exception)})"
        for role in missing_roles(approval.role for approval in exception.approvals)
    ]
    if standing.state != "requested" or not needed:
        return told
    return f"{told}: {', '.join(needed)}"


def _able(register: OpenRegister, role: str, exception: PolicyException) -> str:
    names = register.approvers(role, exception)
    return " or ".join(names) or "nobody can: the configuration names no other member"


def _counts(register: OpenRegister, exception: PolicyException, approval: Approval) -> bool:
    """Whether nothing is wrong with an approval by itself."""
    standing = register.standing(replace(exception, approvals=(approval,)))
    return all(fault.key.partition(".")[0] != "approvals" for fault in standing.faults)


def _refuse_later(register: OpenRegister, on: date) -> None:
    if on > register.situation.as_of:
        told = f"--on {on} is after {register.situation.as_of}"
        raise UsageError(told, hint="An approval has the day on which it is given.")


def _refuse_faults(register: OpenRegister, entry: Entry, changed: PolicyException) -> None:
    """Refuses what is wrong with it now, or would be as soon as everybody had approved."""
    for fault in (*register.standing(changed).faults, *register.prospects(changed)):
        raise entry_fault(entry, f"{changed.id} cannot be approved so: {fault.text}", fault.key)
