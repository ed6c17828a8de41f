"""New entries of the register: from a finding that fails, or from an entry that ends."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from typing import Any

from platguard import dates
from platguard.approvals import folded, same_person
from platguard.errors import UsageError
from platguard.exception_days import last_day
from platguard.exempting import OF_REGISTER
from platguard.model.policy_exception import Entry, PolicyException, Scope, Standing
from platguard.model.report import Finding
from platguard.open_register import OpenRegister
from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.register import ID, entry_fault, id_hint
from platguard.register_edits import new_file
from platguard.renewals import is_term
from platguard.requested_scope import rule_of, scope_of

_NUMBERED = pattern(r"exc-(\d{4})-(\d+)")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, beside what the exception is for."""

    reason: str
    owner: str
    by: str
    sunset: date
    category: str = "waiver"
    compensating: str = ""
    ticket: str = ""
    id: str = ""
    """Empty for the next one."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that is not in the register yet, or is there just so already."""

    path: str
    exception: PolicyException
    data: bytes | None
    """The text of its file; None when there is nothing to write."""


def pending(finding: Finding, register: OpenRegister) -> Entry | None:
    """The entry that already asks for the finding; UsageError when no new one is of use.

    That is so when the finding does not fail, is covered, or was until a few days ago.
    """
    named = f"the finding {finding.fingerprint[:12]} ({finding.rule} at {finding.path})"
    note = finding.exception
    if finding.outcome == "exempt" and note:
        through = last_day(register.entry(note.id).exception)
        raise UsageError(f"{named} is exempt already: {note.id} covers it through {through}")
    if finding.outcome != "fail":
        raise UsageError(f"{named} does not fail: it is {finding.outcome}")
    if rule_of(finding, register).on in OF_REGISTER:
        raise UsageError(f"{named} is about the register itself, which no exception covers")
    if note is None:
        return None
    entry = register.entry(note.id)
    if note.state in ("requested", "approved"):
        return entry
    if note.state == "invalid":
        told = f"{note.id} is about {named} already and is invalid: {note.text}"
        raise entry_fault(entry, told, hint="Mend that one, or close it.")
    last, limits = last_day(entry.exception), register.situation.limits
    if note.state != "expired" or last is None or not is_term(entry.exception):
        return None
    if dates.days_between(last, register.situation.as_of) <= limits.start_within_days:
        hint = f"Renew it: `platguard exceptions renew {note.id}`."
        raise UsageError(f"{note.id} covered {named} through {last}", hint=hint)
    return None


def asked_already(entry: Entry, register: OpenRegister) -> UsageError:
    """Why nothing else is asked for while an entry asks for the same finding."""
    exception, standing = entry.exception, register.standing(entry.exception)
    by, name = exception.requested_by, exception.id
    told = (
        f"{name} asks for it already: requested {exception.requested_on} by {by}"
        f" through {exception.sunset}, {standing.reason}"
    )
    edit = "edit its file before anybody approves it" if not exception.approvals else ""
    close = f"end it (`platguard exceptions close {name}`) and ask anew"
    hint = f"To ask for something else, {' or '.join(filter(None, (edit, close)))}."
    return entry_fault(entry, told, hint=hint)


def requested(finding: Finding, scope: str, wish: Wish, register: OpenRegister) -> NewEntry:
    """A new entry for a finding; raises UsageError for what would be invalid."""
    wanted = _wished(wish, register, (finding.rule,), scope_of(finding, scope, register))
    entry = pending(finding, register)
    if entry is None:
        return _entry(wanted, register)
    if not _asks_alike(entry.exception, wanted, wish):
        raise asked_already(entry, register)
    return NewEntry(entry.path, entry.exception, None)


def renewed(name: str, wish: Wish, register: OpenRegister) -> NewEntry:
    """A new entry that continues another one, without approvals."""
    old = register.entry(name)
    exception = old.exception
    _refuse_what_was_never_approved(old, register.standing(exception))
    continued = replace(
        _wished(wish, register, exception.rules, exception.scope),
        max_findings=exception.max_findings,
        renews=name,
    )
    for entry in register.entries:
        other = entry.exception
        if folded(other.renews) != folded(name) or _came_to_nothing(other, register):
            continue
        if _asks_alike(other, continued, wish):
            return NewEntry(entry.path, other, None)
        hint = "Renew that one." if is_term(other) else "Have that one approved, or close it."
        raise entry_fault(old, f"{name} is renewed by {other.id} already", hint=hint)
    last = last_day(exception)
    if last and wish.sunset <= last:
        told = f"a term through {wish.sunset} is no renewal: {name} ends on {last}"
        raise UsageError(told, hint="Name a later day.")
    return _entry(continued, register)


def _refuse_what_was_never_approved(old: Entry, standing: Standing) -> None:
    name = old.exception.id
    if standing.state in ("requested", "rejected", "invalid"):
        told = f"{name} is {standing.state}: only what was approved can be renewed"
        raise entry_fault(old, told, hint="Mend it, or request a new exception.")
    if not is_term(old.exception):
        told = f"{name} was over before both roles had approved it: there is nothing to renew"
        raise entry_fault(old, told, hint="Request a new exception.")


def _came_to_nothing(exception: PolicyException, register: OpenRegister) -> bool:
    """Whether it is over without ever having been a term."""
    return not is_term(exception) and register.standing(exception).is_over


def _asks_alike(exception: PolicyException, wanted: PolicyException, wish: Wish) -> bool:
    """Whether an entry says what is wished for, apart from what came to it later."""
    return (
        _asked(exception) == _asked(wanted)
        and same_person(exception.requested_by, wanted.requested_by)
        and (not wish.id or wish.id == exception.id)
    )


def _asked(exception: PolicyException) -> tuple[Any, ...]:
    return (
        (exception.rules, exception.scope, exception.max_findings, exception.renews),
        (exception.category, exception.reason, exception.compensating, exception.owner),
        (exception.sunset, exception.ticket),
    )


def _wished(
    wish: Wish, register: OpenRegister, rules: tuple[str, ...], scope: Scope
) -> PolicyException:
    return PolicyException(
        id=wish.id or _next_id(register),
        rules=rules,
        scope=scope,
        category=wish.category,
        reason=wish.reason,
        compensating=wish.compensating,
        owner=wish.owner,
        requested_by=wish.by,
        requested_on=register.situation.as_of.isoformat(),
        sunset=wish.sunset.isoformat(),
        ticket=wish.ticket,
    )


def _entry(exception: PolicyException, register: OpenRegister) -> NewEntry:
    if not ID.fullmatch(exception.id):
        raise UsageError(f"--id {exception.id!r:.80} is not an id", hint=id_hint(exception.id))
    path = register.new_path(exception.id)
    as_of = register.situation.as_of
    if date.fromisoformat(exception.sunset) < as_of:
        hint = f"Name a day from {as_of} on."
        raise UsageError(f"the sunset {exception.sunset} is over already", hint=hint)
    for fault in register.prospects(exception):
        told = f"{exception.id} would be invalid: {fault.text}"
        is_of_another = fault.key == "rules"
        hint = "`platguard exceptions renew` asks for another term of one." if is_of_another else ""
        raise UsageError(told, hint=hint)
    return NewEntry(path, exception, new_file(_values(exception)))


def _next_id(register: OpenRegister) -> str:
    """The next number of the year. That of a file that was removed is not given again."""
    year = f"{register.situation.as_of.year:04}"
    taken = {entry.exception.id for entry in register.entries}
    taken |= {os.path.splitext(name)[0] for name in register.names_ever()}
    names = (_NUMBERED.fullmatch(folded(name)) for name in taken)
    number = max((int(name[2]) for name in names if name and name[1] == year), default=0) + 1
    while register.is_file(os.path.join(register.folder, f"EXC-{year}-{number:04}.yaml")):
        number += 1
    return f"EXC-{year}-{number:04}"


def _values(exception: PolicyException) -> dict[str, Any]:
    """The keys of its file, in the order in which people read them; absent ones left out."""
    scope = exception.scope
    selectors = [
        {
            "kind": one.kind,
            "namespace": one.namespace,
            "name": one.name,
            "labels": dict(one.labels),
        }
        for one in scope.resources
    ]
    parts = {
        "repositories": scope.repositories,
        "paths": scope.paths,
        "resources": [_given(selector) for selector in selectors],
        "fingerprints": scope.fingerprints,
    }
    return _given(
        {
            "id": exception.id,
            "renews": exception.renews,
            "rules": exception.rules,
            "scope": _given(parts),
            "category": exception.category,
            "reason": exception.reason,
            "compensating": exception.compensating,
            "owner": exception.owner,
            "requested": {"by": exception.requested_by, "on": exception.requested_on},
            "sunset": exception.sunset,
            "max_findings": exception.max_findings,
            "ticket": exception.ticket,
        }
    )


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
