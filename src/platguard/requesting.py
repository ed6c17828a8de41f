"""New entries of the register: from a finding that fails, or from an entry that ends."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from platguard import dates
from platguard.approvals import folded, same_person
from platguard.errors import UsageError
from platguard.exempting import OF_REGISTER
from platguard.model.policy_exception import Entry, PolicyException, Scope, Standing
from platguard.model.report import Finding
from platguard.open_register import OpenRegister
from platguard.register import ID, ID_HINT, entry_fault
from platguard.register_edits import new_file
from platguard.requested_scope import rule_of, scope_of

SHORTEST_PREFIX = 8

_FINGERPRINT = re.compile(f"[0-9a-f]{{{SHORTEST_PREFIX},32}}")
_NUMBERED = re.compile(r"exc-(\d{4})-(\d+)")
_OPTIONS = {"requested.by": "by", "category": "compensating", "renews": "id"}


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


def failing(findings: Iterable[Finding], register: OpenRegister) -> list[Finding]:
    """The findings that an exception can be asked for."""
    return [
        found
        for found in findings
        if found.outcome == "fail" and rule_of(found, register).on not in OF_REGISTER
    ]


def finding_of(prefix: str, findings: Sequence[Finding]) -> Finding:
    """The finding whose fingerprint begins so; UsageError when there is not exactly one."""
    if not _FINGERPRINT.fullmatch(prefix):
        told = f"--finding {prefix!r:.80} is no fingerprint"
        hint = f"Write at least {SHORTEST_PREFIX} of its digits, 0 to 9 and a to f."
        raise UsageError(told, hint=f"{hint} `platguard scan --format json` tells them.")
    found = [finding for finding in findings if finding.fingerprint.startswith(prefix)]
    if not found:
        hint = (
            "Look for it with `platguard scan --format json`, in the same folder and on that day."
        )
        raise UsageError(f"--finding {prefix}: the scan finds no such finding", hint=hint)
    if len(found) > 1:
        places = ", ".join(f"{f.fingerprint} at {f.path}:{f.line}" for f in found[:5])
        hint = "Write more of it, or name the one file or folder as PATH."
        raise UsageError(f"--finding {prefix}: {len(found)} findings begin so: {places}", hint=hint)
    return found[0]


def pending(finding: Finding, register: OpenRegister) -> Entry | None:
    """The entry that already asks for the finding; UsageError when no new one is of use.

    That is so when the finding does not fail, is covered, or was until a few days ago.
    """
    named = f"the finding {finding.fingerprint[:12]} ({finding.rule} at {finding.path})"
    note = finding.exception
    if finding.outcome == "exempt" and note:
        raise UsageError(f"{named} is exempt already: {note.id} covers it through {note.sunset}")
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
    ago = -(note.days_left or 0)
    if note.state == "expired" and ago <= register.situation.limits.start_within_days:
        hint = f"Renew it: `platguard exceptions renew {note.id}`."
        raise UsageError(f"{note.id} covered {named} through {note.sunset}", hint=hint)
    return None


def requested(finding: Finding, scope: str, wish: Wish, register: OpenRegister) -> NewEntry:
    """A new entry for a finding; raises UsageError for what would be invalid."""
    exception = _wished(wish, register, (finding.rule,), scope_of(finding, scope, register))
    return _entry(exception, register)


def renewed(name: str, wish: Wish, register: OpenRegister) -> NewEntry:
    """A new entry that continues another one, without approvals."""
    old = register.entry(name)
    exception = old.exception
    _refuse_what_was_never_approved(old, register.standing(exception))
    for entry in register.entries:
        other = entry.exception
        if folded(other.renews) != folded(name) or other.rejected:
            continue
        if _asks_alike(other, wish):
            return NewEntry(entry.path, other, None)
        hint = "Renew that one." if other.approvals else "Have that one approved, or close it."
        raise entry_fault(old, f"{name} is renewed by {other.id} already", hint=hint)
    last = dates.parse(exception.sunset)
    if last and wish.sunset <= last and not exception.closed_on:
        told = f"--sunset {wish.sunset} is no renewal: {name} ends on {last}"
        raise UsageError(told, hint="Name a later day.")
    continued = replace(
        _wished(wish, register, exception.rules, exception.scope),
        max_findings=exception.max_findings,
        renews=name,
    )
    return _entry(continued, register)


def _refuse_what_was_never_approved(old: Entry, standing: Standing) -> None:
    if standing.state in ("requested", "rejected", "invalid"):
        told = f"{old.exception.id} is {standing.state}: only what was approved can be renewed"
        raise entry_fault(old, told, hint="Mend it, or request a new exception.")


def _asks_alike(exception: PolicyException, wish: Wish) -> bool:
    asked = exception.reason, exception.sunset
    return asked == (wish.reason, wish.sunset.isoformat()) and same_person(
        exception.requested_by, wish.by
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
        raise UsageError(f"--id {exception.id!r:.80} is not an id", hint=ID_HINT)
    path = register.new_path(exception.id)
    # It cannot start before today, whenever it is approved; so this is the longest that it may be.
    soonest = replace(exception, starts=register.situation.as_of.isoformat())
    standing = register.standing(soonest)
    if standing.state == "expired":
        raise UsageError(f"--sunset {exception.sunset} is over: it {standing.reason}")
    for fault in standing.faults:
        raise UsageError(f"--{_OPTIONS.get(fault.key, fault.key)}: {fault.text}")
    return NewEntry(path, exception, new_file(_values(exception)))


def _next_id(register: OpenRegister) -> str:
    year = f"{register.situation.as_of.year:04}"
    names = (_NUMBERED.fullmatch(folded(entry.exception.id)) for entry in register.entries)
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
